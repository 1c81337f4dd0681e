import Journal
import Model
import Native
import Testing

@Suite("G6: the hash chain") struct VerificationTests {
  let directory: JournalDirectory

  init() throws {
    directory = try JournalDirectory()
    var samples = JournalSamples()
    try directory.fill(samples.mixed(60))
  }

  private func verify() throws -> Verification { try SQLiteJournal.reader(path: directory.journal).verify() }

  @Test("an untouched journal is intact, and so is an empty one")
  func intact() throws {
    guard case .intact(let head) = try verify() else {
      Issue.record("broken")
      return
    }
    #expect(head.count == 60 && head.seq == 60 && head.hash.count == 32)
    let empty = try JournalDirectory()
    try empty.open().close()
    #expect(
      try SQLiteJournal.reader(path: empty.journal).verify() == .intact(JournalHead(count: 0, seq: 0, hash: Array(repeating: 0, count: 32)))
    )
  }

  @Test("one changed byte in any column of any entry is found there", arguments: 0..<300)
  func changed(number: Int64) throws {
    let seq = number * 7 % 60 + 1
    let flipped = "CAST(substr(body, 1, %) || char(unicode(substr(body, % + 1, 1)) + 1) || substr(body, % + 2) AS BLOB)"
      .split(separator: "%", omittingEmptySubsequences: false).joined(separator: String(number % 97))
    let changes = [
      "body = \(flipped)", "body = substr(body, 2)", "recorded_at = recorded_at + 1", "tick = tick - 1", "kind = kind || 'x'",
      "entry = CASE entry WHEN 'event' THEN 'timer' ELSE 'event' END", "hash = zeroblob(32)", "hash = x'00'",
      "conversation = CASE WHEN conversation IS NULL THEN 1 ELSE NULL END", "conversation = coalesce(conversation, 2) % 8 + 1",
      "identity = CASE WHEN identity IS NULL THEN 1 ELSE NULL END", "fact = CASE WHEN fact IS NULL THEN 1 ELSE NULL END",
    ]
    try directory.tamper("UPDATE entry SET \(changes[Int(number) % changes.count]) WHERE seq = \(seq)")
    #expect(try verify() == .broken(seq: seq, .changed))
  }

  @Test("a removed entry is found", arguments: 1...60)
  func removed(seq: Int64) throws {
    try directory.tamper("DELETE FROM entry WHERE seq = \(seq)")
    #expect(try verify() == .broken(seq: seq, seq == 60 ? .cutOff : .removed))
    try directory.tamper("UPDATE entry SET seq = seq - 1 WHERE seq > \(seq)")
    #expect(try verify() == .broken(seq: seq, seq == 60 ? .cutOff : .changed), "also when the others move up")
  }

  @Test("swapped entries are found", arguments: 1..<60)
  func swapped(seq: Int64) throws {
    let other = seq + 1 + seq * 13 % (60 - seq)
    try directory.tamper(
      "UPDATE entry SET seq = -1 WHERE seq = \(seq)", "UPDATE entry SET seq = \(seq) WHERE seq = \(other)",
      "UPDATE entry SET seq = \(other) WHERE seq = -1")
    #expect(try verify() == .broken(seq: seq, .changed))
  }

  @Test("a cut tail, an added tail and a changed head row are found")
  func tail() throws {
    try directory.tamper("CREATE TEMP TABLE x AS SELECT 1")
    try directory.tamper(
      "INSERT INTO entry SELECT 61, recorded_at, tick, entry, kind, NULL, NULL, NULL, NULL, body, hash FROM entry WHERE seq = 60")
    #expect(try verify() == .broken(seq: 61, .added))
    try directory.tamper("DELETE FROM entry WHERE seq > 60", "UPDATE head SET hash = zeroblob(32)")
    #expect(try verify() == .broken(seq: 60, .head))
    try directory.tamper("UPDATE head SET hash = (SELECT hash FROM entry WHERE seq = 60), count = 59")
    #expect(try verify() == .broken(seq: 60, .head))
    try directory.tamper("UPDATE head SET count = 60", "DELETE FROM entry WHERE seq > 40")
    #expect(try verify() == .broken(seq: 41, .cutOff))
    try directory.tamper("DELETE FROM entry")
    #expect(try verify() == .broken(seq: 1, .cutOff))
  }
}
