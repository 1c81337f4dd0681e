import Model
import Native
import Testing

@testable import Journal
import Seeded

/// In memory, ten thousand times each: what lies before the change was walked once and is not walked again.
@Suite("G6: a journal of 1,000 entries, tampered with at random") struct TamperingTests {
  private static let count: Int64 = 1000
  private static let attempts = 10_000

  private let rows: [(row: EntryRow, hash: [UInt8])]
  private let head: JournalHead

  init() throws {
    let directory = try JournalDirectory()
    var samples = JournalSamples()
    try directory.fill(samples.mixed(Int(Self.count)))
    let database = try Database.open(directory.journal, .reader)
    let select = try database.prepare("SELECT \(EntryRow.columns) FROM entry ORDER BY seq")
    var rows: [(EntryRow, [UInt8])] = []
    while try select.step() { rows.append((EntryRow(select), select.blob(EntryRow.hashColumn))) }
    self.rows = rows
    head = try SQLiteReader.head(of: database)
  }

  /// The verdict over the rows, the first so many of which are as they were.
  private func verdict(_ rows: ArraySlice<(row: EntryRow, hash: [UInt8])>, after seq: Int64) throws -> Verification {
    var walk = ChainWalk(key: nil, after: seq, hash: seq == 0 ? HashChain.genesis : self.rows[Int(seq) - 1].hash)
    for (row, hash) in rows { if let verdict = try walk.visit(row, hash: hash) { return verdict } }
    return walk.finish(head, lastSeq: rows.last?.row.seq ?? seq).verdict
  }

  @Test("untouched it is intact")
  func untouched() throws {
    #expect(try verdict(rows[...], after: 0) == .intact(head))
  }

  @Test("each changed byte in any column is found where it is")
  func changed() throws {
    var random = SeededRandom(1)
    var missed: [String] = []
    for _ in 0..<Self.attempts {
      let index = random.next(below: rows.count)
      var changed = rows[index]
      let column = random.change(&changed.row, &changed.hash)
      guard changed.row.seq == rows[index].row.seq else {
        // A row with another number stands elsewhere, where all of it may be seen before its old place.
        let all = (rows[..<index] + [changed] + rows[(index + 1)...]).sorted { $0.row.seq < $1.row.seq }
        let seq = rows[index].row.seq
        if case .broken(let place, _) = try verdict(all[...], after: 0), place <= seq { continue }
        missed.append("\(column) of \(seq)")
        continue
      }
      let found = try verdict([changed] + rows[(index + 1)...].prefix(1), after: Int64(index))
      if found != .broken(seq: Int64(index) + 1, .changed) { missed.append("\(column) of \(index + 1)") }
    }
    #expect(missed == [])
  }

  @Test("each removed row is found")
  func removed() throws {
    var random = SeededRandom(2)
    var missed: [Int] = []
    for _ in 0..<Self.attempts {
      let index = random.next(below: rows.count - 1)
      let count = 1 + random.next(below: min(20, rows.count - 1 - index))
      if try verdict(rows[(index + count)...].prefix(1), after: Int64(index)) != .broken(seq: Int64(index) + 1, .removed) {
        missed.append(index)
      }
    }
    #expect(missed == [])
  }

  @Test("each pair of swapped rows is found")
  func swapped() throws {
    var random = SeededRandom(3)
    var missed: [Int] = []
    for _ in 0..<Self.attempts {
      let (one, other) = (random.next(below: rows.count), random.next(below: rows.count))
      guard one != other else { continue }
      let (first, second) = (min(one, other), max(one, other))
      var moved = rows[second]
      moved.row.seq = rows[first].row.seq
      if try verdict([moved], after: Int64(first)) != .broken(seq: Int64(first) + 1, .changed) { missed.append(first) }
    }
    #expect(missed == [])
  }

  @Test("each removed tail is found")
  func cut() throws {
    var random = SeededRandom(4)
    var missed: [Int] = []
    for _ in 0..<Self.attempts {
      let kept = random.next(below: rows.count)
      let start = max(0, kept - 3)
      if try verdict(rows[start..<kept], after: Int64(start)) != .broken(seq: Int64(kept) + 1, .cutOff) { missed.append(kept) }
    }
    #expect(missed == [])
  }
}

extension SeededRandom {
  /// Changes one byte in one column, and says which.
  mutating func change(_ row: inout EntryRow, _ hash: inout [UInt8]) -> String {
    switch next(below: 10) {
    case 0: row.seq = changed(row.seq); return "seq"
    case 1: row.recordedAt = changed(row.recordedAt); return "recorded_at"
    case 2: row.tick = changed(row.tick); return "tick"
    case 3: row.entry = changed(row.entry); return "entry"
    case 4: row.kind = changed(row.kind); return "kind"
    case 5: row.identity = row.identity.map { changed($0) } ?? 0; return "identity"
    case 6: row.conversation = row.conversation.map { changed($0) } ?? 0; return "conversation"
    case 7: row.fact = row.fact.map { changed($0) } ?? 0; return "fact"
    case 8: row.body = changed(row.body); return "body"
    default: hash = changed(hash); return "hash"
    }
  }

  private mutating func changed(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    bytes[next(below: bytes.count)] ^= UInt8(1 + next(below: 255))
    return bytes
  }

  private mutating func changed(_ value: Int64) -> Int64 { value ^ Int64(1 + next(below: 255)) << Int64(8 * next(below: 8)) }

  /// As SQLite's text is read back: what is no UTF-8 any more is replaced, never dropped.
  private mutating func changed(_ text: String) -> String { String(decoding: changed(Array(text.utf8)), as: UTF8.self) }
}
