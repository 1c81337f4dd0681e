import Model

/// A secure pause of one screen, as the referee follows it.
struct WatchedWindow {
  let leg: Leg
  let openedAt: Timestamp
  /// When hushd could know of it.
  let toldAt: Timestamp
  /// A guest's: known only from hushd's report.
  let isGuests: Bool
  /// A guest's window was last seen open then.
  var seenAt: Timestamp
  var closedAt: Timestamp?
  var darkAt: Timestamp?
  /// A violation was called out.
  var isCalledOut = false

  init(_ leg: Leg, openedAt: Timestamp, toldAt: Timestamp, isGuests: Bool) {
    self.leg = leg
    self.openedAt = openedAt
    self.toldAt = toldAt
    self.isGuests = isGuests
    seenAt = toldAt
  }

  var gap: Span? { darkAt.map { max(.zero, $0 - openedAt) } }

  func notice(_ kind: Notice.Kind, at moment: Timestamp, _ text: String) -> Notice {
    Notice(at: moment, kind: kind, subject: "\(leg.conversation) \(leg.agent)", text: text)
  }
}
