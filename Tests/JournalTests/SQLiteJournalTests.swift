import Journal
import Model
import Native
import Testing

@Suite("journal") struct SQLiteJournalTests {
  let directory: JournalDirectory

  init() throws { directory = try JournalDirectory() }

  @Test("what was acknowledged is there after reopening, as it was and in order")
  func keeps() throws {
    var samples = JournalSamples()
    let entries = samples.mixed(300)
    var journal = try directory.open()
    #expect(journal.durableSeq == 0)
    for start in stride(from: 0, to: 300, by: 7) { #expect(journal.write(Array(entries[start..<min(start + 7, 300)]))) }
    #expect(journal.durableSeq == 300)
    #expect(try journal.allEntries() == entries)
    #expect(journal.byteCount > 4096)
    journal.close()
    journal = try directory.open()
    #expect(try journal.allEntries() == entries)
    #expect(journal.durableSeq == 300)
    #expect(journal.write([samples.timer("c-1")]))
    journal.close()
    #expect(try Set(FileSystem.names(in: directory.path)) == ["journal.sqlite"], "a clean end leaves no WAL behind")
  }

  @Test("a restart finds where the last run ended")
  func restore() throws {
    var journal = try directory.open()
    let empty = try journal.restore()
    #expect(
      empty.lastSeq == 0 && empty.lastTick == nil && empty.lastRecordedAt == nil && empty.meta == nil && empty.openConversations.isEmpty)
    var samples = JournalSamples()
    let keys = (1...4).map { ConversationKey(system: "genesys", id: "c-\($0)") }
    #expect(journal.write(keys.map { samples.timer($0.id) }, opened: keys))
    #expect(journal.write(closed: [keys[1]]))
    #expect(journal.write(opened: [ConversationKey(system: "cxone", id: "c-1"), keys[1]], closed: [keys[0]]))
    let meta = JournalMeta(bootID: "b", tickOffset: .milliseconds(-5), version: "1.0")
    try journal.record(JournalMeta(bootID: "a", tickOffset: .zero, version: "0.9"))
    try journal.record(meta)
    journal.close()
    journal = try directory.open()
    defer { journal.close() }
    let restored = try journal.restore()
    #expect(restored.lastSeq == 4 && restored.lastTick == Tick(milliseconds: 4000))
    #expect(restored.lastRecordedAt == Timestamp(milliseconds: JournalSamples.start + 4000))
    #expect(restored.meta == meta)
    #expect(Set(restored.openConversations) == [keys[1], keys[2], keys[3], ConversationKey(system: "cxone", id: "c-1")])
    let index = try journal.openIndex()
    #expect(try index.entries(of: keys[1]).map(\.seq) == [2])
    #expect(try index.entries(of: ConversationKey(system: "cxone", id: "c-1")).isEmpty)
    #expect(try index.entries(of: ConversationKey(system: "genesys", id: "never")).isEmpty)
  }

  @Test("E1: a known id, a known fact and a known id of another fact are told apart, also after reopening")
  func deduplication() throws {
    var journal = try directory.open()
    var samples = JournalSamples()
    let entries = [
      samples.event("e-1"), samples.event("e-2", at: 5), samples.event("e-1", at: 9), samples.event("i-1", kind: .ignored),
      samples.event("i-2", kind: .ignored),
    ]
    #expect(journal.write(entries))
    let cases: [(Event, Lookup)] = [
      (JournalSamples.event("e-1"), .duplicate(ofSeq: 1)),
      (JournalSamples.event("other"), .duplicate(ofSeq: 1)),
      (JournalSamples.event("e-2", at: 5), .duplicate(ofSeq: 2)),
      (JournalSamples.event("e-1", at: 9), .duplicate(ofSeq: 3)),
      (JournalSamples.event("e-2", at: 6), .sameIDOtherFact(seq: 2)),
      (JournalSamples.event("e-1", agent: nil), .sameIDOtherFact(seq: 1)),
      (JournalSamples.event("e-1", agent: ""), .sameIDOtherFact(seq: 1)),
      (JournalSamples.event("e-1", kind: .pauseEnded), .sameIDOtherFact(seq: 1)),
      (JournalSamples.event("e-1", origin: "p"), .new),
      (JournalSamples.event("e-3", at: 3), .new),
      (JournalSamples.event("i-1", kind: .ignored), .duplicate(ofSeq: 4)),
      (JournalSamples.event("i-3", kind: .ignored), .new),
    ]
    var maker = EventKeyMaker()
    let keys = cases.map { maker.keys(of: $0.0) }
    #expect(try journal.openIndex().lookup(keys) == cases.map(\.1))
    journal.close()
    journal = try directory.open()
    defer { journal.close() }
    #expect(try journal.openIndex().lookup(keys) == cases.map(\.1))
    #expect(try journal.openIndex().lookup([]).isEmpty)
  }

  @Test("E1: events that could not be looked up are taken though their id or fact is known, and so are two of one conversation's digest")
  func unlookedUp() throws {
    let journal = try directory.open()
    defer { journal.close() }
    var samples = JournalSamples()
    let entries = [
      samples.event("e-1"), samples.event("e-1"), samples.event("e-2"), samples.event("e-1", at: 7), samples.event("e-1", kind: .ignored),
    ]
    #expect(journal.write(entries))
    #expect(try journal.allEntries() == entries)
    var maker = EventKeyMaker()
    let keys = [JournalSamples.event("e-1"), JournalSamples.event("e-1", at: 7)].map { maker.keys(of: $0) }
    #expect(try journal.openIndex().lookup(keys) == [.duplicate(ofSeq: 1), .duplicate(ofSeq: 4)])
    #expect(try journal.openReader().verify() == .intact(journal.openReader().head()))
  }

