import Model

/// Everything the demo can show of one moment.
struct Scene {
  /// A screen that is being recorded, or should not be.
  struct Row {
    var conversation: String
    var agent: String
    var state: Screen.State
    /// What hushd holds for confirmed; nil when it has no open window for it.
    var known: String?
    /// The time since its window opened; nil without one.
    var windowSince: Span?
    var gap: Span?
    var isGuests = false
    var lastCall: String?
    var isViolated = false
  }

  var now: Timestamp
  var uptime: Span
  var eventCount = 0
  var eventsPerSecond = 0.0
  var openWindowCount = 0
  var callCount = 0
  var outage: (kind: Outage, since: Span)?
  var rows: [Row] = []
  var gaps = Gaps()
  var exposureCount = 0
  var violationCount = 0
  /// What happened since the last scene, in the order of its time.
  var notices: [Notice] = []
}
