import Model
import Native

/// Whom the journal tells what happens to it, all on its own thread; and where tests put faults in.
package struct JournalHooks: Sendable {
  package var clock = Clock.live
  /// The journal cannot be written, or can again (G4).
  package var onState: @Sendable (JournalState) -> Void = { _ in }
  /// A commit is durable: how long it took, and how many entries it brought.
  package var onCommit: @Sendable (_ seconds: Double, _ entryCount: Int) -> Void = { _, _ in }
  /// How long to wait before each attempt to recover.
  package var retryPause = Span.seconds(1)
  /// So long the WAL becomes before it is moved into the file. Four times SQLite's own choice, as a page that changes again meanwhile is
  /// moved once only; still longer ones gain little and make longer pauses.
  package var walPagesMax = 4000

  /// Called with each new writing connection; what these three throw counts as a failure there.
  package var onOpen: @Sendable (borrowing Database) throws -> Void = { _ in }
  package var beforeCommit: @Sendable () throws -> Void = {}
  package var afterCommit: @Sendable () throws -> Void = {}

  package init() {}
}

package enum JournalState: Hashable, Sendable {
  case healthy
  /// Nothing can be written; what is appended waits in memory. Says why.
  case failed(String)
}
