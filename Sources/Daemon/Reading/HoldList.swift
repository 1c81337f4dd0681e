import Journal
import Model

/// What `hushd hold` prints and does: the conversations that no purge takes.
package struct HoldList {
  package enum Word: String, Sendable, CaseIterable { case add, remove, list }

  private let word: Word
  private let conversations: [String]
  package var isJSON = false

  /// The word, and the conversations for `add` and `remove`.
  package init(operands: [String]) throws(ReadingFailure) {
    guard let word = operands.first.map({ Word(rawValue: $0) }) ?? .list else {
      throw ReadingFailure(.badArgument, "hold knows add, remove and list, not \(operands[0])")
    }
    self.word = word
    conversations = Array(operands.dropFirst())
    guard (word == .list) == conversations.isEmpty else {
      throw ReadingFailure(.badArgument, word == .list ? "hold list takes no conversation" : "hold \(word.rawValue) needs a conversation")
    }
  }

  /// Says whether everything was as asked.
  package func run(_ configuration: Configuration, to output: Output) throws -> Bool {
    if word == .list {
      configuration.noteRead("hold list")
      try print(configuration.openJournal(), to: output)
      return true
    }
    let client = ControlClient(path: configuration.controlSocket)
    var isDone = true
    for conversation in conversations {
      let answers = try client.answers(to: word == .add ? "hold" : "release") { $0.field("conversation", conversation) }
      let isChanged = answers.last?.root["changed"]?.bool ?? false
      if word == .add {
        try output.line(isChanged ? "\(conversation): held" : "\(conversation): held already")
      } else {
        try output.line(isChanged ? "\(conversation): held no longer" : "\(conversation): was not held")
        isDone = isDone && isChanged
      }
    }
    return isDone
  }

  func print(_ reader: any JournalReader, to output: Output) throws {
    let holds = try reader.holds()
    guard !isJSON else {
      for hold in holds {
        try output.json(
          JSONWriter.object { writer in
            writer.field("conversation", hold.conversation)
            writer.field("since", hold.at)
            writer.field("by", hold.by)
          })
      }
      return
    }
    guard !holds.isEmpty else { return try output.line("nothing is held") }
    try Table.print(
      [
        .time("since (UTC)", on: output), Table.Column("conversation", least: 9, ideal: 36, cut: .middle),
        Table.Column("by", least: 9, ideal: 60),
      ],
      holds.map { ([Table.time($0.at, on: output), $0.conversation, $0.by], .plain) }, on: output)
  }
}
