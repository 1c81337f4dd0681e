import Model
import Native

/// Takes old entries out of the journal: into the archive first, then away, in steps so small that no commit waits long for one.
package final class Purge {
  /// Entries that go into the archive together, and that leave the journal in one transaction.
  private static let archivedMax = 1024
  private static let removedMax = 64
  private static let vacuumedPages = 32

  private let cutoffs: PurgeCutoffs
  private let journal: GroupCommit
  private let reader: SQLiteReader
  /// Where there may be more that is old enough: a journal without any is not read through each hour.
  private var ranges: [ClosedRange<Int64>]?
  private var cursor: Int64 = 0
  private var hasBegun = false
  private var archived: ArraySlice<Int64> = []

  init(_ cutoffs: PurgeCutoffs, _ journal: GroupCommit, _ reader: SQLiteReader) {
    self.cutoffs = cutoffs
    self.journal = journal
    self.reader = reader
  }

  /// The lines of what goes next, to be made durable before `removeNext`; nil when nothing is left to go.
  package func archiveNext() throws -> [[UInt8]]? {
    let rows = try nextRows()
    guard let last = rows.last?.row.seq else { return nil }
    cursor = last
    archived = rows.map(\.row.seq)[...]
    defer { hasBegun = true }
    return try (hasBegun ? [] : reader.keyLines()) + reader.archiveLines(of: rows)
  }

  private func nextRows() throws -> [ChainedRow] {
    var left = try ranges ?? reader.ranges(of: cutoffs.query)
    defer { ranges = left }
    while let range = left.first {
      let first = max(range.lowerBound, cursor + 1)
      if first <= range.upperBound {
        let rows = try reader.rows(where: cutoffs.condition, in: first..<range.upperBound + 1, atMost: Self.archivedMax)
        if !rows.isEmpty { return rows }
      }
      left.removeFirst()
    }
    return []
  }

  /// One transaction's worth of what was archived; nil when all of it has gone. Says how many went.
  package func removeNext() throws -> Int? {
    guard !archived.isEmpty else { return nil }
    let next = Array(archived.prefix(Self.removedMax))
    archived = archived.dropFirst(Self.removedMax)
    return try journal.perform { try $0.remove(next) }
  }

  /// Gives the space back to the file system, a little at a time; false when all is given back.
  package func vacuumNext() throws -> Bool { try journal.perform { try $0.vacuum(pages: Self.vacuumedPages) } }

  /// Empties the WAL, which still holds what has gone; false while a reader stands in the way.
  package func forget() throws -> Bool { try journal.perform { try $0.emptyWAL() } }
}
