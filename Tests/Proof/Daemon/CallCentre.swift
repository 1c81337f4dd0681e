import Model
import Seeded

/// The true history of one simulated contact centre: who had which windows when. Hushd is judged by it and never sees it.
struct CallCentre {
  struct Agent {
    var conversation: String
    var user: String
    var participant: String
  }

  struct Fact {
    var id: String
    var kind: Event.Kind
    var agent: Agent
    /// Microseconds of the simulation.
    var at: Int64
  }

  private let recorder: Recorder
  private(set) var agents: [Agent] = []
  private(set) var facts: [Fact] = []
  /// When the last fact has happened.
  private(set) var end: Int64 = 0

  init(start: Int64, at recorder: Recorder, random: inout SeededRandom) {
    self.recorder = recorder
    for conversation in 0..<Int.random(in: 1...3, using: &random) {
      for number in 0..<(recorder == .cxoneDesktop ? 1 : Int.random(in: 1...2, using: &random)) {
        let place = "\(conversation)\(number)"
        let agent = Agent(
          conversation: "c\(conversation)", user: recorder.isDesktop ? "u\(number)" : "u\(place)", participant: "p\(place)")
        agents.append(agent)
        live(agent, from: start, &random)
      }
    }
    end = facts.map(\.at).max() ?? start
  }

  private mutating func live(_ agent: Agent, from start: Int64, _ random: inout SeededRandom) {
    var now = start + random.milliseconds(0...3000)
    if random.chance(70) || recorder.needsAnnouncing { add(.agentJoined, agent, at: now) }
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      now += random.milliseconds(random.chance(30) ? 1...600 : 1000...20_000)
      add(.pauseStarted, agent, at: now)
      now += random.milliseconds(random.chance(30) ? 1...900 : 1000...40_000)
      // The last window of some agents stays open.
      if facts.count > 1 && random.chance(8) { return }
      add(.pauseEnded, agent, at: now)
    }
  }

  private mutating func add(_ kind: Event.Kind, _ agent: Agent, at moment: Int64) {
    facts.append(Fact(id: "f\(facts.count)", kind: kind, agent: agent, at: moment))
  }

  /// Whether these facts say that any of these agents is in a window; at equal times started wins.
  static func isOpen(_ agents: [Agent], by facts: [Fact]) -> Bool {
    agents.contains { agent in
      let mine = facts.filter { $0.agent.participant == agent.participant }
      guard let started = mine.filter({ $0.kind == .pauseStarted }).map(\.at).max() else { return false }
      let ended = mine.filter { $0.kind == .pauseEnded }.map(\.at).max()
      // Hushd's clock counts milliseconds.
      return ended.map { started / 1000 >= $0 / 1000 } ?? true
    }
  }

  /// Whether somebody opens a window so soon after his last that its resume is still waiting (W6).
  var hasQuickReturn: Bool {
    agents.contains { agent in
      let mine = facts.filter { $0.agent.participant == agent.participant }
      return zip(mine, mine.dropFirst()).contains { $0.kind == .pauseEnded && $1.kind == .pauseStarted && $1.at - $0.at < 500_000 }
    }
  }
}
