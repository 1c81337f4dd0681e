import Model

/// E2: notices a source whose clock, or ours, is off, from the ages of its last events.
struct ClockSkew {
  private static let remembered = 10
  /// How many events in a row looked older than a minute.
  private var lateInARow: [String: Int] = [:]
  private var skewed: Set<String> = []

  /// The alarm to raise or clear, if this event changes the picture.
  mutating func notice(_ event: Event, at now: Timestamp) -> Alarm? {
    let age = now - event.occurredAt
    let isAhead = age < .zero - .seconds(5)
    let isBehind = isBehind(event.source, age)
    if isAhead || isBehind {
      guard skewed.insert(event.source).inserted else { return nil }
      let message =
        isAhead
        ? "source \(event.source) sends events from \((.zero - age).description) in the future; check both clocks"
        : "the last \(Self.remembered) events of source \(event.source) look older than a minute; check its clock and its delivery"
      return Alarm("clock_skew", isRaised: true, subject: event.source, message: message)
    }
    guard !skewed.isEmpty, skewed.remove(event.source) != nil else { return nil }
    return Alarm("clock_skew", isRaised: false, subject: event.source, message: "over")
  }

  private mutating func isBehind(_ source: String, _ age: Span) -> Bool {
    guard age > .minutes(1) else {
      // Almost always: nothing is kept of a source whose clock is right.
      if !lateInARow.isEmpty { lateInARow[source] = nil }
      return false
    }
    lateInARow[source, default: 0] += 1
    return lateInARow[source, default: 0] >= Self.remembered
  }
}
