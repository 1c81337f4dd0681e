import Glibc
import Native

/// Many seeds: what they found, how fast, and what they came by.
struct SeedRun {
  let seeds: ClosedRange<UInt64>
  /// So many seeds must have come by every rare situation.
  private static let enough = 1000

  /// So many violations are enough.
  private let stop: Int
  /// So many processes share the seeds; one does without any but this.
  private let jobs: Int

  init(_ seeds: ClosedRange<UInt64>, stop: Int = 10, jobs: Int = 1) {
    self.seeds = seeds
    self.stop = stop
    self.jobs = min(jobs, seeds.count)
  }

  /// Says whether no seed found anything.
  func run<Run: SeededRun>(_ name: String, _ make: @Sendable (UInt64) -> Run) -> Bool {
    let tally = Monitor(Tally(stop: stop))
    let time = ContinuousClock().measure {
      guard jobs == 1 else { return SeedWorker.run(name, seeds, jobs: jobs, into: tally) }
      for seed in seeds where !tally.withLock({ $0.isOver }) {
        var run = make(seed)
        let found = SeedResult(seed, &run)
        if seeds.count == 1 { print(run.story) }
        tally.withLock { $0.add(found) }
      }
    }
    let total = tally.withLock { $0 }
    let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
    let rate = (Double(total.count) / seconds).formatted, ratio = (total.simulatedSeconds / seconds).formatted
    print(
      "\(name): \(total.count) of the seeds \(seeds.lowerBound)-\(seeds.upperBound), \(total.violations) violations, "
        + "\(rate) seeds a second, \(ratio) times real time")
    return total.violations == 0 && haveAll(total.reached, of: Run.self)
  }

  private func haveAll<Run: SeededRun>(_ counts: [Rarity: Int], of: Run.Type) -> Bool {
    guard Run.self == DaemonRun.self else { return true }
    for rarity in Rarity.allCases { print("  \(rarity.rawValue): \(counts[rarity] ?? 0)") }
    let missing = Rarity.allCases.filter { counts[$0] == nil }
    guard seeds.count >= Self.enough, !missing.isEmpty else { return true }
    print("never reached: \(missing.map(\.rawValue).joined(separator: ", "))")
    return false
  }
}

/// What the seeds so far came to.
struct Tally {
  let stop: Int
  private(set) var count = 0
  private(set) var violations = 0
  private(set) var simulatedSeconds = 0.0
  private(set) var reached: [Rarity: Int] = [:]

  init(stop: Int) { self.stop = stop }

  var isOver: Bool { violations >= stop }

  /// Tells of a violation as soon as it is known.
  mutating func add(_ result: SeedResult) {
    guard !isOver else { return }
    count += 1
    simulatedSeconds += result.simulatedSeconds
    for rarity in result.reached { reached[rarity, default: 0] += 1 }
    guard let violation = result.violation else { return }
    violations += 1
    print("VIOLATION seed \(result.seed): \(violation)")
    fflush(nil)
  }
}

/// What one seed came to.
struct SeedResult {
  let seed: UInt64
  let simulatedSeconds: Double
  let reached: Set<Rarity>
  /// The first of them.
  let violation: String?

  init(_ seed: UInt64, violation: String) { (self.seed, simulatedSeconds, reached, self.violation) = (seed, 0, [], violation) }

  init<Run: SeededRun>(_ seed: UInt64, _ run: inout Run) {
    self.seed = seed
    violation = run.run().first
    simulatedSeconds = run.simulatedSeconds
    reached = run.reached
  }

  /// As a worker tells it.
  init?(line: String) {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
    guard fields.count == 4, let seed = UInt64(fields[0]), let seconds = Double(fields[1]), let bits = UInt64(fields[2]) else { return nil }
    self.seed = seed
    simulatedSeconds = seconds
    reached = Set(Rarity.allCases.enumerated().filter { bits >> $0.offset & 1 == 1 }.map(\.element))
    violation = fields[3].isEmpty ? nil : String(fields[3])
  }

  var line: String {
    let bits = Rarity.allCases.enumerated().reduce(UInt64(0)) { $0 | (reached.contains($1.element) ? 1 << $1.offset : 0) }
    let text = (violation ?? "").map { $0.isNewline || $0 == "\t" ? " " : $0 }
    return "\(seed)\t\(simulatedSeconds)\t\(bits)\t\(String(text))"
  }
}

extension Double {
  /// With one place behind the point.
  fileprivate var formatted: String { "\((self * 10).rounded() / 10)" }
}
