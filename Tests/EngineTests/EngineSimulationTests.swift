import Glibc
import Testing

/// `HUSHD_SEED=n` runs one seed and prints its entries, `HUSHD_SEEDS=from-to` a range.
@Suite struct EngineSimulationTests {
  private static func setting(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  @Test("seeded simulation of the engine against a vendor that lags, loses and refuses")
  func seeds() {
    if let seed = Self.setting("HUSHD_SEED").flatMap({ UInt64($0) }) {
      var simulation = EngineSimulation(seed: seed)
      let violation = simulation.run()
      for entry in simulation.entries { print(simulation.line(entry)) }
      #expect(violation == nil)
      return
    }
    let bounds = Self.setting("HUSHD_SEEDS")?.split(separator: "-").compactMap { UInt64($0) } ?? [1, 300]
    var violations: [String] = []
    for seed in bounds[0]...bounds[bounds.count - 1] where violations.count < 10 {
      var simulation = EngineSimulation(seed: seed)
      if let violation = simulation.run() { violations.append(violation) }
    }
    #expect(violations == [])
  }
}
