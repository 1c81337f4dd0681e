import Engine
import Journal
import Model

/// Every window of one conversation. The engine keeps the newest of each agent and origin only, so it is asked before each event.
struct WindowHistory {
  /// Two origins may tell of the same agent at the same moment: `place` keeps them apart.
  private struct Key: Hashable {
    var agent: String?
    var openedAt: Timestamp
    var place: Int
  }

  /// The conversation as it is at the end.
  private(set) var fold: JournalFold
  private var reports: [Key: WindowReport] = [:]

  /// Folds the conversation; the body gets each entry beside.
  init(of key: ConversationKey, from empty: JournalFold, _ reader: any JournalReader, each body: (Entry) throws -> Void = { _ in }) throws {
    fold = empty
    try reader.read(JournalQuery(of: key)) { entry in
      if case .event = entry.body { take(fold.windows) }
      fold.take(entry)
      try body(entry)
    }
    take(fold.windows)
  }

  private mutating func take(_ windows: [WindowReport]) {
    var places: [Key: Int] = [:]
    for window in windows {
      var key = Key(agent: window.agent, openedAt: window.openedAt, place: 0)
      let place = places[key, default: 0]
      places[key] = place + 1
      key.place = place
      reports[key] = window
    }
  }

  /// The oldest first.
  var windows: [WindowReport] {
    reports.sorted { ($0.key.openedAt, $0.key.agent ?? "", $0.key.place) < ($1.key.openedAt, $1.key.agent ?? "", $1.key.place) }.map(
      \.value)
  }
}
