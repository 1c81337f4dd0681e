import Model

/// What the demo knows for certain, because it is the one who did it.
enum Happening {
  /// A sender told of a pause: from now on the screen has to be dark.
  case opened(Leg, since: Timestamp, toldAt: Timestamp)
  case closed(Leg, at: Timestamp)
  /// The platform went out of order, or came back (nil).
  case outage(Outage?, at: Timestamp)
  case remark(String, at: Timestamp)
}
