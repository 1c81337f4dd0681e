import Journal
import Model
import Native
import Synchronization
import Testing

@Suite("G4: the journal cannot be written") struct JournalFailureTests {
  let directory: JournalDirectory

  init() throws { directory = try JournalDirectory() }

  /// Hooks with a fault that can be switched, and all states seen.
  final class Faults: Sendable {
    enum Place { case beforeCommit, afterCommit, open }

    let current = Mutex<Place?>(nil)
    let states = Monitor<[JournalState]>([])

    var hooks: JournalHooks {
      var hooks = JournalHooks()
      hooks.retryPause = .milliseconds(5)
      hooks.onState = { [self] state in states.withLock { $0.append(state) } }
      hooks.beforeCommit = { [self] in try fail(at: .beforeCommit) }
      hooks.afterCommit = { [self] in try fail(at: .afterCommit) }
      hooks.onOpen = { [self] _ in try fail(at: .open) }
      return hooks
    }

    private func fail(at place: Place) throws {
      guard current.withLock({ $0 == place }) else { return }
      throw SQLiteError(extendedCode: 1034, message: "disk I/O error", attempt: "COMMIT")
    }

    func waitUntilHealthy() -> Bool { states.wait(atMost: .seconds(20), until: { $0.last == .healthy }) }
  }

  @Test(
    "senders are told once, the entries are kept and written in order when it works again",
    arguments: [Faults.Place.beforeCommit, .afterCommit])
  func recovers(place: Faults.Place) throws {
    let faults = Faults()
    let journal = try directory.open(hooks: faults.hooks)
    var samples = JournalSamples()
    let first = samples.mixed(5)
    #expect(journal.write(first))
    faults.current.withLock { $0 = place }
    let key = ConversationKey(system: "genesys", id: "c-1")
    let failed = samples.mixed(3)
    #expect(journal.write(failed, opened: [key]) == false)
    let queued = samples.mixed(4)
    #expect(journal.write(queued) == false)
    #expect(journal.write() == false, "a duplicate cannot be acknowledged either")
    #expect(journal.durableSeq == 5)
    #expect(
      faults.states.withLock { $0.first } == .failed("COMMIT: disk I/O error (SQLite code 1034); check the disk and the kernel's log"))
    faults.current.withLock { $0 = nil }
    #expect(faults.waitUntilHealthy())
    let last = samples.mixed(2)
    #expect(journal.write(last))
    #expect(journal.durableSeq == 14)
    #expect(try journal.allEntries() == first + failed + queued + last)
    #expect(try journal.openReader().verify() == .intact(journal.openReader().head()))
    #expect(try journal.restore().openConversations == [key])
    #expect(try journal.openIndex().entries(of: key).count == (first + failed + queued + last).filter { $0.conversation == key }.count)
    journal.close()
  }

  @Test("a journal that cannot be opened again is tried until it can")
  func reopening() throws {
    let faults = Faults()
    let journal = try directory.open(hooks: faults.hooks)
    var samples = JournalSamples()
    faults.current.withLock { $0 = .beforeCommit }
    #expect(journal.write(samples.mixed(3)) == false)
    faults.current.withLock { $0 = .open }
    for _ in 0..<10 { #expect(journal.write() == false) }
    #expect(throws: JournalError.self) { try journal.record(JournalMeta(bootID: "", tickOffset: .zero, version: "")) }
    faults.current.withLock { $0 = nil }
    #expect(faults.waitUntilHealthy())
    #expect(try journal.allEntries().count == 3)
    journal.close()
  }

  @Test("a full disk is told as such and recovers when there is room")
  func full() throws {
    let isFull = Mutex(false)
    let faults = Faults()
    var hooks = faults.hooks
    // SQLite itself refuses to grow the file, as it does on ENOSPC.
    hooks.onOpen = { database in
      let pages = try database.int64("PRAGMA page_count") ?? 0
      _ = try database.int64("PRAGMA max_page_count = \(isFull.withLock { $0 } ? max(pages, 1) : 1 << 30)")
    }
    isFull.withLock { $0 = true }
    let journal = try directory.open(hooks: hooks)
    var samples = JournalSamples()
    let entries = samples.mixed(2000)
    #expect(journal.write(entries) == false)
    guard case .failed(let reason) = faults.states.withLock({ $0.first }) else {
      Issue.record("no failure")
      return
    }
    #expect(reason.contains("full") && reason.contains("free space"))
    isFull.withLock { $0 = false }
    #expect(faults.waitUntilHealthy())
    #expect(try journal.allEntries() == entries)
    journal.close()
  }

  @Test("closing while it fails ends soon, and leaves a sound journal")
  func closing() throws {
    let faults = Faults()
    var hooks = faults.hooks
    hooks.retryPause = .seconds(60)
    let journal = try directory.open(hooks: hooks)
    var samples = JournalSamples()
    let first = samples.mixed(3)
    #expect(journal.write(first))
    faults.current.withLock { $0 = .beforeCommit }
    #expect(journal.write(samples.mixed(3)) == false)
    journal.close()
    faults.current.withLock { $0 = nil }
    let reopened = try directory.open()
    #expect(try reopened.allEntries() == first)
    #expect(try reopened.openReader().verify() == .intact(reopened.openReader().head()))
    reopened.close()
  }

  @Test("of two that write one journal the second is stopped, and nothing of the first is lost")
  func twoWriters() throws {
    let first = try directory.open()
    let faults = Faults()
    let second = try directory.open(hooks: faults.hooks)
    var samples = JournalSamples()
    let entries = samples.mixed(5)
    #expect(first.write(entries))
    var others = JournalSamples()
    #expect(second.write([others.timer("mine")]) == false)
    #expect(faults.states.wait(atMost: .seconds(20), until: { $0.contains { "\($0)".contains("another process") } }))
    second.close()
    #expect(try first.allEntries() == entries)
    #expect(try first.openReader().verify() == .intact(first.openReader().head()))
    first.close()
  }
}
