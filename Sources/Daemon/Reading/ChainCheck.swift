import Journal
import Model
import Native

/// What `hushd verify` prints: whether chain and signatures hold, where they break first, and what no signature covers yet.
package struct ChainCheck {
  private let key: Ed25519.PublicKey?
  private let export: String?

  /// The key's public half in a file, and an export to check in the journal's place.
  package init(keyFile: String?, export: String?) throws(ReadingFailure) {
    self.export = export
    key = try keyFile.map { file throws(ReadingFailure) in
      do {
        return try Ed25519.PublicKey(reading: FileSystem.read(file, atMost: Limits.secretBytesMax))
      } catch let error as Ed25519.KeyError {
        throw ReadingFailure(.badArgument, "--key: \(file) \(error)")
      } catch {
        throw ReadingFailure(.badArgument, "--key: \(error)")
      }
    }
  }

  /// Says whether everything holds. For an export the configuration is only of use where it holds what was encrypted late.
  package func print(_ configuration: () throws -> Configuration, to output: Output) throws -> Bool {
    if let export {
      return try print(audit(ofExport: export, sealing: (try? configuration().readingKeys()) ?? []), to: output)
    }
    return try print(audit(of: configuration().openJournal()), to: output)
  }

  private func audit(of reader: any JournalReader) throws -> Audit {
    do {
      return try reader.audit(by: key)
    } catch let error as SQLiteError where error.code == .corrupt {
      throw ReadingFailure(.foundProblem, "the journal's file is damaged: \(error)")
    }
  }

  private func audit(ofExport file: String, sealing keys: [SealingKey]) throws -> Audit {
    var audit = ExportAudit(key: key, sealing: keys)
    do {
      try GzipFile.lines(of: file) { line in _ = try audit.take(line) }
    } catch let error as GzipFile.Damaged {
      throw ReadingFailure(.foundProblem, error.description)
    }
    return audit.finish()
  }

  func print(_ audit: Audit, to output: Output) throws -> Bool {
    switch audit.verdict {
    case .broken(let seq, let fault):
      try output.line("broken at entry \(seq): \(fault)", .bad)
      if audit.checkpoint != nil { try printSigned(audit, upTo: seq - 1, to: output) }
      return false
    case .intact(let head):
      try output.line("intact: \(head.count) entries, head \(Hex.encode(head.hash))")
      if audit.purgedEntries > 0 {
        let signed = key == nil ? "" : ", each signed"
        try output.line(
          "purged: \(audit.purgedEntries) of them in \(audit.purgedRanges) range\(audit.purgedRanges == 1 ? "" : "s")\(signed)")
      }
      if let first = audit.absent.first {
        let (count, ranges) = (audit.absent.reduce(0) { $0 + $1.count }, audit.absent.count)
        let place = "\(first.lowerBound) to \(first.upperBound)\(ranges == 1 ? "" : " and \(ranges - 1) more ranges")"
        try output.line("not in it: \(count) entries, \(place); an archive leaves out what the journal kept, an export nothing", .bad)
      }
      return try printSigned(audit, upTo: head.seq, to: output) && audit.absent.isEmpty
    }
  }

  @discardableResult
  private func printSigned(_ audit: Audit, upTo last: Int64, to output: Output) throws -> Bool {
    guard let checkpoint = audit.checkpoint else {
      try output.line(
        audit.foreignCheckpoints > 0
          ? "not signed: all \(audit.checkpoints) checkpoints are another key's" : "not signed: a rewrite of everything could not be seen",
        key == nil ? .plain : .bad)
      return key == nil
    }
    let checked = key == nil ? "signatures not checked: give --key" : "signature good"
    try output.line("signed up to entry \(checkpoint.seq) at \(checkpoint.at) by key \(checkpoint.key) (\(checked))")
    // The checkpoint itself is the entry behind what it covers.
    let next = checkpoint.seq + 2
    if next <= last {
      let entries = next == last ? "entry \(last) lies" : "entries \(next) to \(last) lie"
      try output.line("\(entries) after the last checkpoint: a rewrite of them could not be seen yet")
    }
    for late in audit.lateSigned {
      try output.line(
        "entries \(late.lowerBound) to \(late.upperBound) were signed more than 15 minutes after they were written", .doubtful)
    }
    return true
  }
}
