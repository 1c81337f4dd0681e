import Model

/// D2: how many calls a credential may make now. A share of it only pauses, and what they need, may take.
struct TokenBucket: Hashable, Sendable {
  private let perMillisecond: Int64
  private let capacity: Int64
  private let reserve: Int64
  private var level: Int64
  private var filledAt: Tick

  /// In such parts of a call that a millisecond refills exactly the rate, and exactly a tenth of it too.
  private static let call: Int64 = 600_000

  /// So many tenths of a credential's rate.
  init(rate: PlatformTraits.Rate, tenths: Int64 = 10, now: Tick) {
    perMillisecond = Int64(rate.perMinute) * tenths
    capacity = max(Self.call, Int64(rate.burst) * Self.call * tenths / 10)
    reserve = Int64(Double(capacity) * rate.reservedForPauses)
    level = capacity
    filledAt = now
  }

  mutating func refill(now: Tick) {
    let elapsed = min(max(0, (now - filledAt).milliseconds), 60_000)
    level = min(capacity, level + elapsed * perMillisecond)
    filledAt = max(filledAt, now)
  }

  /// A new rate is no reason for a new burst.
  mutating func inherit(_ old: TokenBucket, now: Tick) {
    var old = old
    old.refill(now: now)
    level = min(capacity, old.level)
  }

  mutating func take() {
    precondition(level >= Self.call, "a call was sent that the bucket did not allow")
    level -= Self.call
  }

  /// From when on the next call is allowed.
  func opens(urgent: Bool) -> Tick {
    let needed = urgent ? Self.call : min(capacity, Self.call + reserve)
    return filledAt + .milliseconds((max(0, needed - level) + perMillisecond - 1) / perMillisecond)
  }

  var calls: Double { Double(level) / Double(Self.call) }
}
