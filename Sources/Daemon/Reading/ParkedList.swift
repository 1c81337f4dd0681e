import Journal
import Model

/// What `hushd parked` prints and does: the commands that wait for an operator.
package struct ParkedList {
  /// What to do with them.
  package enum Word: String, Sendable, CaseIterable { case list, retry, drop }

  package var word: Word
  package var isJSON = false
  /// None for all.
  private let ids: [CommandID]

  /// The operands of `hushd parked`: the word, unless it is `list`, and ids.
  package init(operands: [String]) throws(ReadingFailure) {
    word = operands.first.flatMap { Word(rawValue: $0) } ?? .list
    var ids: [CommandID] = []
    for text in operands.dropFirst(operands.first.flatMap { Word(rawValue: $0) } == nil ? 0 : 1) {
      guard let id = CommandID(text) else {
        let words = Word.allCases.map(\.rawValue)
        let hint = Spelling.suggestion(for: text, among: words).map { "did you mean \($0)?" } ?? "hushd parked lists them"
        throw ReadingFailure(.badArgument, "\(text) is no parked command's id (\(hint))")
      }
      ids.append(id)
    }
    self.ids = ids
  }

  /// Says whether every command that was named is parked.
  package func run(_ configuration: Configuration, to output: Output) throws -> Bool {
    switch word {
    case .list:
      configuration.noteRead("parked")
      return try print(configuration.openJournal(), configuration, to: output)
    case .retry, .drop: return try act(ControlClient(path: configuration.controlSocket), on: output)
    }
  }

  func print(_ reader: any JournalReader, _ configuration: Configuration, to output: Output) throws -> Bool {
    var fold = try JournalFold(configuration)
    try fold.takeOpenConversations(from: reader)
    let parked = fold.parked.filter { ids.isEmpty || ids.contains($0.command.id) }
    if isJSON {
      for report in parked { try output.json(report.json) }
    } else if parked.isEmpty {
      try output.line(ids.isEmpty ? "nothing is parked" : "none of these is parked")
    } else {
      try Table.print(
        [
          .time("parked (UTC)", on: output), Table.Column("id", ideal: 12), Table.Column("command", ideal: 7),
          Table.Column("platform", least: 6, ideal: 14), Table.Column("conversation", least: 9, ideal: 36, cut: .middle),
          Table.Column("recording", least: 7, ideal: 36, cut: .middle), Table.Column("reason", least: 9, ideal: 60),
        ],
        sentences: parked.map { report in
          let target = report.command.target
          return (
            [
              Table.time(report.at, on: output), report.command.id.description, report.command.kind.rawValue, target.platform,
              target.conversation.id, target.recording ?? "", report.reason ?? "",
            ], .plain
          )
        }, on: output)
    }
    return isComplete(Set(parked.map(\.command.id)), output)
  }

  /// A retry is a wish, which the daemon decides anew; so only the daemon can take it.
  private func act(_ client: ControlClient, on output: Output) throws -> Bool {
    let answers = try client.answers(to: word.rawValue) { writer in writer.field("ids", ids.map(\.description)) }
    var done: Set<CommandID> = []
    for answer in answers {
      guard let id = answer.root["id"]?.string.flatMap({ CommandID($0) }) else { continue }
      done.insert(id)
      if isJSON { try output.json(answer.root.raw) } else { try output.line("\(id): \(word == .retry ? "decided anew" : "dropped")") }
    }
    if answers.isEmpty, ids.isEmpty, !isJSON { try output.line("nothing is parked") }
    return isComplete(done, output)
  }

  private func isComplete(_ found: Set<CommandID>, _ output: Output) -> Bool {
    let missing = ids.filter { !found.contains($0) }
    for id in missing { output.note("hushd: \(id) is not parked") }
    return missing.isEmpty
  }
}
