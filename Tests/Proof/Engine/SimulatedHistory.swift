import Model
import Seeded

/// What truly happened in one conversation, when each fact is delivered, and what the delivered ones say should be.
struct SimulatedHistory {
  static let agents = ["a", "b"]
  static let origins = ["o1", "o2"]
  static let start = Timestamp(milliseconds: 1_800_000_000_000)

  struct Fact {
    var kind: Event.Kind
    var at: Int64
    var agent: Int?
    var origin = 0
    /// Whose participant or recording, in the platform's list.
    var recording: Int?
  }

  var facts: [Fact] = []
  /// When each fact arrives; nil for what is lost.
  var deliveries: [Int64?] = []
  var recordings: [SimulatedPlatform.Recording] = []
  var end: Int64 { max(facts.map(\.at).max() ?? 0, deliveries.compactMap { $0 }.max() ?? 0) }

  init(facts: [Fact], recordings: [SimulatedPlatform.Recording]) {
    self.facts = facts
    self.recordings = recordings
  }

  init(traits: [PlatformTraits], random: inout SeededRandom) {
    for (index, platform) in traits.enumerated() where platform.isShared {
      let id = platform.addressing == .contact ? "v" : "c"
      recordings.append(SimulatedPlatform.Recording(id: id, platform: index, agent: nil, begins: 0, connects: 0))
    }
    for agent in Self.agents.indices { live(agent, traits: traits, random: &random) }
    if random.next(below: 10) == 0 {
      facts.append(Fact(kind: .customerLeft, at: max(0, (facts.map(\.at).max() ?? 0) - Int64(random.next(below: 500)))))
    }
    if random.next(below: 8) == 0 {
      facts.append(Fact(kind: .conversationEnded, at: (facts.map(\.at).max() ?? 0) + Int64(random.next(below: 500))))
    }
    facts = facts.sorted { $0.at < $1.at }.suffix(12)
    deliver(random: &random)
  }

  /// One agent's part: he joins, his screens begin, windows come and go, he may leave.
  private mutating func live(_ agent: Int, traits: [PlatformTraits], random: inout SeededRandom) {
    var time = Int64(random.next(below: 3000))
    let screens = traits.firstIndex { !$0.isShared }
    for number in 0..<(screens == nil ? 0 : 1 + random.next(below: 2)) {
      guard let screens else { break }
      let begins = time + Int64(number * random.next(below: 4000))
      let connects = begins + (random.next(below: 4) == 0 ? Int64(random.next(below: 3000)) : 0)
      recordings.append(
        SimulatedPlatform.Recording(
          id: "\(Self.agents[agent])\(number)", platform: screens, agent: agent, begins: begins,
          // Where nobody reads, a 2xx for one that is not connected would deceive.
          connects: traits[screens].addressing == .participant && traits[screens].verifies ? connects : begins))
      let kind = traits[screens].addressing == .participant ? Event.Kind.agentJoined : .recordingStarted
      facts.append(Fact(kind: kind, at: begins, agent: agent, recording: recordings.count - 1))
    }
    for _ in 0..<random.next(below: 4) {
      let origin = random.next(below: 4) == 0 ? 1 : 0
      let who: Int? = random.next(below: 8) == 0 ? nil : agent
      time += Self.gap(&random)
      facts.append(Fact(kind: .pauseStarted, at: time, agent: who, origin: origin))
      if random.next(below: 12) == 0 { facts.append(Fact(kind: .transferStarted, at: time + 1 + Self.gap(&random) / 2, agent: agent)) }
      if random.next(below: 5) == 0 { continue }
      time += Self.gap(&random)
      facts.append(Fact(kind: .pauseEnded, at: time, agent: random.next(below: 12) == 0 ? nil : who, origin: origin))
    }
    for index in recordings.indices where recordings[index].agent == agent && random.next(below: 4) == 0 {
      let ends = max(time, recordings[index].connects) + Self.gap(&random)
      recordings[index].ends = ends
      let isParticipant = traits[recordings[index].platform].addressing == .participant
      facts.append(Fact(kind: isParticipant ? .agentLeft : .recordingEnded, at: ends, agent: agent, recording: index))
    }
  }

  private static func gap(_ random: inout SeededRandom) -> Int64 {
    switch random.next(below: 6) {
    case 0: Int64(random.next(below: 30))
    case 1, 2: 100 + Int64(random.next(below: 900))
    case 3, 4: 1000 + Int64(random.next(below: 6000))
    default: 5000 + Int64(random.next(below: 30_000))
    }
  }

  private mutating func deliver(random: inout SeededRandom) {
    deliveries = facts.map { fact in
      switch random.next(below: 12) {
      case 0: nil
      case 1, 2: fact.at + Int64(random.next(below: 10_000))
      case 3, 4, 5: fact.at + Int64(random.next(below: 1500))
      default: fact.at + Int64(random.next(below: 50))
      }
    }
  }

  func event(_ index: Int, traits: [PlatformTraits]) -> Event {
    let fact = facts[index]
    let platform = fact.recording.map { recordings[$0].platform } ?? 0
    var event = Event(
      kind: fact.kind, id: "e\(index)", source: "s", origin: Self.origins[fact.origin], system: "sys", platform: traits[platform].name,
      conversation: "c", occurredAt: Self.start + .milliseconds(fact.at))
    event.agent = fact.agent.map { Self.agents[$0] }
    event.contact = "v"
    if fact.kind == .transferStarted { event.transfer = .blind }
    if let recording = fact.recording {
      if traits[platform].addressing == .participant {
        event.participant = recordings[recording].id
      } else {
        event.recording = recordings[recording].id
      }
    }
    return event
  }
}
