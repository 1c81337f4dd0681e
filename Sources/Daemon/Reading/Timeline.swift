import Engine
import Journal
import Model
import Native

/// What `hushd show` prints: one conversation from its first entry to its last, and what became of its windows.
package struct Timeline {
  package var isJSON = false
  private let conversation: String

  package init(conversation: String) { self.conversation = conversation }

  package func print(_ configuration: Configuration, to output: Output) throws {
    configuration.noteRead("show", ["conversation": conversation])
    try print(configuration.openJournal(), configuration, now: Clock.live.wall(), to: output)
  }

  func print(_ reader: any JournalReader, _ configuration: Configuration, now: Timestamp, to output: Output) throws {
    let keys = try reader.conversations(named: conversation)
    guard !keys.isEmpty else {
      let hint = "`hushd events --since 1h` shows what came in lately, with the platform's own conversation ids"
      throw ReadingFailure(.foundProblem, "the journal knows no conversation \(conversation.printable) (\(hint))")
    }
    for (index, key) in keys.enumerated() {
      if isJSON {
        try reader.read(JournalQuery(of: key)) { try output.json($0.json) }
      } else {
        if index > 0 { try output.line() }
        try print(key, reader, configuration, now: now, to: output)
      }
    }
  }

  private func print(
    _ key: ConversationKey, _ reader: any JournalReader, _ configuration: Configuration, now: Timestamp, to output: Output
  ) throws {
    try output.line("conversation \(key.id.printable) in \(key.system.printable)", .title)
    var wasReached = false
    var rows = TimelineRows(of: key)
    let history = try WindowHistory(of: key, from: JournalFold(configuration), reader) { entry in
      try rows.print(entry, on: output)
      if case .call(let call) = entry.body, call.command.openedIn != nil { wasReached = true }
    }
    try rows.finish(on: output)
    let summary = TimelineSummary(
      windows: history.windows, exposures: history.exposures, parked: history.fold.parked, now: now, wasReached: wasReached)
    try summary.print(on: output)
  }
}
