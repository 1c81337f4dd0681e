import Foundation
import Testing

@testable import Proof

/// A little of what `make proof` does: `HUSHD_SEED=7` runs one seed and tells its story, `HUSHD_SEEDS=1-100000` many.
@Suite("Simulations and the model check")
struct SimulationTests {
  private static func seeds(_ count: UInt64) -> ClosedRange<UInt64> {
    let environment = ProcessInfo.processInfo.environment
    let text = environment["HUSHD_SEED"] ?? environment["HUSHD_SEEDS"]
    return Options(text.map { ["--seeds", $0] } ?? [])?.seeds(orElse: 1...count) ?? 1...count
  }

  @Test("Whatever is late, lost, doubled, refused or crashes: no resume inside a window, and at the end every recorder is right")
  func daemon() {
    let isProven = SeedRun(Self.seeds(60)).run("daemon") { DaemonRun(seed: $0, keepsStory: Self.seeds(60).count == 1) }
    #expect(isProven)
  }

  @Test("The engine against a vendor that lags, loses and refuses")
  func engine() {
    let isProven = SeedRun(Self.seeds(100)).run("engine") { EngineRun(seed: $0) }
    #expect(isProven)
  }

  @Test("Every state, and every short history in every order, with every single loss, repeat and restart")
  func model() {
    let isProven = ModelCheck(states: 150, facts: 1, samples: 0).run()
    #expect(isProven)
  }
}
