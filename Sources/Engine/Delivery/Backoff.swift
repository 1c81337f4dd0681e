import Model

/// How long to wait before trying again: the base curves, without jitter.
enum Backoff {
  /// R3: 250 ms, 500 ms, 1 s, 2 s …, slowing to 15 s once it has lasted 10 s.
  static func search(attempts: Int, lasting: Span) -> Span {
    lasting >= .seconds(10) ? .seconds(15) : doubling(.milliseconds(250), attempts: attempts, atMost: .seconds(2))
  }

  /// R10: how soon a reading that is not final is repeated.
  static func reading(_ reads: Int) -> Span { doubling(.milliseconds(250), attempts: reads, atMost: .seconds(2)) }

  /// A pause that met a 404 or 409: again while covered, never in a tight loop.
  static func conflict(_ attempts: Int) -> Span { doubling(.milliseconds(250), attempts: attempts, atMost: .seconds(15)) }

  /// 5xx, timeout, no connection: 50 ms, 100 ms … to 2 s for a pause, to 30 s for the rest.
  static func call(attempt: Int, isUrgent: Bool) -> Span {
    doubling(.milliseconds(50), attempts: attempt, atMost: isUrgent ? .seconds(2) : .seconds(30))
  }

  /// D3: from one probe's departure to the next. It stands for every pause that waits, so its limit is below that of a single one's
  /// retries; a probe that hung until its timeout has done its waiting.
  static func probe(_ probes: Int) -> Span { doubling(.milliseconds(50), attempts: probes, atMost: .seconds(1)) }

  /// 425, 429 without a word on how long: 1 s, 2 s … 30 s.
  static func throttled(_ times: Int) -> Span { doubling(.seconds(1), attempts: times, atMost: .seconds(30)) }

  private static func doubling(_ first: Span, attempts: Int, atMost limit: Span) -> Span {
    min(limit, .milliseconds(first.milliseconds << Int64(max(0, min(attempts - 1, 20)))))
  }
}
