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
