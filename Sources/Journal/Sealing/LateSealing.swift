import Model
import Native

/// Encrypts what a journal held before it had a key. The chain goes on to cover it as it was: who verifies it opens it first.
package final class LateSealing {
  /// Entries that are looked for together, and that are written in one transaction.
  private static let foundMax = 1024
  private static let sealedMax = 64

  private let journal: GroupCommit
  private let reader: SQLiteReader
  private var next: Int64 = 1
  private var found: ArraySlice<EntryRow> = []

  init(_ journal: GroupCommit, _ reader: SQLiteReader) {
    self.journal = journal
    self.reader = reader
  }

  /// One transaction's worth; nil when nothing plain is left. Says how many.
  package func sealNext() throws -> Int? {
    if found.isEmpty {
      found = try reader.rows(where: EntryRow.isPlain, in: next..<Int64.max, atMost: Self.foundMax).map(\.row)[...]
      guard let last = found.last?.seq else { return nil }
      next = last + 1
    }
    let rows = Array(found.prefix(Self.sealedMax))
    found = found.dropFirst(Self.sealedMax)
    try journal.perform { try $0.seal(rows) }
    return rows.count
  }

  /// Empties the WAL, which still holds what was plain; false while a reader stands in the way.
  package func forget() throws -> Bool { try journal.perform { try $0.emptyWAL() } }
}

extension SQLiteWriter {
  /// Puts the sealed bodies in the place of the plain ones. What was purged meanwhile is gone.
  func seal(_ rows: [EntryRow]) throws {
    try database.transaction {
      let update = try database.prepare("UPDATE entry SET key = ?, body = ? WHERE seq = ? AND key IS NULL")
      for row in rows {
        guard let (key, body) = dataKeys.seal(row.body, seq: row.seq) else { throw DataKeys.closedError }
        try update.bind(-key, at: 1)
        try update.bind(row.seq, at: 3)
        try update.withBound(body, at: 2) { try update.run() }
      }
    }
  }
}
