import Model

/// Reads when something happened: epoch milliseconds or RFC 3339.
enum Moment {
  /// Below, a number is in seconds (or nonsense); from the upper bound on, in microseconds. Either would be off by years without a word.
  private static let epochMilliseconds: Range<Int64> = 100_000_000_000..<100_000_000_000_000

  static func read(_ value: JSONValue, field: @autoclosure () -> String) throws(FieldError) -> Timestamp {
    if let text = value.string { return try read(text, field: field()) }
    guard let number = value.int64 ?? value.double.flatMap({ Int64(exactly: $0) }) else {
      throw FieldError(field(), "must be epoch milliseconds or an RFC 3339 time")
    }
    guard epochMilliseconds.contains(number) else {
      throw FieldError(field(), "must be in epoch milliseconds; \(number < epochMilliseconds.lowerBound ? "too small" : "too large")")
    }
    return Timestamp(milliseconds: number)
  }

  static func read(_ text: String, field: @autoclosure () -> String) throws(FieldError) -> Timestamp {
    guard let moment = Timestamp(rfc3339: text) else {
      throw FieldError(field(), "must be an RFC 3339 time such as 2026-03-19T22:07:00.123Z")
    }
    // What a sender leaves at its type's first moment (the year 1, or 1970).
    guard moment.milliseconds >= epochMilliseconds.lowerBound else { throw FieldError(field(), "must be when it happened, not \(text)") }
    return moment
  }
}
