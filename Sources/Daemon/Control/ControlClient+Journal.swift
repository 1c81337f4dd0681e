import Model

/// What the commands about the journal as a whole ask, and print of the answer.
extension ControlClient {
  /// Purges what is older than a moment, or what retention says, and tells how far it is.
  package func purge(before moment: TimeArgument?, to output: Output) throws {
    let answers = try answers(to: "purge") { $0.field("before", moment?.moment.description) }
    guard let answer = answers.last?.root else {
      throw ReadingFailure(.tryLater, "hushd stopped meanwhile; what is left goes the next time")
    }
    let (count, before) = (answer["purged"]?.int64 ?? 0, answer["before"]?.string ?? "")
    if let moment, let end = Timestamp(rfc3339: before), end < moment.moment {
      output.note("hushd: what is newer than \(before) stays: its senders may still repeat it")
    }
    guard count > 0, let archive = answer["archive"]?.string, let digest = answer["sha256"]?.string else {
      return try output.line("nothing to purge: all older entries are gone, held, or of open conversations")
    }
    try output.line("purged \(count) entries into \(archive) (SHA-256 \(digest))")
  }

  /// Wraps the journal's data keys under the first of the configured keys, and encrypts what is not.
  package func rekey(to output: Output) throws {
    guard let answer = try answers(to: "rekey").last?.root, let count = answer["dataKeys"]?.int64, let entries = answer["entries"]?.int64
    else { throw ReadingFailure(.tryLater, "hushd stopped meanwhile; what is left is encrypted by another `hushd rekey`") }
    let keys = count == 0 ? "the journal was not encrypted" : "\(count) data key\(count == 1 ? "" : "s") wrapped anew"
    try output.line("\(keys); what is written from now on is encrypted under a new one")
    if entries > 0 { try output.line("\(entries) entries encrypted that were not; archives and backups made before stay as they are") }
  }
}
