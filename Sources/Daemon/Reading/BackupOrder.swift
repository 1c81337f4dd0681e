import Journal
import Model
import Native

/// What `hushd backup` and `hushd restore` do.
package enum BackupOrder {
  /// The daemon may be up or down; when it is up, who took the backup stands in the journal.
  package static func backUp(_ configuration: Configuration, to file: String, _ output: Output) throws {
    guard !FileSystem.exists(file) else { throw ReadingFailure(.badArgument, "\(file) is there already; a backup replaces nothing") }
    do throws(ReadingFailure) {
      _ = try ControlClient(path: configuration.controlSocket).answers(to: "backup") { $0.field("file", file) }
    } catch {
      output.note("hushd: this backup does not stand in the journal: \(error)")
    }
    let head = try JournalBackup.write(configuration.journalFile, to: file, sealing: configuration.readingKeys())
    try output.line("\(file): \(head.count) entries, head \(Hex.encode(head.hash))")
    try output.line("SHA-256 \(Hex.encode(FileSystem.digest(of: file)))")
  }

  /// Only while no daemon has the state directory.
  package static func restore(_ configuration: Configuration, from file: String, _ output: Output) throws {
    try FileSystem.makeDirectory(configuration.stateDirectory, mode: 0o750)
    let lock: FileLock
    do {
      lock = try FileLock(path: configuration.lockFile)
    } catch let held as FileLock.Held {
      throw ReadingFailure(.tryLater, "\(held)")
    }
    try withExtendedLifetime(lock) {
      do {
        let (head, replaced) = try JournalBackup.restore(
          file, to: configuration.journalFile, at: Clock.live.wall(), sealing: configuration.readingKeys())
        try output.line("\(configuration.journalFile): \(head.count) entries, head \(Hex.encode(head.hash))")
        if let replaced { try output.line("what was there before: \(replaced)") }
      } catch let unsound as JournalBackup.Unsound {
        throw ReadingFailure(.foundProblem, "\(unsound)")
      }
    }
  }
}
