import Journal
import Model
import Native
import Synchronization

/// Keeps the journal in shape beside the loop: purges by retention on a thread of its own, and does what operators ask of it as a whole.
final class JournalKeeper: Sendable {
  /// Somebody else is at it.
  struct Busy: Error, CustomStringConvertible {
    let description = "a purge or a rekey is under way; try again when it is over"
  }

  private static let firstLook = Span.minutes(1)
  private static let interval = Span.hours(1)
  /// Between two steps, for whoever waits for a commit.
  private static let pause = Span.milliseconds(5)

  private let journal: SQLiteJournal
  private let settings: Mutex<JournalSettings>
  private let mailbox: Mailbox<Letter>
  private let observers: Observers
  private let clock: Clock
  private let environment: Environment.Lookup
  private let isStopping = Monitor(false)
  private let isBusy = Mutex(false)
  private let thread = Mutex<ThreadHandle?>(nil)

  init(
    _ journal: SQLiteJournal, _ settings: JournalSettings, mailbox: Mailbox<Letter>, observers: Observers, clock: Clock,
    environment: @escaping Environment.Lookup
  ) throws {
    self.journal = journal
    self.settings = Mutex(settings)
    self.mailbox = mailbox
    self.observers = observers
    self.clock = clock
    self.environment = environment
    let running = try ThreadHandle.start(name: "keeper") { [self] in run() }
    thread.withLock { $0 = running }
  }

  /// A purge under way ends after its present step.
  func stop() {
    isStopping.withLock { $0 = true }
    thread.withLock { $0 }?.join()
  }

  /// Purges what is older than a moment or, without one, what retention says. Tells now and then how many entries have gone.
  func purge(before moment: Timestamp?, by: String, progress: (Int) -> Void = { _ in }) throws -> PurgeSummary {
    try alone {
      let cutoffs = settings.withLock(\.retention).cutoffs(now: clock.wall(), before: moment)
      let summary = try purge(cutoffs, progress)
      if summary.count > 0 { mailbox.insist(.act(Act(.purge, by: by, arguments: summary.arguments))) }
      return summary
    }
  }

  /// Reads the operator's keys anew, wraps the data keys under the first, and encrypts what was written before there was any. Says how many
  /// keys and entries that were, and tells now and then how many entries so far.
  func rekey(by: String, progress: (Int) -> Void = { _ in }) throws -> (dataKeys: Int, entries: Int) {
    try alone {
      let keys = try settings.withLock { $0 }.sealingKeys(environment: environment)
      let dataKeys = try journal.rekey(keys)
      let entries = try sealLate(progress)
      let arguments = ["key": keys.first?.fingerprint ?? "", "dataKeys": "\(dataKeys)", "entries": "\(entries)"]
      mailbox.insist(.act(Act(.rekey, by: by, arguments: arguments)))
      return (dataKeys, entries)
    }
  }

  /// What SIGHUP may change: how long entries are kept, and where the operator's keys are, which the next rekey reads.
  func take(_ settings: JournalSettings) { self.settings.withLock { $0 = settings } }

  private func alone<Result>(_ work: () throws -> Result) throws -> Result {
    let isFree = isBusy.withLock { isBusy in
      defer { isBusy = true }
      return !isBusy
    }
    guard isFree else { throw Busy() }
    defer { isBusy.withLock { $0 = false } }
    return try work()
  }

  /// False when it was so already.
  func hold(_ conversation: String, by: String) throws -> Bool {
    let isNew = try journal.add(Hold(conversation: conversation, by: by, at: clock.wall()))
    if isNew { mailbox.insist(.act(Act(.hold, by: by, arguments: ["conversation": conversation]))) }
    return isNew
  }

  /// False when it was not held.
  func release(_ conversation: String, by: String) throws -> Bool {
    let wasHeld = try journal.removeHold(of: conversation)
    if wasHeld { mailbox.insist(.act(Act(.release, by: by, arguments: ["conversation": conversation]))) }
    return wasHeld
  }
}

// MARK: - Purging

extension JournalKeeper {
  private func run() {
    var wait = Self.firstLook
    while !waits(wait) {
      wait = Self.interval
      do {
        let summary = try purge(before: nil, by: "retention")
        if summary.count > 0 { observers.log.info("purged \(summary.count) entries into \(summary.archive)", []) }
      } catch {
        observers.complain("the journal cannot be purged: \(error); it is tried again in an hour")
      }
    }
  }

  /// True when the daemon stops meanwhile.
  private func waits(_ span: Span) -> Bool { isStopping.wait(atMost: span, until: { $0 }) { $0 } }

  private func purge(_ cutoffs: PurgeCutoffs, _ progress: (Int) -> Void) throws -> PurgeSummary {
    let purge = try journal.purge(cutoffs)
    let archive = settings.withLock(\.archive)
    let name = clock.wall().description.filter { $0.isNumber || $0 == "T" }
    var summary = PurgeSummary(cutoffs: cutoffs, archive: "\(archive)/journal-\(name).jsonl.gz")
    while let lines = try purge.archiveNext() {
      if summary.count == 0 { try FileSystem.makeDirectory(archive, mode: 0o750) }
      // In the archive, on disk, before anything of it leaves the journal.
      try GzipFile.append(Array(lines.joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")], to: summary.archive)
      while let count = try purge.removeNext() {
        summary.count += count
        if waits(Self.pause) { break }
      }
      progress(summary.count)
      if isStopping.withLock({ $0 }) { break }
    }
    guard summary.count > 0 else { return summary }
    try FileSystem.syncDirectory(archive)
    summary.digest = Hex.encode(try FileSystem.digest(of: summary.archive))
    let file = summary.archive.split(separator: "/").last ?? ""
    try FileSystem.replace("\(summary.archive).sha256", with: Array("\(summary.digest)  \(file)\n".utf8))
    while try purge.vacuumNext(), !waits(Self.pause) {}
    try empty { try purge.forget() }
    return summary
  }

  private func sealLate(_ progress: (Int) -> Void) throws -> Int {
    let sealing = try journal.lateSealing()
    var count = 0
    while let sealed = try sealing.sealNext() {
      count += sealed
      if count % 1024 < sealed { progress(count) }
      if waits(Self.pause) { break }
    }
    if count > 0 { try empty { try sealing.forget() } }
    return count
  }

  /// A reader in the way is waited for, but not for ever: the next checkpoint comes anyway.
  private func empty(_ forget: () throws -> Bool) throws {
    for _ in 0..<50 where try !forget() && !waits(.milliseconds(100)) {}
  }
}

/// What a purge did.
struct PurgeSummary {
  var cutoffs: PurgeCutoffs
  var archive: String
  var digest = ""
  var count = 0

  var arguments: [String: String] {
    [
      "entries": "\(count)", "archive": archive, "sha256": digest, "events": cutoffs.events.description,
      "audit": cutoffs.audit.description, "exposures": cutoffs.exposures.description,
    ]
  }
}

extension JournalSettings.Retention {
  /// W7: what senders may still repeat stays known, whatever anybody asks for.
  private static let repeated = Span.days(4)

  func cutoffs(now: Timestamp, before moment: Timestamp?) -> PurgeCutoffs {
    func cutoff(_ kept: Span) -> Timestamp { min(moment ?? now - kept, now - Self.repeated) }
    return PurgeCutoffs(events: cutoff(events), audit: cutoff(audit), exposures: cutoff(exposures))
  }
}
