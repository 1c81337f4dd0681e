/// A length of time in milliseconds, written `500ms`, `2s`, `5m`, `12h` or `400d` in the configuration and on the command line.
package struct Span: Comparable, Hashable, Sendable {
  package var milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  package static let zero = Span(milliseconds: 0)
  package static func milliseconds(_ count: Int64) -> Span { Span(milliseconds: count) }
  package static func seconds(_ count: Int64) -> Span { Span(milliseconds: count * 1000) }
  package static func minutes(_ count: Int64) -> Span { Span(milliseconds: count * 60_000) }
  package static func hours(_ count: Int64) -> Span { Span(milliseconds: count * 3_600_000) }
  package static func days(_ count: Int64) -> Span { Span(milliseconds: count * 86_400_000) }

  package static func < (left: Span, right: Span) -> Bool { left.milliseconds < right.milliseconds }
  package static func + (left: Span, right: Span) -> Span { Span(milliseconds: left.milliseconds + right.milliseconds) }
  package static func - (left: Span, right: Span) -> Span { Span(milliseconds: left.milliseconds - right.milliseconds) }

  private static let units: [(suffix: String, milliseconds: Int64)] = [
    ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
  ]

  /// Reads a whole number with a unit; nil for anything else, and for what exceeds a hundred years.
  package init?(_ text: some StringProtocol) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let suffix = text.dropFirst(digits.count)
    guard let count = Int64(digits), let unit = Span.units.first(where: { $0.suffix == suffix }) else { return nil }
    let (product, overflow) = count.multipliedReportingOverflow(by: unit.milliseconds)
    guard !overflow, product <= 100 * 366 * 86_400_000 else { return nil }
    milliseconds = product
  }
}

extension Span: CustomStringConvertible {
  /// The shortest exact form, as it would be written in the configuration.
  package var description: String {
    let unit = milliseconds == 0 ? Span.units[0] : Span.units.last { milliseconds % $0.milliseconds == 0 } ?? Span.units[0]
    return "\(milliseconds / unit.milliseconds)\(unit.suffix)"
  }

  /// Seconds with a fraction, for metrics and reports.
  package var seconds: Double { Double(milliseconds) / 1000 }
}
