import Model

extension Span {
  /// One digit behind the point: `12.3 s`.
  var inSeconds: String { "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s" }
  /// Milliseconds while they are few: `4 ms`, `2.3 s`.
  var short: String { milliseconds < 1000 ? "\(milliseconds) ms" : inSeconds }
  /// Minutes and seconds: `02:13`.
  var onClock: String {
    let seconds = milliseconds / 1000
    return "\(seconds / 60 < 10 ? "0" : "")\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
  }
}