  @Test("E1: an index that has read all keys knows what it knew before, what has come since, and all its conversations")
  func prepared() throws {
    var generator = JournalGenerator()
    generator.entryCount = 3000
    generator.openConversationCount = 20
    let journal = try directory.open()
    defer { journal.close() }
    generator.fill(journal)
    let index = try journal.openIndex()
    while try index.prepare() {}
    var maker = EventKeyMaker()
    var known: [EventKeys] = []
    for entry in try journal.allEntries() {
      guard case .event(let event) = entry.body else { continue }
      known.append(maker.keys(of: event))
      #expect(try index.lookup([maker.keys(of: event)]) == [.duplicate(ofSeq: entry.seq)])
    }
    #expect(known.count == 1160)
    for number in 0..<300 { #expect(try index.entries(of: generator.conversation(number)).count == 10) }
    #expect(try index.entries(of: generator.conversation(300)).isEmpty)
    var samples = JournalSamples()
    for number in 0..<50 {
      let event = JournalSamples.event("e-\(number)", conversation: "c-\(number)")
      let keys = maker.keys(of: event)
      #expect(try index.lookup([keys]) == [.new])
      index.expect(keys)
      var entry = samples.event("e-\(number)", conversation: "c-\(number)")
      entry.seq += 3000
      #expect(journal.write([entry]))
      #expect(try index.lookup([keys]) == [.duplicate(ofSeq: entry.seq)])
      #expect(try index.entries(of: event.conversationKey) == [entry])
    }
  }

  @Test("no two rows of texts make the same keys")
  func unambiguousKeys() {
    var maker = EventKeyMaker()
    let events = [("ab", "c"), ("a", "bc"), ("abc", ""), ("", "abc")].map { JournalSamples.event($0.0, conversation: $0.1, origin: $0.1) }
    let keys = events.map { maker.keys(of: $0) }
    #expect(Set(keys.map(\.identity)).count == 4 && Set(keys.map(\.fact)).count == 4)
  }

  @Test("an index opened early sees what is committed later, and readers read while entries are written")
  func concurrentReader() throws {
    let journal = try directory.open()
    let index = try journal.openIndex()
    let reader = try journal.openReader()
    var samples = JournalSamples()
    var maker = EventKeyMaker()
    for round in 0..<200 {
      let event = JournalSamples.event("e-\(round)", at: Int64(round))
      let keys = [maker.keys(of: event)]
      #expect(try index.lookup(keys) == [.new])
      index.expect(keys[0])
      #expect(journal.write([samples.event("e-\(round)", at: Int64(round))]))
      #expect(try index.lookup(keys) == [.duplicate(ofSeq: Int64(round + 1))])
      #expect(try reader.head().count == Int64(round + 1))
      guard round % 20 == 0 else { continue }
      var query = JournalQuery()
      query.newest = 1
      try reader.read(query) { entry in
        // The writer must get on while a reader is in the middle of its work.
        #expect(entry.seq == Int64(round + 1))
        #expect(journal.write())
      }
      #expect(try reader.verify() == .intact(reader.head()))
    }
    journal.close()
  }

  @Test("a busy day's journal restores its open conversations with all they went through")
  func generated() throws {
    var generator = JournalGenerator()
    generator.entryCount = 5000
    generator.openConversationCount = 100
    var journal = try directory.open()
    generator.fill(journal)
    journal.close()
    journal = try directory.open()
    defer { journal.close() }
    let restored = try journal.restore()
    #expect(restored.lastSeq == 5000 && Set(restored.openConversations) == Set((400..<500).map(generator.conversation)))
    let index = try journal.openIndex()
    for key in restored.openConversations { #expect(try index.entries(of: key).count == 10) }
    #expect(try journal.openReader().verify() == .intact(journal.openReader().head()))
  }

  @Test("a reader needs no daemon, and says so when there is no journal")
  func readerAlone() throws {
    #expect(throws: JournalError.self) { _ = try SQLiteJournal.reader(path: directory.journal) }
    var samples = JournalSamples()
    let entries = samples.mixed(20)
    try directory.fill(entries)
    let reader = try SQLiteJournal.reader(path: directory.journal)
    var read: [Entry] = []
    try reader.read(JournalQuery()) { read.append($0) }
    #expect(read == entries)
    #expect(try reader.openConversations().isEmpty)
  }

  @Test("an empty file becomes a journal; a newer one, another program's and no database at all are refused and left as they are")
  func schema() throws {
    try directory.tamper("VACUUM")
    try directory.open().close()
    try directory.tamper("PRAGMA user_version = 99")
    #expect { try directory.open() } throws: { ($0 as? JournalError)?.code == .newer }
    #expect { _ = try SQLiteJournal.reader(path: directory.journal) } throws: { ($0 as? JournalError)?.code == .newer }
    let other = try JournalDirectory()
    try other.tamper("CREATE TABLE mine (x)")
    #expect { try other.open() } throws: { ($0 as? JournalError)?.code == .foreign }
    let text = try JournalDirectory()
    try FileSystem.replace(text.journal, with: Array(repeating: 0x41, count: 5000))
    #expect { try text.open() } throws: { ($0 as? SQLiteError)?.code == .corrupt }
    #expect(try FileSystem.read(text.journal, atMost: 9999) == Array(repeating: 0x41, count: 5000))
    #expect { try SQLiteJournal(path: directory.path + "/no/such/journal") } throws: { ($0 as? SQLiteError)?.code == .cannotOpen }
  }
}
