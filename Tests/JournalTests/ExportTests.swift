import Model
import Native
import Testing

@testable import Journal

@Suite("G6: an export, verified without its journal") struct ExportTests {
  let lines: [[UInt8]]

  init() throws {
    let directory = try JournalDirectory()
    try directory.fill(CheckpointTests.entries(), keys: JournalKeys(signing: CheckpointTests.key))
    lines = try directory.export()
  }

  static func audit(
    _ lines: [[UInt8]], by key: Ed25519.PublicKey? = CheckpointTests.key?.publicKey, sealing: SealingKey? = nil
  ) throws -> Audit {
    var audit = ExportAudit(key: key, sealing: [sealing].compactMap { $0 })
    for line in lines { _ = try audit.take(line) }
    return audit.finish()
  }

  /// The verdict that the export holds, up to its last line.
  static func intact(_ lines: [[UInt8]]) -> Verification {
    guard let root = lines.last.flatMap({ try? JSONDocument($0).root }), let seq = root["seq"]?.int64,
      let hash = root["chain"]?["hash"]?.string.flatMap({ Hex.decode($0) })
    else { return .broken(seq: 0, .head) }
    return .intact(JournalHead(count: Int64(lines.count), seq: seq, hash: hash))
  }

  @Test("a whole one holds, and so does one that begins later")
  func intact() throws {
    let audit = try Self.audit(lines)
    #expect(audit.verdict == Self.intact(lines) && audit.checkpoint?.seq == 89)
  }

  @Test("an export of a time in the middle holds from its first line on")
  func part() throws {
    let directory = try JournalDirectory()
    try directory.fill(CheckpointTests.entries(), keys: JournalKeys(signing: CheckpointTests.key))
    var query = JournalQuery()
    query.since = Timestamp(milliseconds: JournalSamples.start + 41_000)
    query.until = Timestamp(milliseconds: JournalSamples.start + 70_000)
    let lines = try directory.export(query)
    #expect(lines.count == 30)
    let audit = try Self.audit(lines)
    #expect(audit.verdict == Self.intact(lines) && audit.checkpoint?.seq == 59)
  }

  @Test("a changed, a removed and a moved line are found", arguments: [1, 2, 30, 59, 60, 77, 99])
  func tampered(number: Int) throws {
    let seq = Int64(number) + 1
    var changed = lines
    changed[number] = changed[number].replacing(Array("\"tick\":".utf8), with: Array("\"tick\":9".utf8))
    #expect(try Self.audit(changed).verdict == .broken(seq: seq, .changed))
    var removed = lines
    removed.remove(at: number)
    #expect(try Self.audit(removed).verdict == (number == 99 ? Self.intact(removed) : .broken(seq: seq, .removed)))
    var moved = lines
    moved.swapAt(number, number - 1)
    #expect(try Self.audit(moved).verdict == (number == 1 ? .broken(seq: 2, .changed) : .broken(seq: seq - 1, .removed)))
    var cut = lines
    cut[number] = Array(cut[number].dropLast(5))
    #expect(try Self.audit(cut).verdict == .broken(seq: seq, .changed))
  }
}

extension JournalDirectory {
  func export(_ query: JournalQuery = JournalQuery(), sealing key: SealingKey? = nil) throws -> [[UInt8]] {
    var lines: [[UInt8]] = []
    try SQLiteJournal.reader(path: journal, sealing: [key].compactMap { $0 }).export(query) { lines.append($0) }
    return lines
  }
}
