import Model

/// A time, its end excluded.
struct Stretch: Hashable {
  var from: Timestamp
  var to: Timestamp

  var length: Span { to - from }

  func intersection(_ other: Stretch) -> Stretch? {
    let common = Stretch(from: max(from, other.from), to: min(to, other.to))
    return common.to > common.from ? common : nil
  }

  func subtracting(_ other: Stretch) -> [Stretch] {
    guard let common = intersection(other) else { return [self] }
    return [Stretch(from: from, to: common.from), Stretch(from: common.to, to: to)].filter { $0.to > $0.from }
  }
}
