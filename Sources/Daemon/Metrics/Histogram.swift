import Synchronization

/// How observed times are spread, for each set of labels.
final class Histogram<Labels: MetricLabels>: Sendable {
  private let name: String
  private let help: String
  private let series: Mutex<[Labels: HistogramSeries]>

  /// `first` is shown from the start, with nothing observed.
  init(_ name: String, _ help: String, startingWith first: Labels? = nil) {
    self.name = name
    self.help = help
    series = Mutex(first.map { [$0: HistogramSeries()] } ?? [:])
  }

  func observe(_ seconds: Double, _ labels: Labels) {
    series.withLock { $0[labels, default: HistogramSeries()].observe(seconds) }
  }

  func write(to text: inout MetricText) {
    text.family(name, "histogram", help)
    for (labels, series) in series.withLock({ $0 }).sortedByLabels { series.write(name, labels, to: &text) }
  }
}

/// One histogram's counts.
private struct HistogramSeries: Sendable {
  /// Upper bounds in seconds; the last bucket is without one.
  static let bounds: [Double] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
  ]

  private var counts = [Int64](repeating: 0, count: bounds.count + 1)
  private var sum = 0.0

  /// A negative time, which only a stepped clock yields, counts as none.
  mutating func observe(_ seconds: Double) {
    let seconds = max(0, seconds)
    counts[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
    sum += seconds
  }

  func write(_ name: String, _ labels: [(name: String, value: String)], to text: inout MetricText) {
    var total: Int64 = 0
    for (bound, count) in zip(Self.bounds + [.infinity], counts) {
      total += count
      text.sample("\(name)_bucket", labels + [("le", MetricText.number(bound))], Double(total))
    }
    text.sample("\(name)_sum", labels, sum)
    text.sample("\(name)_count", labels, Double(total))
  }
}
