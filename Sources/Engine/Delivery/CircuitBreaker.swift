import Model

/// D3: a platform that does not answer is asked by one call at a time, until one is answered.
struct CircuitBreaker: Hashable, Sendable {
  private var failures = 0
  private var recordings: Set<String> = []
  private var probeAt: Tick?

  /// Open: one call at a time, not before `probeAt`.
  var isOpen: Bool { failures >= 5 && recordings.count >= 2 }

  func allows(now: Tick, inFlight: Int) -> Bool { !isOpen || (inFlight == 0 && probeAt.map { now >= $0 } ?? true) }

  var nextProbe: Tick? { isOpen ? probeAt : nil }

  mutating func failed(_ recording: String, at now: Tick) {
    failures += 1
    if recordings.count < 2 { recordings.insert(recording) }
    probeAt = now + Backoff.call(attempt: failures - 4, isUrgent: true)
  }

  mutating func answered() { self = CircuitBreaker() }
}
