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

  mutating func failed(_ recording: String, at now: Tick) {
    failures += 1
    if recordings.count < 2 { recordings.insert(recording) }
    // What was under way when it opened is no probe, and must not make the first one wait.
    guard isOpen, let sentAt = probedAt else { return }
    probes += 1
    probedAt = nil
    nextProbe = sentAt + Backoff.probe(probes)
  }

  mutating func answered() { self = CircuitBreaker() }
}
