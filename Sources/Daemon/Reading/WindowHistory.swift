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
  /// Those that have ended.
  private(set) var exposures: [ExposureReport] = []

  /// Folds the conversation, and those that its windows reached or whose windows reached it; the body gets each entry of its own beside.
  init(of key: ConversationKey, from empty: JournalFold, _ reader: any JournalReader, each body: (Entry) throws -> Void = { _ in }) throws {
    fold = empty
    let own = try reader.entries(of: [key])
    let others = try reader.entries(of: Self.reached(by: own, from: key))
    for entry in others.isEmpty ? own : (own + others).sorted(by: { $0.seq < $1.seq }) {
      let isOwn = entry.conversation == key
      if isOwn, case .event = entry.body { take(fold.windows, of: key) }
      fold.take(entry)
      guard isOwn else { continue }
      if let exposure = ExposureReport(entry) { exposures.append(exposure) }
      try body(entry)
    }
    take(fold.windows, of: key)
  }

  private static func reached(by entries: [Entry], from key: ConversationKey) -> Set<ConversationKey> {
    let named = entries.compactMap { entry in
      switch entry.body {
      case .decision(let decision): decision.recordedIn
      case .call(let call): call.command.openedIn
      case .event, .outcome, .timer, .alarm, .act: nil
      }
    }
    return Set(named.map { ConversationKey(system: key.system, id: $0) }).subtracting([key])
  }

  private mutating func take(_ windows: [WindowReport], of conversation: ConversationKey) {
    var places: [Key: Int] = [:]
    var current: Set<Key> = []
    for window in windows where window.conversation == conversation {
      var key = Key(agent: window.agent, openedAt: window.openedAt, place: 0)
      let place = places[key, default: 0]
      places[key] = place + 1
      key.place = place
      reports[key] = window
      current.insert(key)
    }
    endOpen(but: current)
  }

  /// W5: what had expired ended when it was opened again. Without such an opening it is there under another time, to which a late started
  /// has moved it.
  private mutating func endOpen(but current: Set<Key>) {
    for (key, report) in reports where report.isOpen && !current.contains(key) {
      reports[key] = nil
      guard let next = current.filter({ $0.agent == key.agent && $0.openedAt > key.openedAt }).map(\.openedAt).min() else { continue }
      var ended = report
      (ended.isOpen, ended.closedAt, ended.openExposures) = (false, next, [])
      reports[key] = ended
    }
  }

  /// The oldest first.
  var windows: [WindowReport] {
    reports.sorted { ($0.key.openedAt, $0.key.agent ?? "", $0.key.place) < ($1.key.openedAt, $1.key.agent ?? "", $1.key.place) }
      .map { told($0.value) }
  }

  /// A window elsewhere that nothing here names may have had its recordings paused already: what was exposed is told, so the rest was not.
  private func told(_ window: WindowReport) -> WindowReport {
    guard let closedAt = window.closedAt, window.confirmedAt == nil, window.recordings.contains(where: { $0.known != "ended" }),
      !exposures.contains(where: {
        $0.agent == window.agent && $0.exposure.from < closedAt && $0.exposure.to ?? closedAt > window.openedAt
      })
    else { return window }
    var told = window
    told.confirmedAt = window.openedAt
    return told
  }
}
