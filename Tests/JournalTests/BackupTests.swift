import Model
import Native
import Testing

@testable import Journal

@Suite("Backup and restore") struct BackupTests {
  private let directory: JournalDirectory
  private let other: JournalDirectory
  private static let moment = Timestamp(milliseconds: JournalSamples.start)

  init() throws {
    directory = try JournalDirectory()
    other = try JournalDirectory()
  }

  private func entries(_ path: String) throws -> [Entry] {
    var entries: [Entry] = []
    try SQLiteJournal.reader(path: path).read(JournalQuery()) { entries.append($0) }
    return entries
  }

  @Test("a backup beside the running journal holds what was written until then, and goes back")
  func online() throws {
    var samples = JournalSamples()
    let journal = try directory.open()
    let before = samples.mixed(300)
    #expect(journal.write(before))
    let file = other.path + "/backup"
    let head = try JournalBackup.write(directory.journal, to: file)
    #expect(head.seq == 300)
    #expect(try FileSystem.status(of: file).mode == 0o640)
    #expect(journal.write(samples.mixed(50)))
    journal.close()
    #expect(try entries(file) == before)
    #expect(throws: (any Error).self) { try JournalBackup.write(directory.journal, to: file) }
    let replaced = try JournalBackup.restore(file, to: directory.journal, at: Self.moment).replaced
    #expect(try entries(directory.journal) == before)
    #expect(try entries(#require(replaced)).count == 350, "what was there is kept")
    let again = try directory.open()
    var later = JournalSamples()
    _ = later.mixed(300)
    #expect(again.write(later.mixed(10)), "and the journal goes on from there")
    again.close()
    guard case .intact(let end) = try SQLiteJournal.reader(path: directory.journal).verify() else { return #expect(Bool(false), "broken") }
    #expect(end.seq == 310)
  }

  @Test("a copy of the file and its WAL, as a replica has them, restores with every entry")
  func replica() throws {
    var samples = JournalSamples()
    let journal = try directory.open()
    #expect(journal.write(samples.mixed(200)))
    let copy = other.path + "/replica"
    for suffix in ["", "-wal"] { try FileSystem.copy(directory.journal + suffix, to: copy + suffix) }
    journal.close()
    #expect(try JournalBackup.restore(copy, to: other.journal, at: Self.moment).head.seq == 200)
    #expect(try entries(other.journal) == entries(directory.journal))
  }

  @Test("what does not verify replaces nothing")
  func unsound() throws {
    var samples = JournalSamples()
    try directory.fill(samples.mixed(20))
    let file = other.path + "/backup"
    _ = try JournalBackup.write(directory.journal, to: file)
    let copy = try Database.open(file, .writer)
    try copy.execute("UPDATE entry SET tick = 1 WHERE seq = 7")
    #expect(try copy.checkpoint())
    #expect(throws: JournalBackup.Unsound.self) { try JournalBackup.restore(file, to: directory.journal, at: Self.moment) }
    #expect(throws: (any Error).self) { try JournalBackup.restore(other.path + "/none", to: directory.journal, at: Self.moment) }
    #expect(try entries(directory.journal).count == 20)
    #expect(try FileSystem.names(in: directory.path).allSatisfy { !$0.contains(".tmp") && !$0.contains("replaced") })
  }
}
