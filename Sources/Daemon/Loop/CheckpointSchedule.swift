import Model

/// When the journal is signed (G6): ten minutes after the last time, if anything was written since.
struct CheckpointSchedule {
  private static let interval = Span.minutes(10)

  /// Without a signing key it never comes.
  private let isOn: Bool
  private var signedSeq: Int64 = 0
  private var next: Tick

  init(isOn: Bool, at now: Tick) {
    self.isOn = isOn
    next = now
  }

  /// Nil while there is nothing new to sign.
  func due(lastSeq: Int64) -> Tick? { isOn && lastSeq > signedSeq ? next : nil }

  mutating func made(seq: Int64, at now: Tick) {
    signedSeq = seq
    next = now + Self.interval
  }
}
