import Model
import Native
import Seeded
import Testing

@testable import Journal

@Suite("Encryption at rest") struct SealingTests {
  private static let old = key(1)
  private static let new = key(2)

  private static func key(_ number: UInt8) -> SealingKey? {
    try? SealingKey(Secret(Hex.encode(Array(repeating: number, count: 32)) + "\n"))
  }

  private func keys(_ sealing: SealingKey?...) -> JournalKeys {
    JournalKeys(signing: CheckpointTests.key, sealing: sealing.compactMap { $0 })
  }

  private func read(_ directory: JournalDirectory, _ key: SealingKey?) throws -> [Entry] {
    var entries: [Entry] = []
    try SQLiteJournal.reader(path: directory.journal, sealing: [key].compactMap { $0 }).read(JournalQuery()) { entries.append($0) }
    return entries
  }

  /// Everything that lies in the directory, the WAL included.
  private func finds(_ words: [String], in directory: JournalDirectory) throws -> [String] {
    try FileSystem.names(in: directory.path).flatMap { name in
      let bytes = try FileSystem.read("\(directory.path)/\(name)", atMost: 1 << 30)
      return words.filter { bytes.contains(Array($0.utf8)) }.map { "\($0) in \(name)" }
    }
  }

  private static let payload = ["conversation-of-someone", "agent-nobody-knows", "event-id-12345", "said-in-metadata", "e-17"]

  private func event(_ samples: inout JournalSamples) -> Entry {
    var event = JournalSamples.event("event-id-12345", conversation: "conversation-of-someone", agent: "agent-nobody-knows")
    event.metadata = ["why": "said-in-metadata"]
    return samples.entry(.event(event))
  }

