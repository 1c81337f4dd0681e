import Model
import Native

/// Takes the files that senders put into one directory (design 5.4). A thread of its own watches it and reads them.
///
/// A file stays under its name until its verdict: after a kill it is taken again, and the journal knows its events (E1).
package final class SpoolDirectory: Sendable {
  /// What became of a file's events.
  package enum Verdict: Equatable, Sendable {
    /// On disk: the file is removed (G1).
    case durable
    /// Not to be taken as it is: set aside in `failed/` with the reason.
    case bad(reason: String)
    /// The journal cannot be written: the file is kept and offered again after a pause.
    case later
  }

  /// Tells the verdict on one file.
  package typealias Completion = @Sendable (Verdict) -> Void

  /// What the directory calls, on its own thread.
  package struct Hooks: Sendable {
    /// Gets a file's content; the completion may be called once, at any time, on any thread.
    package let take: @Sendable (_ name: String, _ bytes: [UInt8], _ completion: @escaping Completion) -> Void
    /// Gets a sentence for the log: something only an operator can put right.
    package let report: @Sendable (String) -> Void
    /// Called once, when every file that was there at the start has its verdict (R7).
    package let initialScanTaken: @Sendable () -> Void

    package init(
      take: @escaping @Sendable (_ name: String, _ bytes: [UInt8], _ completion: @escaping Completion) -> Void,
      report: @escaping @Sendable (String) -> Void, initialScanTaken: @escaping @Sendable () -> Void
    ) {
      self.take = take
      self.report = report
      self.initialScanTaken = initialScanTaken
    }
  }

  /// What the operator sets.
  package struct Settings: Sendable {
    package let directory: String
    /// A larger file is bad.
    package let maxBody: Int
    /// How long an unannounced file must not have changed; also the pause after `later`.
    package let settle: Span

    package init(directory: String, maxBody: Int, settle: Span = .seconds(1)) {
      self.directory = directory
      self.maxBody = maxBody
      self.settle = settle
    }
  }

  /// What other threads have for the spool's own.
  struct Inbox: Sendable {
    var verdicts: [(name: String, ticket: Int, verdict: Verdict)] = []
    var stopBy: Tick?
    var watch: DirectoryWatch?
  }

  let settings: Settings
  let hooks: Hooks
  let clock: Clock
  private let inbox: Monitor<Inbox>
  private let thread = Monitor<ThreadHandle?>(nil)

  /// Makes a missing directory and begins to watch it; throws what the operator has to know when that is impossible.
  package init(_ settings: Settings, hooks: Hooks, clock: Clock = .live) throws {
    self.settings = settings
    self.hooks = hooks
    self.clock = clock
    inbox = Monitor(Inbox(watch: try Self.openWatch(settings.directory)))
  }

  /// Takes what is there by name order, then what arrives.
  package func start() throws {
    let started = try ThreadHandle.start(name: "spool") { [self] in Worker(self).run() }
    thread.withLock { $0 = started }
  }

  /// Takes nothing more and waits a while for the verdicts of what is in flight; the rest is taken again at the next start.
  package func stop(waitingAtMost limit: Span = .seconds(2)) {
    let deadline = clock.boot() + limit
    inbox.withLock { $0.stopBy = $0.stopBy ?? deadline }
    wake()
    let running = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    running?.join()
  }

  func post(_ verdict: Verdict, for name: String, ticket: Int) {
    inbox.withLock { $0.verdicts.append((name, ticket, verdict)) }
    wake()
  }

  /// Everything for the worker so far, which it then has.
  func collect() -> Inbox {
    inbox.withLock { inbox in
      defer { inbox.verdicts = [] }
      return inbox
    }
  }

  /// Waits where there is no directory to watch.
  func waitWithoutWatch(atMost limit: Span, knowing known: Inbox) {
    _ = inbox.wait(atMost: limit) { $0.stopBy != known.stopBy || !$0.verdicts.isEmpty }
  }

  /// Starts over with the directory, after it went away.
  func reopen() throws {
    inbox.withLock { $0.watch = nil }
    let watch = try Self.openWatch(settings.directory)
    inbox.withLock { $0.watch = watch }
    // What was posted in between woke nobody.
    watch.wake()
  }

  /// Nil while there is no directory.
  var watch: DirectoryWatch? { inbox.withLock { $0.watch } }

  private func wake() { watch?.wake() }

  private static func openWatch(_ directory: String) throws(PosixError) -> DirectoryWatch {
    // Senders share it by its group.
    try FileSystem.makeDirectory(directory, mode: 0o770)
    try FileSystem.checkAccess(toDirectory: directory)
    return try DirectoryWatch(directory: directory)
  }
}
