import Foundation
import Testing

@Suite("The whole daemon on simulated time, disk, network, vendor and senders")
struct SimulationTests {
  /// `HUSHD_SEED=7` runs one seed, `HUSHD_SEEDS=1-100000` many.
  private static var seeds: ClosedRange<UInt64> {
    let environment = ProcessInfo.processInfo.environment
    if let seed = environment["HUSHD_SEED"].flatMap({ UInt64($0) }) { return seed...seed }
    let bounds = (environment["HUSHD_SEEDS"] ?? "1-100").split(separator: "-").compactMap { UInt64($0) }
    return bounds.count == 2 && bounds[0] <= bounds[1] ? bounds[0]...bounds[1] : 1...100
  }

  @Test("Whatever is late, lost, doubled, refused or crashes: no resume inside a window, and at the end every recorder is right")
  func seeds() throws {
    var failures = 0
    for seed in Self.seeds {
      let simulation = Simulation(seed: seed)
      try simulation.run()
      if Self.seeds.count == 1 { print(simulation.story) }
      guard !simulation.violations.isEmpty else { continue }
      failures += 1
      for violation in simulation.violations.prefix(3) { Issue.record("\(violation)") }
      if failures >= 5 { break }
    }
  }
}
