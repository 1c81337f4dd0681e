import Model

/// When something reached the simulator: on the wall, for reports, and since boot, for what takes time.
package struct Moment: Hashable, Sendable {
  /// Microseconds since 1970: two calls of one millisecond must still show their order.
  package var wallMicroseconds: Int64
  /// Microseconds since boot.
  package var microseconds: Int64

  package init(wallMicroseconds: Int64, microseconds: Int64) {
    self.wallMicroseconds = wallMicroseconds
    self.microseconds = microseconds
  }

  package static func + (left: Moment, right: Span) -> Moment {
    let length = right.milliseconds * 1000
    return Moment(wallMicroseconds: left.wallMicroseconds + length, microseconds: left.microseconds + length)
  }

  package var timestamp: Timestamp { Timestamp(milliseconds: wallMicroseconds / 1000) }

  /// RFC 3339 in UTC with microseconds.
  package var text: String {
    let fraction = String(1000 + wallMicroseconds % 1000).dropFirst()
    return "\(timestamp.description.dropLast())\(fraction)Z"
  }
}
