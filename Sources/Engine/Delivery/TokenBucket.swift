import Model

/// D2: how many calls a credential may make now. A share of it only pauses, and what they need, may take.
struct TokenBucket: Hashable, Sendable {
  private let perMinute: Int64
  private let capacity: Int64
  private let reserve: Int64
  /// In sixty-thousandths of a call, so that a millisecond refills exactly `perMinute`.
  private var level: Int64
  private var filledAt: Tick

  private static let call: Int64 = 60_000

  init(rate: PlatformTraits.Rate, now: Tick) {
    perMinute = Int64(rate.perMinute)
    capacity = Int64(max(1, rate.burst)) * Self.call
    reserve = Int64(Double(capacity) * rate.reservedForPauses)
    level = capacity
    filledAt = now
  }

  mutating func refill(now: Tick) {
    let elapsed = min(max(0, (now - filledAt).milliseconds), 60_000)
    level = min(capacity, level + elapsed * perMinute)
    filledAt = max(filledAt, now)
  }

  /// A new rate is no reason for a new burst.
  mutating func inherit(_ old: TokenBucket, now: Tick) {
    var old = old
    old.refill(now: now)
    level = min(capacity, old.level)
  }

  func allows(urgent: Bool) -> Bool { level >= needed(urgent: urgent) }

  mutating func take() {
    precondition(level >= Self.call, "a call was sent that the bucket did not allow")
    level -= Self.call
  }

  /// When the next call will be allowed.
  func next(urgent: Bool) -> Tick {
    let missing = max(0, needed(urgent: urgent) - level)
    return filledAt + .milliseconds((missing + perMinute - 1) / perMinute)
  }

  var calls: Double { Double(level) / Double(Self.call) }

  private func needed(urgent: Bool) -> Int64 { urgent ? Self.call : min(capacity, Self.call + reserve) }
}
