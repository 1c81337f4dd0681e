import Glibc

/// One simulated run, which follows from its seed.
protocol SeededRun {
  /// How long it was in its own time.
  var simulatedSeconds: Double { get }
  /// The rare situations it came into.
  var reached: Set<Rarity> { get }
  /// What happened, for whoever looks into a seed.
  var story: String { get }
  mutating func run() -> [String]
}

/// Many seeds: what they found, how fast, and what they came by.
struct SeedRun {
  let seeds: ClosedRange<UInt64>
  /// So many seeds must have come by every rare situation.
  private static let enough = 1000

  /// So many violations are enough.
  private let stop: Int

  init(_ seeds: ClosedRange<UInt64>, stop: Int = 10) {
    self.seeds = seeds
    self.stop = stop
  }

  /// Says whether no seed found anything.
  func run<Run: SeededRun>(_ name: String, _ make: (UInt64) -> Run) -> Bool {
    var violations = 0
    var last = seeds.lowerBound
    var simulated = 0.0
    var counts: [Rarity: Int] = [:]
    let time = ContinuousClock().measure {
      for seed in seeds where violations < stop {
        last = seed
        var run = make(seed)
        let found = run.run()
        simulated += run.simulatedSeconds
        for rarity in run.reached { counts[rarity, default: 0] += 1 }
        if seeds.count == 1 { print(run.story) }
        guard let first = found.first else { continue }
        violations += 1
        print("VIOLATION seed \(seed): \(first)")
        fflush(nil)
      }
    }
    let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
    let rate = (Double(last - seeds.lowerBound + 1) / seconds).formatted, ratio = (simulated / seconds).formatted
    print(
      "\(name): seeds \(seeds.lowerBound)-\(last), \(violations) violations, \(rate) seeds a second, \(ratio) times real time")
    return violations == 0 && haveAll(counts, of: Run.self)
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

extension Double {
  /// With one place behind the point.
  fileprivate var formatted: String { "\((self * 10).rounded() / 10)" }
}

struct EngineRun: SeededRun {
  private var simulation: EngineSimulation
  let reached: Set<Rarity> = []

  init(seed: UInt64) { simulation = EngineSimulation(seed: seed) }

  mutating func run() -> [String] { simulation.run().map { [$0] } ?? [] }
  var simulatedSeconds: Double { Double(simulation.now) / 1000 }
  var story: String { simulation.entries.map(simulation.line).joined(separator: "\n") }
}

struct DaemonRun: SeededRun {
  let seed: UInt64
  let keepsStory: Bool
  private(set) var simulatedSeconds = 0.0
  private(set) var reached: Set<Rarity> = []
  private(set) var story = ""

  init(seed: UInt64, keepsStory: Bool = false) {
    self.seed = seed
    self.keepsStory = keepsStory
  }

  mutating func run() -> [String] {
    do {
      let simulation = try Simulation(seed: seed)
      defer { simulation.journal.close() }
      try simulation.run()
      simulatedSeconds = simulation.simulatedSeconds
      reached = simulation.reached
      if keepsStory { story = simulation.story }
      return simulation.violations
    } catch {
      return ["\(error)"]
    }
  }
}
