import Model
import Native

extension SQLiteReader {
  func audit(by key: Ed25519.PublicKey?) throws -> Audit {
    // One moment, or a purge beside it would look like a removal.
    try database.execute("BEGIN")
    defer { database.rollBack() }
    let end = try database.prepare("SELECT count, seq, hash, (SELECT max(seq) FROM entry) FROM head")
    guard try end.step() else { return Audit() }
    let head = JournalHead(count: end.int64(0), seq: end.int64(1), hash: end.blob(2))
    let lastSeq = end.int64(3)
    end.reset()
    var walk = ChainWalk(key: key, stubs: try stubs())
    var verdict: Verification?
    try forEachRow(of: [1...max(1, head.seq)], QueryPlan(), EntryRow.columns, { EntryRow.withHash($0) }) { row, hash in
      if let chained = try chained(row) { verdict = try walk.visit(chained, hash: hash) } else { verdict = .broken(seq: row.seq, .changed) }
      return verdict == nil
    }
    return verdict.map { walk.finish($0) } ?? walk.finish(head, lastSeq: lastSeq)
  }

  /// The row as the chain covers it; nil when nobody who had the key can have written it.
  private func chained(_ row: EntryRow) throws -> EntryRow? {
    do {
      return try row.chained(by: dataKeys)
    } catch  where error.code == .sealed {
      // It may be a key that the daemon began meanwhile.
      try dataKeys.load(database, isWriter: false)
      do { return try row.chained(by: dataKeys) } catch { if dataKeys.isComplete { return nil } else { throw error } }
    } catch {
      return nil
    }
  }

  func export(_ query: JournalQuery, _ body: ([UInt8]) throws -> Void) throws {
    var last: Int64?
    try forEachRow(of: ranges(of: query), QueryPlan(query), EntryRow.columns, { EntryRow.withHash($0) }) { row, hash in
      var after: [UInt8]?
      if last != row.seq - 1 {
        let stubs = try stubs(from: (last ?? 0) + 1, to: row.seq - 1)
        for stub in stubs where last != nil || query.since == nil { try body(stub.json) }
        after = try self.hash(of: row.seq - 1)
      }
      last = row.seq
      try body(ExportLine(row: row, hash: hash, after: after).json(dataKeys))
      return true
    }
  }

  /// The rows of a range that a condition is true of, in order.
  func rows(where condition: String, in range: Range<Int64>, atMost count: Int) throws -> [ChainedRow] {
    let place = "seq >= \(range.lowerBound) AND seq < \(range.upperBound)"
    let select = try database.prepare(
      "SELECT \(EntryRow.columns) FROM entry NOT INDEXED WHERE \(place) AND \(condition) ORDER BY seq LIMIT \(count)")
    var rows: [ChainedRow] = []
    while try select.step() { rows.append(EntryRow.withHash(select)) }
    return rows
  }

  /// What opens the encrypted bodies of an archive, for who has the operator's key.
  func keyLines() throws -> [[UInt8]] {
    let select = try database.prepare("SELECT id, wrapped, wrapped_by FROM data_key ORDER BY id")
    var lines: [[UInt8]] = []
    while try select.step() {
      lines.append(ArchivedKey(id: select.int64(0), wrapped: select.blob(1), by: select.text(2)).json)
    }
    return lines
  }

  /// The rows as an archive keeps them: like an export, but what is encrypted stays so.
  func archiveLines(of rows: [ChainedRow]) throws -> [[UInt8]] {
    var last: Int64?
    return try rows.map { row, hash in
      defer { last = row.seq }
      let after = last == row.seq - 1 ? nil : try self.hash(of: row.seq - 1)
      return try ExportLine(row: row, hash: hash, after: after).archived()
    }
  }

  private func stubs(from first: Int64 = 0, to last: Int64 = .max) throws -> [Stub] {
    let select = try database.prepare("\(Stub.select) WHERE first >= \(first) AND last <= \(last) ORDER BY first")
    var stubs: [Stub] = []
    while try select.step() { stubs.append(Stub(select)) }
    return stubs
  }

  private func hash(of seq: Int64) throws -> [UInt8] { try Self.hash(of: seq, in: database) }

  /// The hash of an entry, though it may be purged.
  static func hash(of seq: Int64, in database: borrowing Database) throws -> [UInt8] {
    guard seq > 0 else { return HashChain.genesis }
    let select = try database.prepare("SELECT hash FROM entry WHERE seq = ?1 UNION ALL SELECT after FROM stub WHERE last = ?1")
    try select.bind(seq, at: 1)
    guard try select.step() else {
      throw JournalError(.changed, "entry \(seq) is not in the journal, and no purge has left a stub of it; run `hushd verify`")
    }
    return select.blob(0)
  }
}

/// A row with its hash.
typealias ChainedRow = (row: EntryRow, hash: [UInt8])

extension EntryRow {
  fileprivate static func withHash(_ statement: borrowing Statement) -> ChainedRow {
    (EntryRow(statement), statement.blob(hashColumn))
  }
}

extension Stub {
  static let select = "SELECT first, last, before, after, signature FROM stub"

  init(_ statement: borrowing Statement) {
    self.init(
      first: statement.int64(0), last: statement.int64(1), before: statement.blob(2), after: statement.blob(3),
      signature: statement.blob(4))
  }
}
