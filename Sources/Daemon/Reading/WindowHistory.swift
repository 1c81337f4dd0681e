import Engine
import Model

/// Every window of a conversation. The engine keeps the newest of each agent and origin only, so it is asked after each entry.
struct WindowHistory {
  /// Two origins may tell of the same agent at the same moment: `place` keeps them apart.
  private struct Key: Hashable {
    var agent: String?
    var openedAt: Timestamp
    var place: Int
  }

  private var reports: [Key: WindowReport] = [:]

  /// Takes the windows of the one conversation that is folded.
  mutating func take(_ windows: [WindowReport]) {
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
