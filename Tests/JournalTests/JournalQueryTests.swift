import Journal
import Model
import Testing

@Suite("reading the journal") struct JournalQueryTests {
  @Test("each condition alone and all together give what a filter over everything gives")
  func conditions() throws {
    let directory = try JournalDirectory()
    var samples = JournalSamples()
    let entries = samples.mixed(1700)
    let journal = try directory.open()
    defer { journal.close() }
    #expect(journal.write(entries))
    for query in Self.queries {
      var expected = entries.filter { entry in
        (query.since.map { entry.recordedAt >= $0 } ?? true) && (query.until.map { entry.recordedAt <= $0 } ?? true)
          && (query.after.map { entry.seq > $0 } ?? true) && (query.conversation.map { entry.conversation?.id == $0 } ?? true)
          && (query.system.map { entry.conversation?.system == $0 } ?? true) && (query.word.map { entry.word == $0 } ?? true)
          && (query.kind.map { entry.kind == $0 } ?? true)
      }
      if let newest = query.newest { expected = expected.suffix(newest) }
      #expect(try journal.entries(query).map(\.seq) == expected.map(\.seq), "\(query)")
    }
  }

  static let queries: [JournalQuery] = {
    var queries: [JournalQuery] = []
    let times: [Int64?] = [nil, JournalSamples.start + 900_000, JournalSamples.start + 1_500_000, .max]
    for since in times {
      for until in times {
        for newest in [nil, 0, 100, 600] {
          var query = JournalQuery()
          query.since = since.map { Timestamp(milliseconds: $0) }
          query.until = until.map { Timestamp(milliseconds: $0) }
          query.newest = newest
          queries.append(query)
          query.conversation = "c-3"
          queries.append(query)
          query.system = "genesys"
          query.kind = "pause.started"
          queries.append(query)
          query.conversation = nil
          query.system = nil
          query.word = .event
          query.after = 700
          queries.append(query)
        }
      }
    }
    var none = JournalQuery()
    none.conversation = "c-3"
    none.system = "cxone"
    return queries + [none]
  }()

  @Test("a conversation's bare id is found in every system")
  func bareID() throws {
    let directory = try JournalDirectory()
    let journal = try directory.open()
    defer { journal.close() }
    let keys = ["b", "a"].map { ConversationKey(system: $0, id: "c") }
    var samples = JournalSamples()
    #expect(journal.write(keys.map { samples.entry(.timer(FiredTimer(conversation: $0))) }))
    let reader = try journal.openReader()
    #expect(try reader.conversations(named: "c") == keys.reversed())
    #expect(try reader.conversations(named: "a").isEmpty)
    var query = JournalQuery()
    query.conversation = "c"
    #expect(try journal.entries(query).count == 2)
  }

  @Test("following goes on behind the last entry seen")
  func follow() throws {
    let directory = try JournalDirectory()
    let journal = try directory.open()
    defer { journal.close() }
    var samples = JournalSamples()
    let reader = try journal.openReader()
    var query = JournalQuery()
    var seen: [Int64] = []
    for _ in 0..<5 {
      #expect(journal.write(samples.mixed(3)))
      query.after = seen.last
      try reader.read(query) { seen.append($0.seq) }
    }
    #expect(seen == Array(1...15))
  }

  @Test("a wall clock that stepped back hides nothing")
  func steppedClock() throws {
    let directory = try JournalDirectory()
    let journal = try directory.open()
    defer { journal.close() }
    var samples = JournalSamples()
    var entries = samples.mixed(100)
    for index in 50..<100 { entries[index].recordedAt = entries[index - 40].recordedAt }
    #expect(journal.write(entries))
    var query = JournalQuery()
    query.since = entries[20].recordedAt
    query.until = entries[40].recordedAt
    let expected = entries.filter { $0.recordedAt >= entries[20].recordedAt && $0.recordedAt <= entries[40].recordedAt }
    #expect(try journal.entries(query) == expected)
  }
}
