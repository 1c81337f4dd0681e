import Model

/// One entry in a conversation's timeline: when, how long after the one before, and what.
struct TimelineRow {
  private static let timeWidth = 12
  private static let delayWidth = 9
  private static let markWidth = 8
  /// Where the text begins, on each of its lines.
  private static let indent = timeWidth + delayWidth + markWidth + 6
  /// Narrower texts are harder to read than wrapped ones.
  private static let textWidthLeast = 30

  private let entry: Entry
  private let previous: Entry?

  init(_ entry: Entry, after previous: Entry?) {
    self.entry = entry
    self.previous = previous
  }

  func print(_ text: String, on output: Output) throws {
    if entry.recordedAt.day != previous?.recordedAt.day { try output.line("\(entry.recordedAt.day) (UTC)", .title) }
    let head = [
      entry.recordedAt.timeOfDay.padded(to: Self.timeWidth), delay.paddedBefore(to: Self.delayWidth), mark.padded(to: Self.markWidth), "",
    ]
    let lines = output.width.map { text.wrapped(to: max(Self.textWidthLeast, $0 - Self.indent)) } ?? [text]
    for (index, line) in lines.enumerated() {
      try output.line((index == 0 ? head.joined(separator: "  ") : String(repeating: " ", count: Self.indent)) + line, entry.style)
    }
  }

  /// By the monotonic time, which no step of the wall clock touches.
  private var delay: String { previous.map { "+\((entry.tick - $0.tick).reading)" } ?? "" }

  private var mark: String {
    switch entry.word {
    case .call: "call →"
    case .outcome: "answer ←"
    case .alarm: "alarm !"
    case .event, .decision, .timer, .act: entry.word.rawValue
    }
  }

  var text: String {
    switch entry.body {
    case .timer: return entry.detail
    case .call, .outcome, .alarm, .act: return "\(entry.kind) \(entry.detail)".printable
    case .event, .decision: return "\(entry.kind) \([entry.agent.map { "agent \($0)" }, entry.detail].joined())".printable
    }
  }
}
