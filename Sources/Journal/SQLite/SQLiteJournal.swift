import Model
import Native

/// The journal in one SQLite file: one connection writes and checkpoints, all others only read.
package final class SQLiteJournal: JournalStore {
  package let path: String
  let commits: GroupCommit

  /// Opens or creates the file, brings it to the present schema and starts the writing thread.
  package init(path: String, keys: JournalKeys = JournalKeys(), hooks: JournalHooks = JournalHooks()) throws {
    self.path = path
    commits = try GroupCommit(path: path, keys: keys, hooks: hooks)
  }

  package func append(_ batch: JournalBatch) { commits.append(batch) }

  package var durableSeq: Int64 { commits.durableSeq }

  package func restore() throws -> Restored { try SQLiteReader(path: path, dataKeys: commits.dataKeys).restore() }

  package func record(_ meta: JournalMeta) throws { try commits.perform { try $0.record(meta) } }

  package func openIndex() throws -> sending any JournalIndex { try SQLiteIndex(path: path, dataKeys: commits.dataKeys) }

  package func openReader() throws -> sending any JournalReader {
    try SQLiteReader(path: path, dataKeys: commits.dataKeys)
  }

  /// For the reading commands, which work with the daemon up or down.
  package static func reader(path: String, sealing keys: [SealingKey] = []) throws -> sending any JournalReader {
    try SQLiteReader(path: path, dataKeys: DataKeys(keys))
  }

  package var byteCount: Int64 {
    [path, path + "-wal"].reduce(0) { sum, path in sum + ((try? FileSystem.status(of: path).size) ?? 0) }
  }

  /// Wraps the data keys under the first of these, and begins a new one. Says how many were wrapped anew: none in a journal that was plain.
  package func rekey(_ keys: [SealingKey]) throws -> Int { try commits.perform { try $0.rekey(keys) } }

  /// What was written before there was a key, to be encrypted step by step, on a thread that may wait.
  package func lateSealing() throws -> LateSealing { LateSealing(commits, try SQLiteReader(path: path, dataKeys: commits.dataKeys)) }

  package var freeBytes: Int64? { try? FileSystem.freeBytes(at: FileSystem.parent(of: path)) }

  package func close() { commits.close() }
}

// MARK: - Retention

extension SQLiteJournal {
  /// What is older than its class's cutoff, to be taken out step by step. One at a time, on a thread that may wait.
  package func purge(_ cutoffs: PurgeCutoffs) throws -> Purge {
    Purge(cutoffs, commits, try SQLiteReader(path: path, dataKeys: commits.dataKeys))
  }

  /// Goes on behind a range that an export tells of and does not hold. Nothing may be queued.
  package func adopt(_ range: PurgedRange) throws { try commits.adopt(range.stub) }

  /// False when it is held already.
  package func add(_ hold: Hold) throws -> Bool { try commits.perform { try $0.add(hold) } }

  /// False when it is not held.
  package func removeHold(of conversation: String) throws -> Bool { try commits.perform { try $0.removeHold(of: conversation) } }
}
