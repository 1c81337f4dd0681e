import Journal
import Native

/// What `hushd verify` prints: whether the hash chain holds, and where it breaks first.
package enum ChainCheck {
  /// Says whether the journal is intact.
  package static func print(_ configuration: Configuration, to output: Output) throws -> Bool {
    try print(SQLiteJournal.reader(path: configuration.journalFile), to: output)
  }

  static func print(_ reader: any JournalReader, to output: Output) throws -> Bool {
    switch try verdict(of: reader) {
    case .intact(let head):
      try output.line("intact: \(head.count) entries, head \(Hex.encode(head.hash))")
      return true
    case .broken(let seq, let fault):
      try output.line("broken at entry \(seq): \(fault.explanation)", .bad)
      return false
    }
  }

  private static func verdict(of reader: any JournalReader) throws -> Verification {
    do {
      return try reader.verify()
    } catch let error as SQLiteError where error.code == .corrupt {
      throw ReadingFailure(.foundProblem, "the journal's file is damaged: \(error)")
    }
  }
}

extension Verification.Fault {
  fileprivate var explanation: String {
    switch self {
    case .changed: "its content, its hash or its place is not what was written"
    case .removed: "it was taken away; entries after it are still there"
    case .cutOff: "it and all after it were cut off; the head row knows of them"
    case .added: "it stands behind the end that the head row knows, so hushd did not write it"
    case .head: "the entries fit together up to it, but the head row does not fit to them"
    }
  }
}