  @Test("nothing of a payload is found in the directory, while the daemon runs and afterwards")
  func unreadable() throws {
    let (directory, plain) = (try JournalDirectory(), try JournalDirectory())
    for (directory, keys) in [(directory, keys(Self.old)), (plain, keys())] {
      var samples = JournalSamples()
      let journal = try directory.open(keys: keys)
      let key = ConversationKey(system: "genesys", id: "conversation-of-someone")
      #expect(journal.write([event(&samples)] + samples.mixed(400), opened: [key]))
      if directory === plain { #expect(try !finds(Self.payload, in: directory).isEmpty) }
      if directory !== plain { #expect(try finds(Self.payload, in: directory) == []) }
      journal.close()
      if directory !== plain { #expect(try finds(Self.payload, in: directory) == []) }
    }
  }

  @Test("with the key everything is read as it was written, events are known again and conversations found")
  func readable() throws {
    let directory = try JournalDirectory()
    var samples = JournalSamples()
    let entries = [event(&samples)] + samples.mixed(50)
    let journal = try directory.open(keys: keys(Self.old))
    let key = ConversationKey(system: "genesys", id: "conversation-of-someone")
    #expect(journal.write(entries, opened: [key]))
    #expect(try journal.restore().openConversations == [key])
    let index = try journal.openIndex()
    var maker = EventKeyMaker()
    guard case .event(let known) = entries[0].body else { return }
    #expect(try index.lookup([maker.keys(of: known)]) == [.duplicate(ofSeq: 1)])
    #expect(try index.entries(of: key) == [entries[0]])
    #expect(journal.write(closed: [key]))
    #expect(try journal.restore().openConversations == [])
    journal.close()
    #expect(try read(directory, Self.old) == entries)
    #expect(try SQLiteJournal.reader(path: directory.journal, sealing: [Self.old].compactMap { $0 }).conversations(named: key.id) == [key])
  }

  @Test("without the key nothing is read, the daemon does not start, and the chain is verified all the same")
  func keyless() throws {
    let directory = try JournalDirectory()
    try directory.fill(CheckpointTests.entries(), keys: keys(Self.old))
    for key in [nil, Self.new] {
      #expect(throws: JournalError.self) { try read(directory, key) }
      #expect(throws: JournalError.self) { try directory.open(keys: keys(key)) }
    }
    let audit = try SQLiteJournal.reader(path: directory.journal).audit(by: CheckpointTests.key?.publicKey)
    #expect(audit.checkpoint?.seq == 89 && audit.lastSeq == 100)
    guard case .intact = audit.verdict else { return #expect(Bool(false), "\(audit.verdict)") }
    try directory.tamper("UPDATE entry SET body = zeroblob(length(body)) WHERE seq = 7")
    #expect(try SQLiteJournal.reader(path: directory.journal).verify() == .broken(seq: 7, .changed))
  }

  @Test("another operator's key opens everything afterwards, and the one before it nothing")
  func rekeyed() throws {
    let directory = try JournalDirectory()
    var samples = JournalSamples()
    let journal = try directory.open(keys: keys(Self.old))
    let reader = try SQLiteJournal.reader(path: directory.journal, sealing: [Self.old, Self.new].compactMap { $0 })
    let before = samples.mixed(20)
    #expect(journal.write(before))
    #expect(try journal.rekey([Self.new].compactMap { $0 }) == 1)
    let after = samples.mixed(20)
    #expect(journal.write(after))
    var seen: [Entry] = []
    try reader.read(JournalQuery()) { seen.append($0) }
    #expect(seen == before + after, "also by who reads since before")
    journal.close()
    #expect(try read(directory, Self.new) == before + after)
    #expect(throws: JournalError.self) { try read(directory, Self.old) }
    guard case .intact = try SQLiteJournal.reader(path: directory.journal).verify() else { return #expect(Bool(false), "broken") }
    try directory.open(keys: keys(Self.new)).close()
  }

  @Test("a journal begun in the clear is encrypted from the first start with a key on")
  func begunPlain() throws {
    let directory = try JournalDirectory()
    var samples = JournalSamples()
    let key = ConversationKey(system: "genesys", id: "c-0")
    let first = try directory.open()
    let before = samples.mixed(30)
    #expect(first.write(before, opened: [key]))
    first.close()
    let journal = try directory.open(keys: keys(Self.old))
    #expect(try journal.restore().openConversations == [key])
    let after = [event(&samples)]
    #expect(journal.write(after, closed: [key]))
    #expect(try journal.restore().openConversations == [])
    let index = try journal.openIndex()
    var maker = EventKeyMaker()
    #expect(try index.lookup([maker.keys(of: JournalSamples.event("e-0", conversation: "c-0"))]) == [.duplicate(ofSeq: 1)])
    journal.close()
    #expect(try finds(["said-in-metadata"], in: directory) == [])
    #expect(try read(directory, Self.old) == before + after)
  }

  /// Encrypts what is plain; how many entries that were.
  private func sealLate(_ journal: SQLiteJournal) throws -> Int {
    let sealing = try journal.lateSealing()
    var count = 0
    while let sealed = try sealing.sealNext() { count += sealed }
    #expect(try sealing.forget())
    return count
  }

  @Test(
    "what was plain is encrypted later: nothing of it is left, and the chain and its signatures hold", arguments: [1, 2, 3] as [UInt64])
  func sealedLate(seed: UInt64) throws {
    let directory = try JournalDirectory()
    var (random, samples, entries) = (SeededRandom(seed), JournalSamples(), [] as [Entry])
    let first = try directory.open(keys: keys())
    for _ in 0..<20 {
      var batch: [Entry] = []
      for _ in 0..<50 {
        var event = JournalSamples.event("needle-\(samples.seq)", conversation: "needle-\(random.next(below: 30))", at: samples.seq)
        event.reason = String(repeating: "needle ", count: 1 + random.next(below: 1 << random.next(below: 10)))
        batch.append(samples.entry(.event(event)))
      }
      batch.append(samples.entry(.act(Act(.checkpoint, by: "daemon"))))
      #expect(first.write(batch, opened: [ConversationKey(system: "genesys", id: "needle-1")]))
      entries += batch
    }
    #expect(try first.add(Hold(conversation: "needle-2", by: "me", at: Timestamp(milliseconds: JournalSamples.start))))
    first.close()

    let journal = try directory.open(keys: keys(Self.old))
    #expect(try sealLate(journal) == 1000)
    #expect(try sealLate(journal) == 0, "once is enough")
    #expect(try finds(["needle"], in: directory) == [])
    #expect(try journal.openReader().holds().map(\.conversation) == ["needle-2"])
    #expect(try journal.removeHold(of: "needle-2"))
    let after = samples.mixed(5)
    #expect(journal.write(after, closed: [ConversationKey(system: "genesys", id: "needle-1")]))
    #expect(try journal.restore().openConversations == [])
    let index = try journal.openIndex()
    #expect(try index.entries(of: ConversationKey(system: "genesys", id: "needle-3")).count { $0.conversation?.id == "needle-3" } > 10)
    journal.close()
    #expect(try finds(["needle"], in: directory) == [])

    #expect(try read(directory, Self.old).filter { $0.word == .event } == (entries + after).filter { $0.word == .event })
    let sealing = [Self.old].compactMap { $0 }
    let audit = try SQLiteJournal.reader(path: directory.journal, sealing: sealing).audit(by: CheckpointTests.key?.publicKey)
    #expect(audit.checkpoints == 20 && audit.checkpoint?.seq == 1019)
    guard case .intact = audit.verdict else { return #expect(Bool(false), "\(audit.verdict)") }
    #expect(throws: JournalError.self) { try SQLiteJournal.reader(path: directory.journal).verify() }
    let export = try directory.export(sealing: Self.old)
    #expect(try ExportTests.audit(export).verdict == ExportTests.intact(export), "without the key")
    for change in ["body = zeroblob(length(body))", "key = -9", "key = 1", "key = NULL"] {
      try directory.tamper("UPDATE entry SET \(change) WHERE seq = 7")
      #expect(try SQLiteJournal.reader(path: directory.journal, sealing: sealing).verify() == .broken(seq: 7, .changed), "\(change)")
    }
  }

  @Test("a running journal is encrypted from a rekey on, and an archive of what was plain is verified by who has the key")
  func begunOnline() throws {
    let directory = try JournalDirectory()
    var samples = JournalSamples()
    let journal = try directory.open(keys: keys())
    #expect(journal.write([event(&samples)] + samples.mixed(20)))
    #expect(throws: JournalError.self) { try journal.rekey([]) }
    #expect(try journal.rekey([Self.old].compactMap { $0 }) == 0)
    #expect(journal.write(samples.mixed(3)))
    #expect(try sealLate(journal) == 21)
    #expect(try finds(Self.payload, in: directory) == [])
    let archive = try journal.purgeAll(
      PurgeCutoffs(
        events: Timestamp(milliseconds: .max), audit: Timestamp(milliseconds: .max), exposures: Timestamp(milliseconds: .max)))
    journal.close()
    #expect(archive.count == 25)
    guard case .intact = try ExportTests.audit(archive, sealing: Self.old).verdict else { return #expect(Bool(false), "broken") }
    #expect(throws: JournalError.self) { try ExportTests.audit(archive) }
  }

  @Test("an export is in the clear, and proves by each entry's own key that the journal holds the same")
  func exported() throws {
    let directory = try JournalDirectory()
    try directory.fill(CheckpointTests.entries(), keys: keys(Self.old))
    let lines = try directory.export(sealing: Self.old)
    #expect(lines.count == 100)
    #expect(try ExportTests.audit(lines).verdict == ExportTests.intact(lines))
    var changed = lines
    changed[9] = changed[9].replacing(Array("drift".utf8), with: Array("drifT".utf8))
    changed[9] = changed[9].replacing(Array("genesys".utf8), with: Array("genesyz".utf8))
    #expect(changed[9] != lines[9])
    #expect(try ExportTests.audit(changed).verdict == .broken(seq: 10, .changed))
  }
}
