import Synchronization

/// A number for each set of labels that only grows.
final class Counter<Labels: MetricLabels>: Sendable {
  private let name: String
  private let help: String
  private let series = Mutex<[Labels: Double]>([:])

  init(_ name: String, _ help: String) {
    self.name = name
    self.help = help
  }

  /// A negative amount, which only a stepped clock yields, counts as none.
  func add(_ amount: Double, _ labels: Labels) {
    series.withLock { $0[labels, default: 0] += max(0, amount) }
  }

  func write(to text: inout MetricText) {
    text.family(name, "counter", help)
    for (labels, value) in series.withLock({ $0 }).sortedByLabels { text.sample(name, labels, value) }
  }
}

extension Dictionary where Key: MetricLabels {
  /// The same order in every reading.
  var sortedByLabels: [(labels: [(name: String, value: String)], value: Value)] {
    map { (labels: $0.pairs, value: $1) }
      .sorted { $0.labels.lazy.map(\.value).lexicographicallyPrecedes($1.labels.lazy.map(\.value)) }
  }
}
