import Model

/// How long screens stayed on air after their windows had opened.
struct Gaps {
  // Enough for a percentile that moves with what is on the screen.
  private static let recentMax = 1000

  private(set) var count = 0
  private(set) var longest = Span.zero
  private var recent: [Span] = []

  mutating func add(_ gap: Span) {
    count += 1
    longest = max(longest, gap)
    if recent.count >= Self.recentMax { recent.removeFirst() }
    recent.append(gap)
  }

  /// Of the last thousand; nil when there is none.
  func percentile(_ percent: Int) -> Span? {
    guard !recent.isEmpty else { return nil }
    let sorted = recent.sorted()
    return sorted[min(sorted.count - 1, sorted.count * percent / 100)]
  }
}
