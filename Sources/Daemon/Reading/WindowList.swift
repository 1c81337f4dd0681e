import Engine
import Journal
import Model
import Native

/// What `hushd windows` prints: the open windows, or all of the newest conversations with one.
package struct WindowList {
  /// Without `since` so many of the newest pauses are looked at for windows that have closed.
  static let pausesMax = 200

  package var includesAll = false
  package var since: TimeArgument?
  package var isJSON = false

  package init() {}

  package func print(_ configuration: Configuration, to output: Output) throws {
    configuration.noteRead("windows", ["all": includesAll ? "true" : nil, "since": since?.text])
    try print(configuration.openJournal(), configuration, now: Clock.live.wall(), to: output)
  }

  func print(_ reader: any JournalReader, _ configuration: Configuration, now: Timestamp, to output: Output) throws {
    var fold = try JournalFold(configuration)
    try fold.takeOpenConversations(from: reader)
    var windows = fold.windows.filter(\.isOpen)
    if includesAll {
      windows += try closed(reader, configuration, output)
      windows.sort { ($0.openedAt, $0.conversation, $0.agent ?? "") < ($1.openedAt, $1.conversation, $1.agent ?? "") }
    }
    if isJSON {
      for window in windows { try output.json(window.json) }
    } else if windows.isEmpty {
      try output.line(nothing)
    } else {
      try Table.print(Self.columns(on: output), windows.map { ($0.cells(now: now, on: output), $0.style(now: now)) }, on: output)
    }
  }

  private var nothing: String {
    guard includesAll else { return "no window is open" }
    return since.map { "no window is open, and none began since \($0.moment)" } ?? "there was no window yet"
  }

  private func closed(_ reader: any JournalReader, _ configuration: Configuration, _ output: Output) throws -> [WindowReport] {
    var query = JournalQuery()
    query.word = .event
    query.kind = Event.Kind.pauseStarted.rawValue
    query.since = since?.moment
    query.newest = since == nil ? Self.pausesMax : nil
    var keys: Set<ConversationKey> = []
    var oldest: Timestamp?
    var count = 0
    try reader.read(query) { entry in
      if let key = entry.conversation { keys.insert(key) }
      oldest = oldest ?? entry.recordedAt
      count += 1
    }
    if count == query.newest, let oldest {
      output.note("windows of the newest \(count) pauses, since \(oldest); --since has older ones")
    }
    let empty = try JournalFold(configuration)
    return try keys.sorted().flatMap { key in
      try WindowHistory(of: key, from: empty, reader).windows.filter { !$0.isOpen && $0.openedAt >= since?.moment ?? $0.openedAt }
    }
  }

  private static func columns(on output: Output) -> [Table.Column] {
    [
      .time("opened (UTC)", on: output), Table.Column("state", ideal: 7), Table.Column("conversation", least: 9, ideal: 36, cut: .middle),
      Table.Column("agent", least: 7, ideal: 36, cut: .middle), Table.Column("gap", least: 7, ideal: 14),
      Table.Column("closed or deadline", least: 9, ideal: 40), Table.Column("rule", least: 6, ideal: 24, isDispensable: true),
      Table.Column("recordings", least: 9, ideal: 60),
    ]
  }
}

extension WindowReport {
  fileprivate func cells(now: Timestamp, on output: Output) -> [String] {
    let end = closedAt.map { "after \(max(.zero, $0 - openedAt).reading)" } ?? deadline(now: now)
    return [
      Table.time(openedAt, on: output), state(now: now), conversation.id, agent ?? "everyone", gapText(now: now),
      isOpen ? deadline(now: now) : end,
      rule, recordings.isEmpty ? "none known" : recordings.map(\.text).joined(separator: "; "),
    ]
  }

  /// open, expired or closed.
  func state(now: Timestamp) -> String { !isOpen ? "closed" : isExpired(now: now) ? "expired" : "open" }

  /// Opened → confirmed paused, or how long that has taken so far.
  func gapText(now: Timestamp) -> String {
    if let gap { return gap.reading }
    return isOpen ? "\(max(.zero, now - openedAt).reading) so far" : "never paused"
  }

  private func isExpired(now: Timestamp) -> Bool { expiresAt.map { $0 <= now } ?? false }

  private func deadline(now: Timestamp) -> String {
    guard let expiresAt else { return "" }
    return isExpired(now: now) ? "\((now - expiresAt).reading) ago" : "in \((expiresAt - now).reading)"
  }

  fileprivate func style(now: Timestamp) -> Output.Style {
    guard isOpen else { return confirmedAt == nil ? .doubtful : .plain }
    return confirmedAt == nil || recordings.contains { $0.wanted != $0.known && $0.known != "ended" }
      ? .bad : isExpired(now: now) ? .doubtful : .plain
  }
}

extension WindowReport.Recording {
  /// What it should be, and what is confirmed where that differs.
  var text: String { "\(recording) at \(platform) \(wanted == known ? known : "wanted \(wanted), known \(known)")" }
}
