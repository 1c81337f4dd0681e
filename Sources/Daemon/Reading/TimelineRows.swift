import Model

/// The lines of one conversation's timeline. In a file or pipe every entry is one, in full; on a terminal it is kept readable.
struct TimelineRows {
  private var folding = TimelineFolding()
  private var identifiers = ShortIdentifiers()
  private var last: Entry?

  init(of key: ConversationKey) { _ = identifiers.shortened(key.id) }

  mutating func print(_ entry: Entry, on output: Output) throws {
    for line in output.width == nil ? [.entry(entry)] : folding.take(entry) { try print(line, on: output) }
  }

  mutating func finish(on output: Output) throws { for line in folding.finish() { try print(line, on: output) } }

  private mutating func print(_ line: TimelineFolding.Line, on output: Output) throws {
    switch line {
    case .entry(let entry):
      let row = TimelineRow(entry, after: last)
      try row.print(output.width == nil ? row.text : identifiers.shortened(row.text), on: output)
      last = entry
    case .repeats(let count, let entry):
      try TimelineRow(entry, after: last).print("the same \(count) more \(count == 1 ? "time" : "times")", on: output)
      last = entry
    }
  }
}
