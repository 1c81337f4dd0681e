import Journal
import Model

/// What other threads have for the loop.
package enum Letter: Sendable {
  /// Events of one body, and whom to tell when they are durable.
  case submission(Submission)
  /// Something is durable for which a command waits (G3).
  case committed
  case journal(JournalState)
  /// The files that lay in a spool directory at the start have been taken (R7).
  case spoolTaken(source: String)
  /// Something to be asked or done by an operator.
  case control(ControlRequest)
  /// An operator's act that needs nothing but its entry.
  case act(Act)
  /// A configuration read anew, and whom to tell when it is in force.
  case reload(Reload, done: @Sendable () -> Void)
  case stop
}

/// Events that came in together: all are taken, or none.
package struct Submission: Sendable {
  package enum Result: Hashable, Sendable {
    case durable(accepted: Int, duplicates: Int)
    /// The journal cannot be written; the sender has to try again (G4).
    case unavailable
  }

  package var events: [Event]
  /// By the microsecond clock, for the time to pause.
  package var receivedAt: Int64
  package var reply: @Sendable (Result) -> Void

  package init(events: [Event], receivedAt: Int64, reply: @escaping @Sendable (Result) -> Void) {
    self.events = events
    self.receivedAt = receivedAt
    self.reply = reply
  }
}
