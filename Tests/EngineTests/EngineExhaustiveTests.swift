import Engine
import Glibc
import Model
import Testing

/// Every short true history, in every order of delivery, with every single loss and every position of a restart, judged by the oracle.
/// `HUSHD_HISTORY=3` takes histories of up to three facts (minutes in a release build); by default up to two.
@Suite struct EngineExhaustiveTests {
  private static let alphabet: [SimulatedHistory.Fact] = [
    .init(kind: .pauseStarted, at: 0, agent: 0), .init(kind: .pauseEnded, at: 0, agent: 0),
    .init(kind: .pauseStarted, at: 0, agent: 0, origin: 1), .init(kind: .pauseEnded, at: 0, agent: 0, origin: 1),
    .init(kind: .pauseStarted, at: 0, agent: 1), .init(kind: .pauseEnded, at: 0, agent: 1),
    .init(kind: .pauseStarted, at: 0), .init(kind: .pauseEnded, at: 0),
    .init(kind: .agentLeft, at: 0, agent: 0, recording: 0), .init(kind: .transferStarted, at: 0, agent: 0),
    .init(kind: .conversationEnded, at: 0),
  ]

  private static let recordings = [
    SimulatedPlatform.Recording(id: "a0", platform: 0, agent: 0, begins: 0, connects: 0),
    SimulatedPlatform.Recording(id: "b0", platform: 0, agent: 1, begins: 0, connects: 0),
    SimulatedPlatform.Recording(id: "c", platform: 1, agent: nil, begins: 0, connects: 0),
  ]

  /// All sequences of so many letters.
  private func histories(_ length: Int) -> [[SimulatedHistory.Fact]] {
    guard length > 0 else { return [[]] }
    return histories(length - 1).flatMap { shorter in
      Self.alphabet.map { fact in
        var next = fact
        next.at = Int64(1000 * length)
        return shorter + [next]
      }
    }
  }

  private func orders(_ count: Int) -> [[Int]] {
    guard count > 0 else { return [[]] }
    return orders(count - 1).flatMap { order in
      (0...order.count).map { place in
        var next = order
        next.insert(count - 1, at: place)
        return next
      }
    }
  }

  @Test("W1 to W8, R1 to R10: every short history in every order, with every loss and every restart, ends as it should")
  func everyOrder() {
    let length = getenv("HUSHD_HISTORY").flatMap { Int(String(cString: $0)) } ?? 2
    var runs = 0
    var violations: [String] = []
    for count in 1...length {
      for facts in histories(count) {
        for order in orders(count) {
          for lost in -1..<count {
            for restart in -1...count where violations.count < 10 {
              runs += 1
              if let violation = run(facts, order: order.filter { $0 != lost }, restart: restart) { violations.append(violation) }
            }
          }
        }
      }
    }
    #expect(violations == [])
    print("\(runs) deliveries of histories of up to \(length) facts")
  }

  private func run(_ facts: [SimulatedHistory.Fact], order: [Int], restart: Int) -> String? {
    let traits: [PlatformTraits] = [.genesys, .conversation]
    let history = SimulatedHistory(facts: facts, recordings: Self.recordings)
    let policy = Policy.defaults { $0.platforms = traits.map(\.name) }
    var oracle = SimulationOracle(history: history, traits: traits, governance: policy.defaults)
    var violation: String?
    withEngine(traits, policy: policy) { h in
      h.addScreen("a0")
      h.addScreen("b0", agent: "b")
      h.addShared("c", platform: .conversation)
      h.run(.seconds(10))
      for (place, index) in order.enumerated() {
        if place == restart { h.restart() }
        oracle.known.append(facts[index])
        h.record(.event(history.event(index, traits: traits)))
        h.run(.milliseconds(300))
      }
      if restart >= order.count { h.restart() }
      h.run(.seconds(20))
      for recording in Self.recordings {
        let isPaused = h.state(recording.id) == .paused
        let mustBePaused: Bool? =
          switch oracle.verdict(on: recording, at: h.elapsed, slack: 1000) {
          case .covered: true
          case .free: oracle.mayStayPaused(recording) ? nil : false
          case .doubtful: nil
          }
        guard let mustBePaused, mustBePaused != isPaused else { continue }
        let told = order.map { "\(facts[$0].kind.rawValue) \(facts[$0].agent ?? -1) o\(facts[$0].origin) of \(facts[$0].at)" }
        violation = "\(recording.id) is \(isPaused ? "paused" : "recording") after \(told), restart \(restart)"
      }
    }
    return violation
  }
}
