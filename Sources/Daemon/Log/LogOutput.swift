import Native
import Synchronization

// A log must not hold up a pause. So nobody waits for its reader: a line that it has no room for is dropped, and the next one that finds
// room says how many were.

/// Where lines go: to journald as fields, or to stderr as text or JSON.
final class LogOutput: Sendable {
  private let journal: DatagramSender?
  private let isText: Bool
  /// False when there is no room now.
  private let writeStream: @Sendable ([UInt8]) -> Bool
  private let dropped = Mutex(0)

  init(journal: DatagramSender?, isText: Bool, writeStream: @escaping @Sendable ([UInt8]) -> Bool) {
    self.journal = journal
    self.isText = isText
    self.writeStream = writeStream
  }

  convenience init(_ format: LogSettings.Format) {
    let stream = StandardStream.error
    let isJournal = format == .auto && Self.isJournal(stream.identity, named: ThisProcess.environment("JOURNAL_STREAM"))
    self.init(
      journal: isJournal || format == .journald ? try? DatagramSender(to: "/run/systemd/journal/socket") : nil,
      isText: format == .text || (format != .json && stream.isTerminal)
    ) { bytes in
      guard stream.hasRoom else { return false }
      // Whoever closed stderr wants no log, and there is nobody else to tell.
      try? stream.write(bytes)
      return true
    }
  }

  /// systemd names the stream it has given us; a shell in between may have put another in its place.
  static func isJournal(_ stream: FileStatus.Identity?, named name: String?) -> Bool {
    guard let stream, let name else { return false }
    return name == "\(stream.device):\(stream.inode)"
  }

  func write(_ line: LogLine) {
    dropped.withLock { count in
      if count > 0, put(Self.notice(of: count, before: line)) { count = 0 }
      if count > 0 || !put(line) { count += 1 }
    }
  }

  private static func notice(of count: Int, before line: LogLine) -> LogLine {
    LogLine(at: line.moment, .warning, "the reader of the log was too slow: \(count) lines were dropped", [("dropped", "\(count)")])
  }

  private func put(_ line: LogLine) -> Bool {
    // When journald is not there, stderr is.
    if let journal, let isSent = try? journal.send(line.journal) { return isSent }
    return writeStream(isText ? line.text : line.json)
  }
}
