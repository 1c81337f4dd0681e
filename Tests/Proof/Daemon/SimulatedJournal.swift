import CFaultyDisk
import Glibc
import Journal
import Model
import Native
import Synchronization

/// The real journal on a disk in memory. Its thread works only while the simulation waits for it, so all that it does follows from the
/// seed: what is appended is handed to it when the simulation lets a commit through.
final class SimulatedJournal: JournalStore {
  /// How the journal's thread is doing.
  private struct Progress {
    var isHealthy = true
    /// It had to recover.
    var hasFailed = false
    var answer: Bool?
    /// It has nothing left to do.
    var isAtRest = false
  }

  private struct State {
    var store: SQLiteJournal?
    var queued: [JournalBatch] = []
    /// How often each event is on disk.
    var kept: [String: Int] = [:]
  }

  private let state = Mutex(State())
  private let directory: String
  private let progress = Monitor(Progress())

  /// An empty disk. The reading connections look for a real file first, so there is one, empty, for all simulations.
  init() throws {
    faulty_disk_install()
    faulty_disk_format()
    directory = "/tmp/hushd-sim.\(ThisProcess.userID)/simulated-disk"
    try FileSystem.makeDirectory(directory, mode: 0o700)
    Glibc.close(Glibc.open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600))
  }

  private var path: String { "\(directory)/journal.sqlite" }

  /// A process begins: what is on the disk is all that it knows.
  func begin() throws {
    var hooks = JournalHooks()
    hooks.retryPause = .zero
    // A few commits, so that what goes wrong when the WAL is moved goes wrong here.
    hooks.walPagesMax = 60
    let progress = self.progress
    progress.withLock { $0 = Progress() }
    hooks.onState = { state in
      progress.withLock { progress in
        progress.isHealthy = state == .healthy
        if !progress.isHealthy { progress.hasFailed = true }
      }
    }
    let store = try SQLiteJournal(path: path, hooks: hooks)
    var kept: [String: Int] = [:]
    try store.openReader().read(JournalQuery()) { entry in Self.count(entry, in: &kept) }
    state.withLock { state in
      state.store = store
      state.queued = []
      state.kept = kept
    }
  }

  /// Everything of it, as a reader finds it.
  func entries() throws -> [Entry] {
    var entries: [Entry] = []
    try openReader().read(JournalQuery()) { entries.append($0) }
    return entries
  }

  private static func count(_ entry: Entry, in kept: inout [String: Int]) {
    if case .event(let event) = entry.body { kept[event.id, default: 0] += 1 }
  }

  var hasQueued: Bool { state.withLock { !$0.queued.isEmpty } }
  var kept: [String: Int] { state.withLock { $0.kept } }

  // MARK: - What the simulation does with it

  enum Commit {
    case durable
    /// It failed, and the journal has recovered: senders are refused, and what they sent is on disk all the same.
    case recovered
    /// It did not, but the WAL could not be moved behind it, and the journal has recovered.
    case unmoved
    /// The power went in the middle.
    case dead
  }

  /// What is queued is written in one commit, which fails if the disk does.
  func commit() -> Commit {
    let batches = state.withLock { state in
      defer { state.queued = [] }
      return state.queued
    }
    // One after the other: what a later batch says of a conversation holds.
    var (opened, closed): ([ConversationKey], [ConversationKey]) = ([], [])
    for batch in batches {
      opened = opened.filter { !batch.closed.contains($0) } + batch.opened
      closed = closed.filter { !batch.opened.contains($0) } + batch.closed
    }
    let isDurable = write(
      JournalBatch(entries: batches.flatMap(\.entries), keys: batches.flatMap(\.keys), opened: opened, closed: closed))
    // Senders hear what the journal said before the power went, and hold hushd to it.
    for batch in batches { batch.completion?(isDurable) }
    if faulty_disk_is_off() != 0 { return .dead }
    faulty_disk_fail(FAULTY_DISK_WRITE, 0, 0)
    state.withLock { state in
      for entry in batches.flatMap(\.entries) { Self.count(entry, in: &state.kept) }
    }
    guard isDurable else { return .recovered }
    return progress.withLock { $0.hasFailed } ? .unmoved : .durable
  }

  /// The disk hangs: senders are refused, and the entries wait for the next commit.
  func refuse() {
    let completions = state.withLock { state in
      let completions = state.queued.map(\.completion)
      for index in state.queued.indices { state.queued[index].completion = nil }
      return completions
    }
    for completion in completions { completion?(false) }
  }

  /// Kill -9, or a power cut that takes what was not synced.
  func crash(losingPower seed: UInt64?) {
    let store = state.withLock { state in
      defer { state.store = nil }
      return state.store
    }
    // Without power its thread tries again and again until it is told to stop; with it, it rests, and must not write at its end.
    let isOff = faulty_disk_is_off() != 0
    if isOff { store?.close() }
    if let seed { faulty_disk_restart(seed) } else { faulty_disk_kill() }
    if !isOff { store?.close() }
  }

  /// The simulation is over.
  func close() { state.withLock { $0.store }?.close() }

  /// What the journal answers. Its thread is at rest again, recovered if it had to, unless the power went in the middle.
  private func write(_ batch: JournalBatch) -> Bool {
    guard let store = state.withLock({ $0.store }) else { preconditionFailure("nothing is written before the journal was opened") }
    let progress = self.progress
    progress.withLock { ($0.hasFailed, $0.answer, $0.isAtRest) = (false, nil, false) }
    var batch = batch
    batch.completion = { isDurable in
      progress.withLock { $0.answer = isDurable }
      guard isDurable else { return }
      // Behind the commit the thread may checkpoint: an empty batch tells that it is through with that.
      var empty = JournalBatch()
      empty.completion = { _ in progress.withLock { $0.isAtRest = true } }
      store.append(empty)
    }
    store.append(batch)
    let result = progress.wait(atMost: nil, until: { $0.answer == false || $0.isAtRest }, then: { $0.answer == true })
    if faulty_disk_is_off() == 0 { _ = progress.wait(atMost: nil, until: { $0.isHealthy }) }
    return result
  }
}

// MARK: - What the loop does with it

extension SimulatedJournal {
  private var store: SQLiteJournal {
    get throws {
      guard let store = state.withLock({ $0.store }) else { throw JournalError(.missing, "the journal is not open") }
      return store
    }
  }

  func append(_ batch: JournalBatch) { state.withLock { $0.queued.append(batch) } }
  var durableSeq: Int64 { state.withLock { $0.store }?.durableSeq ?? 0 }
  func restore() throws -> Restored { try store.restore() }
  func record(_ meta: JournalMeta) throws { try store.record(meta) }
  func openIndex() throws -> sending any JournalIndex { try store.openIndex() }
  func openReader() throws -> sending any JournalReader { try store.openReader() }
  var byteCount: Int64 { 0 }
}
