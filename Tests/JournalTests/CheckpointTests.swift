import Model
import Native
import Synchronization
import Testing

@testable import Journal

@Suite("G6: signed checkpoints") struct CheckpointTests {
  static let key = key(1)
  let directory: JournalDirectory

  static func key(_ number: UInt8) -> Ed25519.PrivateKey? { try? Ed25519.PrivateKey(Secret(Array(repeating: number, count: 32))) }

  /// 100 entries, of which 30, 60 and 90 are checkpoints.
  init() throws {
    directory = try JournalDirectory()
    try directory.fill(Self.entries(), keys: JournalKeys(signing: Self.key))
  }

  static func entries() -> [Entry] {
    var samples = JournalSamples()
    var entries: [Entry] = []
    for number in 1...100 {
      entries += number % 30 == 0 ? [samples.entry(.act(Act(.checkpoint, by: "daemon")))] : samples.mixed(1)
    }
    return entries
  }

  private func audit(by key: Ed25519.PrivateKey? = Self.key) throws -> Audit {
    try SQLiteJournal.reader(path: directory.journal).audit(by: key?.publicKey)
  }

  @Test("the last checkpoint says up to where the journal is signed")
  func signed() throws {
    let audit = try audit()
    #expect(audit.verdict == .intact(try SQLiteJournal.reader(path: directory.journal).head()))
    #expect(audit.checkpoint?.seq == 89 && audit.checkpoints == 3 && audit.foreignCheckpoints == 0 && audit.lateSigned == [])
    #expect(try self.audit(by: nil).checkpoint?.seq == 89)
  }

  @Test("a stop that was signed is still a stop")
  func stopped() throws {
    let directory = try JournalDirectory()
    var samples = JournalSamples()
    let journal = try directory.open(keys: JournalKeys(signing: Self.key))
    #expect(try !journal.restore().wasStopped)
    #expect(
      journal.write(
        samples.mixed(3) + [samples.entry(.act(Act(.stop, by: "daemon"))), samples.entry(.act(Act(.checkpoint, by: "daemon")))]))
    #expect(try journal.restore().wasStopped)
    #expect(journal.write(samples.mixed(1)))
    #expect(try !journal.restore().wasStopped)
    journal.close()
  }

  @Test("another key's checkpoints prove nothing")
  func otherKey() throws {
    let audit = try audit(by: Self.key(2))
    #expect(audit.checkpoint == nil && audit.foreignCheckpoints == 3)
    guard case .intact = audit.verdict else { return #expect(Bool(false), "the chain itself holds") }
  }

  @Test("what waited long for its first checkpoint is named")
  func late() throws {
    let directory = try JournalDirectory()
    var samples = JournalSamples()
    var entries = samples.mixed(5) + [samples.entry(.act(Act(.checkpoint, by: "daemon")))]
    entries[5].recordedAt = entries[0].recordedAt + .hours(2)
    try directory.fill(entries, keys: JournalKeys(signing: Self.key))
    #expect(try SQLiteJournal.reader(path: directory.journal).audit(by: Self.key?.publicKey).lateSigned == [1...5])
  }

  @Test("a rewrite of what is signed is found, though every hash and the head were made to fit", arguments: [1, 29, 30, 31, 60, 88, 89])
  func rewrittenBeforeCheckpoint(seq: Int64) throws {
    try directory.rewrite(from: seq)
    #expect(try audit().verdict == .broken(seq: seq / 30 * 30 + 30, .signature))
  }

  @Test("a rewrite that drops the checkpoints it breaks is bounded by the last one before it", arguments: [1, 29, 31, 60, 61, 89, 91, 100])
  func rewrittenWithoutCheckpoints(seq: Int64) throws {
    try directory.rewrite(from: seq, droppingCheckpoints: true)
    let audit = try audit()
    guard case .intact = audit.verdict else { return #expect(Bool(false), "nobody without the key can do better") }
    let kept = (seq - 1) / 30 * 30
    #expect(audit.checkpoint?.seq == (kept == 0 ? nil : kept - 1))
  }

  @Test("a checkpoint with a changed signature is found")
  func forged() throws {
    try directory.rewrite(from: 60) { entry in
      guard case .act(var act) = entry.body else { return }
      act.arguments["signature"] = String(repeating: "0", count: 128)
      entry = Entry(seq: entry.seq, recordedAt: entry.recordedAt, tick: entry.tick, body: .act(act))
    }
    #expect(try audit().verdict == .broken(seq: 60, .signature))
  }

  @Test("a commit that failed after all was written signs the same journal once")
  func retried() throws {
    let directory = try JournalDirectory()
    var samples = JournalSamples()
    var hooks = JournalHooks()
    hooks.retryPause = .milliseconds(1)
    let failures = Mutex(1)
    struct Failure: Error {}
    hooks.afterCommit = {
      let fails = failures.withLock { left in
        defer { left -= 1 }
        return left > 0
      }
      if fails { throw Failure() }
    }
    let journal = try directory.open(keys: JournalKeys(signing: Self.key), hooks: hooks)
    let entries = samples.mixed(3) + [samples.entry(.act(Act(.checkpoint, by: "daemon")))]
    #expect(!journal.write(entries))
    _ = journal.write(samples.mixed(2))
    while !journal.write() {}
    journal.close()
    let audit = try SQLiteJournal.reader(path: directory.journal).audit(by: Self.key?.publicKey)
    #expect(audit.checkpoint?.seq == 3 && audit.lastSeq == 6)
  }
}

extension JournalDirectory {
  /// What somebody with the file, but without the key, can do: changes an entry and makes all hashes after it, and the head, fit again.
  func rewrite(from seq: Int64, droppingCheckpoints: Bool = false, _ change: (inout Entry) -> Void = { $0.tick = $0.tick + .seconds(1) })
    throws
  {
    let database = try Database.open(journal, .writer)
    let select = try database.prepare("SELECT \(EntryRow.columns) FROM entry ORDER BY seq")
    var kept: [(row: EntryRow, hash: [UInt8])] = []
    while try select.step() { kept.append((EntryRow(select), select.blob(EntryRow.hashColumn))) }
    var chain = HashChain()
    var last = kept.last { $0.row.seq < seq }?.hash ?? HashChain.genesis
    var next = seq
    try database.transaction {
      try database.execute("DELETE FROM entry WHERE seq >= \(seq)")
      let insert = try database.prepare("INSERT INTO entry (seq, recorded_at, tick, entry, kind, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?)")
      for (row, _) in kept where row.seq >= seq {
        if droppingCheckpoints, row.isCheckpoint { continue }
        var entry = try row.decoded()
        if row.seq == seq { change(&entry) }
        var row = EntryRow(entry, keys: nil)
        row.seq = next
        row.conversation = nil
        next += 1
        last = chain.hash(after: last, row)
        try insert.bind(row.seq, at: 1)
        try insert.bind(row.recordedAt, at: 2)
        try insert.bind(row.tick, at: 3)
        try insert.bind(row.entry, at: 4)
        try insert.bind(row.kind, at: 5)
        try insert.bind(row.body, at: 6)
        try insert.bind(last, at: 7)
        try insert.run()
      }
      try database.execute("UPDATE head SET count = \(next - 1), seq = \(next - 1), hash = x'\(Hex.encode(last))'")
    }
  }
}
