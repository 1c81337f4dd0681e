import Model

extension Timestamp {
  /// Hours to milliseconds, in UTC.
  var timeOfDay: String { String(description.dropFirst(11).dropLast()) }
}
