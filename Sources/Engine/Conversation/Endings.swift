import Model

/// The newest ended of each reason: which of them close a window is its rule's to say (W6), and the rule may be known only later.
struct Endings: Hashable, Sendable {
  private var newest: [String: Timestamp] = [:]
  private var withoutReason: Timestamp?

  mutating func add(_ reason: String?, at moment: Timestamp) {
    if let reason {
      newest[reason] = later(newest[reason], moment)
    } else {
      withoutReason = later(withoutReason, moment)
    }
  }

  /// W6: an ended without a reason always closes; with `endedReasons`, one of another reason does not.
  func newest(closing reasons: [String]?) -> Timestamp? {
    let counted = newest.filter { reasons?.contains($0.key) ?? true }.values
    return later(counted.max(), withoutReason)
  }
}

/// The later of two moments, of which either may be missing.
func later<Moment: Comparable>(_ left: Moment?, _ right: Moment?) -> Moment? {
  guard let left else { return right }
  guard let right else { return left }
  return max(left, right)
}
