import Model
import Native

/// A journal as one file beside it, and back.
package enum JournalBackup {
  /// What is no journal that may take the place of another.
  package struct Unsound: Error, CustomStringConvertible {
    let path: String
    let seq: Int64
    let fault: Verification.Fault
    package var description: String { "\(path) is no sound journal, broken at entry \(seq): \(fault); nothing was written" }
  }

  /// Copies the journal as it is at this moment, with the daemon up or down; checks the copy before it gets its name.
  package static func write(_ journal: String, to file: String, sealing keys: [SealingKey] = []) throws -> JournalHead {
    let temporary = "\(file).\(SystemRandom.hexadecimal(bytes: 4)).tmp"
    do {
      // It must be born with its mode: SQLite would let everybody read it.
      try FileSystem.replace(temporary, with: [])
      try SQLiteReader.open(journal).copy(to: temporary)
      try FileSystem.sync(temporary)
      let head = try soundHead(of: temporary, from: journal, sealing: keys)
      try FileSystem.renameWithoutReplacing(temporary, to: file)
      try FileSystem.syncDirectory(FileSystem.parent(of: file))
      return head
    } catch {
      try? FileSystem.remove(temporary)
      throw error
    }
  }

  /// Puts a backup, or a copy of a journal with its WAL, in the journal's place. No daemon may run. What was there keeps a name of its own.
  package static func restore(
    _ file: String, to journal: String, at moment: Timestamp, sealing keys: [SealingKey] = []
  ) throws -> (head: JournalHead, replaced: String?) {
    let temporary = "\(journal).\(SystemRandom.hexadecimal(bytes: 4)).tmp"
    do {
      try FileSystem.copy(file, to: temporary)
      if FileSystem.exists("\(file)-wal") { try FileSystem.copy("\(file)-wal", to: "\(temporary)-wal") }
      guard try Database.open(temporary, .writer).checkpoint() else {
        throw JournalError(.changed, "\(file) is read by somebody else; try again")
      }
      let head = try soundHead(of: temporary, from: file, sealing: keys)
      let replaced = FileSystem.exists(journal) ? "\(journal).replaced-\(moment.description.filter { $0.isNumber || $0 == "T" })" : nil
      if let replaced {
        // Its WAL may hold entries that are nowhere else.
        if FileSystem.exists("\(journal)-wal") { try FileSystem.rename("\(journal)-wal", to: "\(replaced)-wal") }
        try FileSystem.rename(journal, to: replaced)
        try? FileSystem.remove("\(journal)-shm")
      }
      try FileSystem.rename(temporary, to: journal)
      try FileSystem.syncDirectory(FileSystem.parent(of: journal))
      remove(temporary)
      return (head, replaced)
    } catch {
      remove(temporary)
      throw error
    }
  }

  /// The keys are needed where something was encrypted after it was written.
  private static func soundHead(of copy: String, from path: String, sealing keys: [SealingKey]) throws -> JournalHead {
    switch try SQLiteReader(path: copy, dataKeys: DataKeys(keys)).audit(by: nil).verdict {
    case .intact(let head): return head
    case .broken(let seq, let fault): throw Unsound(path: path, seq: seq, fault: fault)
    }
  }

  private static func remove(_ path: String) {
    for suffix in ["", "-wal", "-shm"] { try? FileSystem.remove(path + suffix) }
  }
}
