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
    try forEachRow(of: [1...max(1, head.seq)], QueryPlan(), EntryRow.columns, { EntryRow.chained($0) }) { row, hash in
      verdict = try walk.visit(row, hash: hash)
      return verdict == nil
    }
    return verdict.map { walk.finish($0) } ?? walk.finish(head, lastSeq: lastSeq)
  }

  func export(_ query: JournalQuery, _ body: ([UInt8]) throws -> Void) throws {
    var last: Int64?
    try forEachRow(of: ranges(of: query), QueryPlan(query), EntryRow.columns, { EntryRow.chained($0) }) { row, hash in
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

  private func stubs(from first: Int64 = 0, to last: Int64 = .max) throws -> [Stub] {
    let select = try database.prepare(
      "SELECT first, last, before, after, signature FROM stub WHERE first >= \(first) AND last <= \(last) ORDER BY first")
    var stubs: [Stub] = []
    while try select.step() { stubs.append(Stub(select)) }
    return stubs
  }

  /// The hash of an entry, though it may be purged.
  private func hash(of seq: Int64) throws -> [UInt8] {
    guard seq > 0 else { return HashChain.genesis }
    let select = try database.prepare("SELECT hash FROM entry WHERE seq = ?1 UNION ALL SELECT after FROM stub WHERE last = ?1")
    try select.bind(seq, at: 1)
    guard try select.step() else {
      throw JournalError(.changed, "entry \(seq) is not in the journal, and no purge has left a stub of it; run `hushd verify`")
    }
    return select.blob(0)
  }
}

extension EntryRow {
  /// A row with its hash.
  fileprivate static func chained(_ statement: borrowing Statement) -> (EntryRow, [UInt8]) {
    (EntryRow(statement), statement.blob(hashColumn))
  }
}

extension Stub {
  fileprivate init(_ statement: borrowing Statement) {
    self.init(
      first: statement.int64(0), last: statement.int64(1), before: statement.blob(2), after: statement.blob(3),
      signature: statement.blob(4))
  }
}
