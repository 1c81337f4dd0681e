import Model
import Native

/// A moment as the command line gives it: RFC 3339, or a span back from now (`15m`, `2h`, `3d`).
package struct TimeArgument: Hashable, Sendable {
  let moment: Timestamp
  /// As it was given.
  let text: String

  init(_ moment: Timestamp) {
    self.moment = moment
    text = moment.description
  }

  /// Nil for anything else.
  package init?(_ text: String) { self.init(text, now: Clock.live.wall()) }

  init?(_ text: String, now: Timestamp) {
    self.text = text
    if let span = Model.Span(text) {
      moment = now - span
    } else if let moment = Timestamp(rfc3339: text) {
      self.moment = moment
    } else {
      return nil
    }
  }

  /// What to write instead of something that is none.
  package static let hint = "write a span back such as 15m, 2h or 3d, or RFC 3339 such as 2026-03-19T22:07:00Z"
}
