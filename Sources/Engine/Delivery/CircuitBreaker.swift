import Model

/// D3: a platform that does not answer is asked by one call at a time, until one is answered.
struct CircuitBreaker: Hashable, Sendable {
  private var failures = 0
  private var recordings: Set<String> = []
  private var probes = 0
  private var probedAt: Tick?
  private var nextProbe = Tick(milliseconds: 0)

  var isOpen: Bool { failures >= 5 && recordings.count >= 2 }

  /// Nil while a call may be under way that will say more.
  func opens(inFlight: Int) -> Tick? { isOpen ? inFlight == 0 ? nextProbe : nil : Tick(milliseconds: 0) }

  mutating func sent(at now: Tick) { if isOpen { probedAt = now } }

  /// True when it was a probe. What was under way when it opened is none, and does not make the first one wait.
  mutating func failed(_ recording: String) -> Bool {
    failures += 1
    if recordings.count < 2 { recordings.insert(recording) }
    guard let sentAt = probedAt else { return false }
    probes += 1
    probedAt = nil
    nextProbe = sentAt + Backoff.probe(probes)
    return true
  }

  mutating func answered() { self = CircuitBreaker() }
}
