import Model

/// D2: what a credential may call now, by its own bucket and by the vendor's word. The vendor's word counts for exactly as long as it says.
struct Quota: Hashable, Sendable {
  /// What an answer's headers say is left of the vendor's own window.
  private struct Window: Hashable, Sendable {
    var left: Double
    /// Calls per millisecond that are kept for pauses as long as it lasts.
    let reserved: Double
    let until: Tick

    /// The reserve shrinks with the time it has to last.
    func opens(urgent: Bool) -> Tick {
      if left < 1 { return until }
      return urgent ? Tick(milliseconds: 0) : until - .milliseconds(Int64((left - 1) / max(reserved, 1e-9)))
    }
  }

  private static let probeInterval = Span.seconds(30)

  private let reservedForPauses: Double
  private var bucket: TokenBucket
  /// R10: drift checks take at most a tenth.
  private var driftChecks: TokenBucket
  private var window: Window?
  /// The vendor asked to wait until then (429).
  private var throttledUntil = Tick(milliseconds: 0)
  private var probeAt = Tick(milliseconds: 0)

  init(rate: PlatformTraits.Rate, now: Tick) {
    reservedForPauses = rate.reservedForPauses
    bucket = TokenBucket(rate: rate, now: now)
    driftChecks = TokenBucket(rate: rate, tenths: 1, now: now)
  }

  mutating func inherit(_ old: Quota, now: Tick) {
    bucket.inherit(old.bucket, now: now)
    driftChecks.inherit(old.driftChecks, now: now)
    (window, throttledUntil, probeAt) = (old.window, old.throttledUntil, old.probeAt)
  }

  mutating func refill(now: Tick) {
    bucket.refill(now: now)
    driftChecks.refill(now: now)
    if let until = window?.until, now >= until { window = nil }
  }

  /// From when on a call of a lane may leave. A vendor that asks for more than 30 s is probed by one pause each 30 s.
  func opens(_ lane: Lane) -> Tick {
    let vendor = vendorOpens(urgent: lane.isUrgent)
    let own = bucket.opens(urgent: lane.isUrgent)
    return max(lane.isPause ? min(vendor, probeAt) : vendor, lane == .drift ? max(own, driftChecks.opens(urgent: true)) : own)
  }

  private func vendorOpens(urgent: Bool) -> Tick { max(throttledUntil, window?.opens(urgent: urgent) ?? throttledUntil) }

  /// A call leaves; true when it is sent to see whether the vendor still means what it said.
  mutating func take(_ lane: Lane, now: Tick) -> Bool {
    let isProbe = vendorOpens(urgent: lane.isUrgent) > now
    bucket.take()
    if lane == .drift { driftChecks.take() }
    window?.left -= 1
    if isProbe || (window?.left ?? 1) < 1 { probeAt = now + Self.probeInterval }
    return isProbe
  }

  /// 429. An answer to a probe is the vendor's last word; among calls that left together the longest wait counts.
  mutating func throttled(for wait: Span, wasProbe: Bool, now: Tick) {
    throttledUntil = wasProbe ? now + wait : max(throttledUntil, now + wait)
    probeAt = now + Self.probeInterval
  }

  /// Another answer than 429: the waiting that a probe was sent into is over.
  mutating func answered(wasProbe: Bool) {
    guard wasProbe else { return }
    throttledUntil = Tick(milliseconds: 0)
    window = nil
  }

  /// What an answer tells; the calls still under way are not in it, or may not be.
  mutating func learn(_ limit: RateLimit, inFlight: Int, now: Tick) {
    refill(now: now)
    if window.map({ $0.left >= 1 }) ?? true { probeAt = now + Self.probeInterval }
    let length = max(.minutes(1), limit.resetsAfter).milliseconds
    window = Window(
      left: Double(limit.allowed - limit.used - inFlight), reserved: Double(limit.allowed) * reservedForPauses / Double(length),
      until: now + limit.resetsAfter)
  }

  /// For the metrics: calls that may leave at once.
  var calls: Double { max(0, min(bucket.calls, window?.left ?? bucket.calls)) }

  /// For `status`: how long even a pause has to wait for the vendor.
  func throttledFor(now: Tick) -> Span? {
    let opens = vendorOpens(urgent: true)
    return opens > now ? opens - now : nil
  }
}
