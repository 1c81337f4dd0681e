import Model
import Native
import Testing

@testable import Journal
import Seeded

@Suite("Retention: archive, then purge") struct PurgeTests {
  private static let keys = JournalKeys(signing: CheckpointTests.key)
  private static let everything = cutoffs(Timestamp(milliseconds: .max))

  private static func cutoffs(_ moment: Timestamp) -> PurgeCutoffs { PurgeCutoffs(events: moment, audit: moment, exposures: moment) }

  private static func time(of seq: Int64) -> Timestamp { Timestamp(milliseconds: JournalSamples.start + seq * 1000) }

  private func audit(_ directory: JournalDirectory) throws -> Audit {
    try SQLiteJournal.reader(path: directory.journal).audit(by: CheckpointTests.key?.publicKey)
  }

  @Test("what is older than its class's cutoff goes, and the chain still leads across")
  func classes() throws {
    let directory = try JournalDirectory()
    var samples = JournalSamples()
    let entries = samples.mixed(700) + [samples.entry(.act(Act(.checkpoint, by: "daemon")))]
    let journal = try directory.open(keys: Self.keys)
    #expect(journal.write(entries))
    let cutoffs = PurgeCutoffs(events: Self.time(of: 500), audit: Self.time(of: 300), exposures: Self.time(of: 1))
    let archived = try journal.purgeAll(cutoffs)
    let left = entries.filter { entry in entry.seq >= (entry.word == .event ? 500 : 300) }
    #expect(try journal.allEntries().map(\.seq) == left.map(\.seq))
    #expect(archived.count == entries.count - left.count)
    let proof = try ExportTests.audit(archived)
    guard case .intact = proof.verdict else { return #expect(Bool(false), "\(proof.verdict)") }
    #expect(proof.absent.first?.lowerBound == 301, "an archive tells what the journal kept")
    #expect(proof.absent.reduce(0) { $0 + $1.count } == Int(proof.lastSeq) - archived.count)
    let audit = try audit(directory)
    #expect(audit.verdict == .intact(try journal.openReader().head()) && audit.checkpoint?.seq == 700)
    #expect(audit.purgedEntries == Int64(archived.count) && audit.purgedRanges > 1)
    #expect(try journal.purgeAll(cutoffs).isEmpty)
    #expect(journal.write(samples.mixed(3)), "and the journal goes on")
    _ = try journal.purgeAll(Self.everything)
    #expect(try self.audit(directory).purgedRanges == 1, "neighbouring stubs become one")
    #expect(try self.audit(directory).verdict == .intact(journal.openReader().head()))
    journal.close()
  }

  @Test("the archive holds exactly what went, and can be verified by itself")
  func archive() throws {
    let directory = try JournalDirectory()
    var samples = JournalSamples()
    let entries = samples.mixed(200) + [samples.entry(.act(Act(.checkpoint, by: "daemon")))]
    let journal = try directory.open(keys: Self.keys)
    #expect(journal.write(entries))
    let lines = try journal.purgeAll(Self.everything)
    #expect(try lines.dropLast().map { try Entry(json: JSONDocument($0).root) } == Array(entries.dropLast()))
    #expect(try ExportTests.audit(lines).verdict == ExportTests.intact(lines) && ExportTests.audit(lines).checkpoint?.seq == 200)
    journal.close()
  }

  @Test("open and held conversations stay whole")
  func kept() throws {
    let directory = try JournalDirectory()
    var samples = JournalSamples()
    let journal = try directory.open(keys: Self.keys)
    let entries = samples.mixed(300)
    #expect(journal.write(entries, opened: [ConversationKey(system: "genesys", id: "c-3")]))
    #expect(try journal.add(Hold(conversation: "c-5", by: "me", at: Self.time(of: 1))))
    #expect(try !journal.add(Hold(conversation: "c-5", by: "me", at: Self.time(of: 1))), "once is enough")
    _ = try journal.purgeAll(Self.everything)
    let left = entries.filter { ["c-3", "c-5"].contains($0.conversation?.id) }
    #expect(try journal.allEntries() == left)
    #expect(try journal.openReader().holds().map(\.conversation) == ["c-5"])
    #expect(try journal.removeHold(of: "c-5"))
    #expect(try !journal.removeHold(of: "c-5"))
    #expect(journal.write(closed: [ConversationKey(system: "genesys", id: "c-3")]))
    #expect(try journal.purgeAll(Self.everything).count == left.count)
    #expect(try audit(directory).verdict == .intact(journal.openReader().head()))
    journal.close()
  }

  @Test("a stub that was not signed, was changed, or covers what nobody purged is found")
  func forged() throws {
    let directory = try JournalDirectory()
    var samples = JournalSamples()
    let journal = try directory.open(keys: Self.keys)
    #expect(journal.write(samples.mixed(100)))
    _ = try journal.purgeAll(Self.cutoffs(Self.time(of: 50)))
    journal.close()
    guard case .intact = try audit(directory).verdict else { return #expect(Bool(false), "not intact to begin with") }
    try directory.tamper(
      """
      INSERT INTO stub SELECT 60, 69, (SELECT hash FROM entry WHERE seq = 59), (SELECT hash FROM entry WHERE seq = 69), signature FROM stub
      """, "DELETE FROM entry WHERE seq BETWEEN 60 AND 69")
    #expect(try audit(directory).verdict == .broken(seq: 60, .signature))
    try directory.tamper("UPDATE stub SET before = zeroblob(32) WHERE first = 60")
    #expect(try SQLiteJournal.reader(path: directory.journal).verify() == .broken(seq: 60, .stub))
    try directory.tamper("UPDATE stub SET last = 48 WHERE first = 1")
    #expect(try audit(directory).verdict == .broken(seq: 1, .signature))
    try directory.tamper("DELETE FROM stub")
    #expect(try audit(directory).verdict == .broken(seq: 1, .removed))
  }

  @Test("an export of a purged journal continues an empty one, to the last byte of its chain")
  func restored() throws {
    let (directory, other) = (try JournalDirectory(), try JournalDirectory())
    var samples = JournalSamples()
    let journal = try directory.open(keys: Self.keys)
    #expect(try journal.add(Hold(conversation: "c-5", by: "me", at: Self.time(of: 1))))
    #expect(journal.write(samples.mixed(600) + [samples.entry(.act(Act(.checkpoint, by: "daemon")))]))
    _ = try journal.purgeAll(Self.cutoffs(Self.time(of: 400)))
    let head = try journal.openReader().head()
    journal.close()
    let copy = try other.open()
    let reader = ExportReader(sealing: [])
    for line in try directory.export() {
      switch try reader.read(JSONDocument(line).root) {
      case .entry(let entry): #expect(copy.write([entry]))
      case .purged(let range): try copy.adopt(range)
      case .key, nil: Issue.record("neither an entry nor a range: \(String(decoding: line, as: UTF8.self))")
      }
    }
    copy.close()
    let audit = try audit(other)
    #expect(audit.verdict == .intact(head) && audit.checkpoint?.seq == 600 && audit.purgedRanges > 5)
  }

  @Test("an encrypted archive is verified without its key, and gives its entries back with it")
  func sealedArchive() throws {
    let directory = try JournalDirectory()
    var samples = JournalSamples()
    let key = try SealingKey(Secret(Array(repeating: 9, count: 32)))
    let journal = try directory.open(keys: JournalKeys(signing: CheckpointTests.key, sealing: [key]))
    let entries = samples.mixed(50)
    #expect(journal.write(entries))
    let lines = try journal.purgeAll(Self.everything)
    journal.close()
    #expect(lines.count == 51 && !lines.contains { $0.contains(Array("c-1".utf8)) })
    guard case .intact(let head) = try ExportTests.audit(lines).verdict else { return #expect(Bool(false), "the archive does not verify") }
    #expect(head.count == 50)
    let reader = ExportReader(sealing: [key])
    let read = try lines.compactMap { line -> Entry? in
      if case .entry(let entry)? = try reader.read(JSONDocument(line).root) { entry } else { nil }
    }
    #expect(read == entries)
    #expect(throws: JournalError.self) { try lines.forEach { _ = try ExportReader(sealing: []).read(JSONDocument($0).root) } }
  }

  @Test("nothing of what was purged is left in the directory, and the file is smaller", arguments: [1, 2, 3], [false, true])
  func gone(seed: UInt64, isSealed: Bool) throws {
    let directory = try JournalDirectory()
    var random = SeededRandom(seed)
    let sealing = isSealed ? [try SealingKey(Secret(Array(repeating: 9, count: 32)))] : []
    let journal = try directory.open(keys: JournalKeys(signing: CheckpointTests.key, sealing: sealing))
    var samples = JournalSamples()
    var kept: Set<Int> = []
    for _ in 0..<20 {
      var entries: [Entry] = []
      for _ in 0..<100 {
        let number = Int(samples.seq) + 1
        let conversation = random.next(below: 40)
        if conversation < 5 { kept.insert(number) }
        var event = JournalSamples.event("needle-\(number)-", conversation: "c-\(conversation)", at: Int64(number))
        event.reason = String(repeating: "needle-\(number)-", count: 1 + random.next(below: 40))
        entries.append(samples.entry(.event(event)))
      }
      #expect(journal.write(entries))
    }
    for number in 0..<5 { #expect(try journal.add(Hold(conversation: "c-\(number)", by: "me", at: Self.time(of: 1)))) }
    let before = journal.byteCount
    #expect(try journal.purgeAll(Self.everything).count == 2000 - kept.count + (isSealed ? 1 : 0))
    #expect(journal.byteCount < before / 2)
    let found = try directory.needles()
    #expect(found == (isSealed ? [] : kept))
    journal.close()
    #expect(try directory.needles() == (isSealed ? [] : kept))
  }
}

extension SQLiteJournal {
  /// The whole of a purge, as the keeper does it; what the archive gets.
  func purgeAll(_ cutoffs: PurgeCutoffs) throws -> [[UInt8]] {
    let purge = try purge(cutoffs)
    var archive: [[UInt8]] = []
    while let lines = try purge.archiveNext() {
      archive += lines
      while try purge.removeNext() != nil {}
    }
    while try purge.vacuumNext() {}
    #expect(try purge.forget())
    return archive
  }
}

extension JournalDirectory {
  /// Every number that stands behind "needle-" in any file.
  fileprivate func needles() throws -> Set<Int> {
    var numbers: Set<Int> = []
    for name in try FileSystem.names(in: path) {
      for part in try FileSystem.read("\(path)/\(name)", atMost: 1 << 30).split(separator: Array("needle-".utf8)).dropFirst() {
        if let number = Int(String(decoding: part.prefix { $0 != UInt8(ascii: "-") }, as: UTF8.self)) { numbers.insert(number) }
      }
    }
    return numbers
  }
}
