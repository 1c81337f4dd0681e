import Model

extension Timestamp {
  /// Date and time in UTC with milliseconds, as a column shows them.
  var column: String { String(description.dropLast()).replacing("T", with: " ") }
  /// The same without the year, where columns are scarce.
  var narrowColumn: String { String(column.dropFirst(5)) }
  var day: String { String(description.prefix { $0 != "T" }) }
  var timeOfDay: String { String(column.drop { $0 != " " }.dropFirst()) }
}

extension Model.Span {
  /// How long something took, to read: `0.120 s`, `3m 12s`, `2h 5m`, `3d 4h`.
  var reading: String {
    guard milliseconds >= 0 else { return "-\(Model.Span(milliseconds: -milliseconds).reading)" }
    let seconds = milliseconds / 1000
    switch seconds {
    case ..<60:
      let fraction = String(milliseconds % 1000)
      return "\(seconds).\(String(repeating: "0", count: 3 - fraction.count))\(fraction) s"
    case ..<3600: return "\(seconds / 60)m \(seconds % 60)s"
    case ..<86_400: return "\(seconds / 3600)h \(seconds / 60 % 60)m"
    default: return "\(seconds / 86_400)d \(seconds / 3600 % 24)h"
    }
  }
}
