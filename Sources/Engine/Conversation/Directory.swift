import Model

/// Who is which participant of a conversation, learned from `agent.joined`, `agent.left` and look-ups (R3, W7).
struct Directory: Hashable, Sendable {
  private struct Participant: Hashable, Sendable {
    var agent: String
    var sessions: [String: Session] = [:]
    /// First seen live by a look-up, which names no sessions; nil once it was seen ended.
    var observedSince: Timestamp?

    mutating func join(_ agent: String, _ session: String, isWatching: Bool, at moment: Timestamp) {
      self.agent = agent
      sessions[session, default: Session(isWatching: isWatching)].join(at: moment)
    }

    /// Those that say whether he is there. Who only watches a screen takes no part; whose screen is watched has a session for that too.
    var counted: [Session] { sessions.values.contains { !$0.isWatching } ? Array(sessions.values) : [] }
  }

  private struct Session: Hashable, Sendable {
    let isWatching: Bool
    var joined: Timestamp?
    var left: Timestamp?

    mutating func join(at moment: Timestamp) { joined = later(joined, moment) }
    mutating func leave(at moment: Timestamp) { left = later(left, moment) }
  }

  /// When somebody was there, as far as the newest moments tell.
  private struct Presence {
    var joined: Timestamp
    var left: Timestamp?

    var isOver: Bool { left.map { $0 >= joined } ?? false }
    func holds(at moment: Timestamp) -> Bool { joined <= moment && (!isOver || left.map { moment < $0 } ?? true) }
  }

  private var participants: [String: Participant] = [:]
  /// The newest left of an agent that named no participant: he left with all of his, those heard of later included.
  private var departures: [String: Timestamp] = [:]

  mutating func join(_ participant: String, agent: String, session: String?, isWatching: Bool, at moment: Timestamp) {
    participants[participant, default: Participant(agent: agent)].join(agent, session ?? "", isWatching: isWatching, at: moment)
  }

  /// Without a session's name all sessions of the participant have ended.
  mutating func leave(_ participant: String?, agent: String?, session: String?, isWatching: Bool, at moment: Timestamp) {
    guard let participant else {
      if let agent { departures[agent] = later(departures[agent], moment) }
      return
    }
    guard let agent = agent ?? participants[participant]?.agent else { return }
    participants[participant, default: Participant(agent: agent)].sessions[session ?? "", default: Session(isWatching: isWatching)]
      .leave(at: moment)
  }

  mutating func observe(_ participant: String, agent: String, isLive: Bool, at moment: Timestamp) {
    let since = participants[participant]?.observedSince
    participants[participant, default: Participant(agent: agent)].observedSince = isLive ? since ?? moment : nil
  }

  func joined(_ participant: String) -> Timestamp? { participants[participant]?.sessions.values.compactMap(\.joined).min() }

  /// W7: the newest moment at which the agent left and no live participant of his remained. It stays when he comes back.
  func left(_ agent: String) -> Timestamp? {
    let mine = participants.filter { $0.value.agent == agent }
    let presences = mine.values.flatMap(presences(of:))
    return moments(mine.values.flatMap(lefts(of:)) + [departures[agent]].compactMap { $0 }, without: presences)
  }

  /// W7: the newest moment from `customerLeft` on at which no agent session lived; nil while one does, or none was ever seen to end.
  func deserted(from customerLeft: Timestamp) -> Timestamp? {
    let lefts = participants.values.flatMap(lefts(of:)) + departures.values
    guard !lefts.isEmpty else { return nil }
    let presences = participants.values.flatMap(presences(of:))
    return moments(lefts.filter { $0 > customerLeft } + [customerLeft], without: presences)
  }

  var agents: Set<String> { Set(participants.values.map(\.agent)) }

  /// The live participants, in the order of their ids.
  var live: [(id: String, agent: String)] {
    participants.filter { isLive($0.value) }.map { ($0.key, $0.value.agent) }.sorted { $0.0 < $1.0 }
  }

  var hasLive: Bool { participants.values.contains(where: isLive) }

  /// Whether anybody was ever seen to leave.
  var hasLeft: Bool { !departures.isEmpty || participants.values.contains { !lefts(of: $0).isEmpty } }

  private func isLive(_ participant: Participant) -> Bool { presences(of: participant).contains { !$0.isOver } }

  private func moments(_ candidates: [Timestamp], without presences: [Presence]) -> Timestamp? {
    candidates.filter { moment in !presences.contains { $0.holds(at: moment) } }.max()
  }

  private func lefts(of participant: Participant) -> [Timestamp] { participant.counted.compactMap(\.left) }

  /// Gone only when all its sessions are: the same user may have voice and a callback under one participant.
  private func presences(of participant: Participant) -> [Presence] {
    if participant.counted.isEmpty {
      return [participant.observedSince.map { Presence(joined: $0, left: departures[participant.agent]) }].compactMap { $0 }
    }
    let all = later(participant.sessions[""]?.left, departures[participant.agent])
    return participant.counted.compactMap { session in
      session.joined.map { Presence(joined: $0, left: later(session.left, all)) }
    }
  }
}
