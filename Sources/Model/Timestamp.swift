/// A moment on the wall clock, UTC, in milliseconds since 1970. Says when something happened; never measures how long it took.
package struct Timestamp: Comparable, Hashable, Sendable {
  package var milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }
  package static func - (left: Timestamp, right: Timestamp) -> Span { Span(milliseconds: left.milliseconds - right.milliseconds) }
  package static func + (left: Timestamp, right: Span) -> Timestamp { Timestamp(milliseconds: left.milliseconds + right.milliseconds) }
  package static func - (left: Timestamp, right: Span) -> Timestamp { Timestamp(milliseconds: left.milliseconds - right.milliseconds) }
}

/// A moment on the journal's own monotonic time: the boot-time clock, carried on over restarts. No step of the wall clock moves it.
package struct Tick: Comparable, Hashable, Sendable {
  package var milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  package static func < (left: Tick, right: Tick) -> Bool { left.milliseconds < right.milliseconds }
  package static func - (left: Tick, right: Tick) -> Span { Span(milliseconds: left.milliseconds - right.milliseconds) }
  package static func + (left: Tick, right: Span) -> Tick { Tick(milliseconds: left.milliseconds + right.milliseconds) }
  package static func - (left: Tick, right: Span) -> Tick { Tick(milliseconds: left.milliseconds - right.milliseconds) }
}
