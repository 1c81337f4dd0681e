import Journal
import Model
import Native
import Synchronization
import Testing

@Suite("group commit") struct GroupCommitTests {
  let directory: JournalDirectory

  init() throws { directory = try JournalDirectory() }

  @Test("what gathers during a commit becomes one commit, and the completions come in order")
  func gathers() throws {
    let gate = Monitor(false)
    let commits = Mutex<[Int]>([])
    var hooks = JournalHooks()
    hooks.beforeCommit = { _ = gate.wait(atMost: .seconds(20), until: { $0 }) }
    hooks.onCommit = { seconds, count in
      commits.withLock { $0.append(count) }
      #expect(seconds >= 0)
    }
    let journal = try directory.open(hooks: hooks)
    var samples = JournalSamples()
    let order = Monitor<[Int]>([])
    for number in 0..<100 {
      journal.append(
        JournalBatch(entries: [samples.timer("c")]) { isDurable in
          #expect(isDurable)
          order.withLock { $0.append(number) }
        })
    }
    gate.withLock { $0 = true }
    journal.close()
    #expect(order.withLock { $0 } == Array(0..<100))
    let counts = commits.withLock { $0 }
    #expect(counts.reduce(0, +) == 100 && counts.count <= 3, "\(counts)")
  }

  @Test("a batch without entries waits for what is before it and costs no commit")
  func entryless() throws {
    let gate = Monitor(false)
    let told = Monitor<[String]>([])
    let commitCount = Atomic(0)
    var hooks = JournalHooks()
    hooks.beforeCommit = {
      commitCount.add(1, ordering: .relaxed)
      _ = gate.wait(atMost: .seconds(20), until: { $0 })
    }
    let journal = try directory.open(hooks: hooks)
    var samples = JournalSamples()
    journal.append(JournalBatch(entries: [samples.event("e")]) { _ in told.withLock { $0.append("event") } })
    journal.append(JournalBatch { isDurable in told.withLock { $0.append("duplicate \(isDurable)") } })
    #expect(told.withLock { $0 }.isEmpty)
    gate.withLock { $0 = true }
    #expect(told.wait(atMost: .seconds(20), until: { $0.count == 2 }))
    #expect(told.withLock { $0 } == ["event", "duplicate true"])
    #expect(journal.write())
    #expect(commitCount.load(ordering: .relaxed) == 1)
    journal.close()
  }

  @Test("closing writes what is queued")
  func closing() throws {
    let journal = try directory.open()
    var samples = JournalSamples()
    for _ in 0..<50 { journal.append(JournalBatch(entries: samples.mixed(10))) }
    journal.close()
    #expect(journal.durableSeq == 500)
    #expect(try directory.open().allEntries().count == 500)
  }

  @Test("the WAL is moved into the file on the way and stays small")
  func checkpoints() throws {
    var hooks = JournalHooks()
    hooks.walPagesMax = 100
    let journal = try directory.open(hooks: hooks)
    let index = try journal.openIndex()
    var samples = JournalSamples()
    for _ in 0..<40 {
      #expect(journal.write(samples.mixed(50)))
      #expect(try index.lookup([]).isEmpty)
    }
    let wal = try FileSystem.status(of: directory.journal + "-wal").size
    #expect(wal < 200 * 4096, "\(wal)")
    journal.close()
  }
}
