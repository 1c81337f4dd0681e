import Model

/// Passes on the entries worth a line: of a call that is tried again and again with the same answer, only how often and until when.
struct TimelineFolding {
  enum Line: Hashable {
    case entry(Entry)
    /// So many further attempts, the last of them answered by this entry.
    case repeats(Int, last: Entry)
  }

  /// The answer that further ones are compared with.
  private var failure: Answer?
  /// A further attempt, until its answer is known.
  private var call: Entry?
  private var repeats: (count: Int, last: Entry)?

  mutating func take(_ entry: Entry) -> [Line] {
    switch entry.body {
    case .call(let made) where call == nil && made.command.id == failure?.command.id:
      call = entry
      return []
    case .outcome(let answer) where call != nil && !answer.isFinal && answer.isLike(failure):
      repeats = ((repeats?.count ?? 0) + 1, entry)
      call = nil
      return []
    default:
      let lines = finish()
      if case .outcome(let answer) = entry.body { failure = answer.isFinal ? nil : answer }
      return lines + [.entry(entry)]
    }
  }

  /// What is held back.
  mutating func finish() -> [Line] {
    defer { (repeats, call) = (nil, nil) }
    return [repeats.map { Line.repeats($0.count, last: $0.last) }, call.map(Line.entry)].compactMap { $0 }
  }
}

extension Answer {
  /// Whether an operator would read the same out of it.
  fileprivate func isLike(_ other: Answer?) -> Bool {
    guard let other, other.command.id == command.id else { return false }
    return outcome.result == other.outcome.result && outcome.refusal == other.outcome.refusal && outcome.status == other.outcome.status
      && outcome.message == other.outcome.message
  }
}
