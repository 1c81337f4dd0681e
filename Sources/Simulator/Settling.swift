import Model

/// A state whose changes may take effect late, as they do behind a vendor's queues: until then everybody sees the old one.
struct Settling<Value: Hashable & Sendable>: Sendable {
  private(set) var value: Value
  private(set) var since: Timestamp
  /// Every state it ever had, the newest last; the oldest are forgotten.
  private(set) var history: [(at: Timestamp, value: Value)]
  private var pending: [(due: Moment, value: Value)] = []

  private static var historyLimit: Int { 1000 }

  init(_ value: Value, at moment: Moment) {
    self.value = value
    since = moment.timestamp
    history = [(moment.timestamp, value)]
  }

  /// Asks for a state, in effect after a while. An older wish with a later effect still applies after a newer one.
  mutating func wish(_ value: Value, at moment: Moment, after latency: Span) {
    settle(at: moment)
    guard latency > .zero else { return become(value, at: moment.timestamp) }
    pending.append((moment + latency, value))
  }

  /// Puts a state in effect at once and forgets every wish.
  mutating func force(_ value: Value, at moment: Moment) {
    settle(at: moment)
    pending = []
    become(value, at: moment.timestamp)
  }

  /// Forgets every wish that has not taken effect.
  mutating func forgetWishes() { pending = [] }

  /// Lets the wishes that are due take effect, in the order of their effects.
  mutating func settle(at moment: Moment) {
    guard !pending.isEmpty else { return }
    let due = pending.filter { $0.due.microseconds <= moment.microseconds }.sorted { $0.due.microseconds < $1.due.microseconds }
    pending.removeAll { $0.due.microseconds <= moment.microseconds }
    for wish in due { become(wish.value, at: wish.due.timestamp) }
  }

  private mutating func become(_ value: Value, at time: Timestamp) {
    guard value != self.value else { return }
    self.value = value
    since = time
    if history.count >= Self.historyLimit { history.removeFirst() }
    history.append((time, value))
  }
}
