import Model

/// What a command asks of the running daemon, and where its answer goes.
package struct ControlRequest: Sendable {
  package enum Ask: Sendable {
    case status
    case windows
    /// Decide anew about parked commands, or drop them.
    case unpark(Act.Kind, [CommandID])
    case metrics
    case replay(ReplayWish)
    /// What a replay has done since the last question, and how far it is.
    case replayProgress
    case replayStop
  }

  package var ask: Ask
  /// Who asks, for the journal.
  package var by: String
  package var reply: @Sendable ([[UInt8]]) -> Void

  package init(_ ask: Ask, by: String, reply: @escaping @Sendable ([[UInt8]]) -> Void) {
    self.ask = ask
    self.by = by
    self.reply = reply
  }
}
