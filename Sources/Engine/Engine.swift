import Model

/// The pure heart: a fold over the journal's entries that says what has to be done. It has no clock, no I/O, no randomness,
/// and the order of a dictionary never shows in its results.
package struct Engine: Equatable, Sendable {
  /// The platforms that share a system, by its name.
  private var platforms: [System]
  private var conversationIdle: Span
  /// Some rule says `scope: "agent"`: a live conversation may be covered from elsewhere, so it is never forgotten.
  private var keepsLive: Bool
  private var conversations: [ConversationKey: Conversation] = [:]
  /// Those in which something is open, owed or due, or which may be covered from elsewhere.
  private var restless: Set<ConversationKey> = []
  private var deadlines = DeadlineQueue()
  /// Conversations in which an agent has a window that covers his screens everywhere (W3, `scope: "agent"`).
  private var wideWindows: [AgentKey: Set<ConversationKey>] = [:]
  /// Where each agent is on the screen; kept only while somebody has such a window.
  private var screens: [AgentKey: Set<ConversationKey>] = [:]
  /// Of what several conversations may name, as where an agent has one recording for all his interactions (W4): those in which a window
  /// covers it, and those in which it is paused or may be.
  private var coverers: [HeldRecording: Set<ConversationKey>] = [:]
  private var holders: [HeldRecording: Set<ConversationKey>] = [:]

  private struct AgentKey: Hashable, Sendable {
    var system: String
    var agent: String
  }

  private struct HeldRecording: Hashable, Sendable {
    var system: String
    var recording: RecordingKey
  }

  private struct System: Equatable, Sendable {
    var name: String
    var platforms: [PlatformTraits]
  }

  /// What one entry brings about, in whichever conversations.
  private struct Round {
    /// Of the next command's id.
    var index = 0
    /// The conversations that hold what another has begun or ceased to cover (W4).
    var concerned: Set<ConversationKey> = []
  }

  package init(platforms: [PlatformTraits], conversationIdle: Span, keepsLive: Bool = false) {
    self.keepsLive = keepsLive
    self.platforms = Self.systems(of: platforms)
    self.conversationIdle = conversationIdle
  }

  /// What a reload changes of it; the conversations are asked about by entries of their own.
  package mutating func reconfigure(platforms: [PlatformTraits], conversationIdle: Span, keepsLive: Bool) {
    self.platforms = Self.systems(of: platforms)
    self.conversationIdle = conversationIdle
    self.keepsLive = keepsLive
    for conversation in conversations.values { noteRest(of: conversation) }
  }

  /// Takes one entry and says what follows from it.
  package mutating func apply(_ entry: Entry) -> [Action] {
    guard let key = entry.conversation, var conversation = takeOut(key, before: entry) else { return [] }
    var actions = conversation.take(entry, platforms: inSystem(key.system))
    var round = Round()
    actions += reconcile(conversation, at: entry, foreign: foreignWindows(for: conversation), in: &round)
    for other in neighbours(of: key).union(round.concerned).sorted() {
      guard let neighbour = conversations[other] else { continue }
      actions += reconcile(neighbour, at: entry, foreign: foreignWindows(for: neighbour), in: &round)
    }
    if actions.isEmpty { return actions }
    // What becomes an entry at once may cancel one of the commands, so these are handed over first.
    return actions.filter { !$0.becomesEntry } + actions.filter(\.becomesEntry)
  }

  /// Folds what was forgotten once more. It is of the past: other conversations neither hear of it nor cover it, and nothing is under way.
  package mutating func bringBack(_ entries: [Entry]) {
    for entry in entries {
      guard let key = entry.conversation, var conversation = takeOut(key, before: entry) else { continue }
      _ = conversation.take(entry, platforms: inSystem(key.system))
      var round = Round()
      _ = reconcile(conversation, at: entry, foreign: [], in: &round)
    }
    guard let last = entries.last, let key = last.conversation else { return }
    guard var conversation = conversations.removeValue(forKey: key) else { return }
    for traits in inSystem(key.system) { conversation.restart(at: last.tick, traits: traits) }
    noteRest(of: conversation)
    conversations[key] = conversation
  }

  /// The conversation as it was before the entry; nil when that was taken already. It is taken out, so that changing it copies nothing.
  private mutating func takeOut(_ key: ConversationKey, before entry: Entry) -> Conversation? {
    var conversation = conversations.removeValue(forKey: key) ?? Conversation(key: key)
    guard conversation.seq < entry.seq else {
      conversations[key] = conversation
      return nil
    }
    conversation.seq = entry.seq
    return conversation
  }

  private mutating func reconcile(
    _ conversation: consuming Conversation, at entry: Entry, foreign: [Reconciliation.KeyedWindow], in round: inout Round
  ) -> [Action] {
    let key = conversation.key
    let platforms = inSystem(key.system)
    var reconciliation = Reconciliation(
      conversation, at: entry, platforms: platforms, foreign: foreign, conversationIdle: conversationIdle, firstIndex: round.index)
    let result = reconciliation.run()
    round.index = result.nextIndex
    deadlines.set(key, result.state.deadline(after: entry.tick, conversationIdle: conversationIdle))
    noteRest(of: result.state)
    indexAgents(of: result.state)
    round.concerned.formUnion(indexRecordings(of: result.state))
    conversations[key] = result.state
    return result.actions
  }

  private mutating func noteRest(of conversation: Conversation) {
    if conversation.isAtRest && !(keepsLive && conversation.isLive) {
      restless.remove(conversation.key)
    } else {
      restless.insert(conversation.key)
    }
  }

  private static func systems(of platforms: [PlatformTraits]) -> [System] {
    Dictionary(grouping: platforms.sorted { $0.name < $1.name }, by: \.system).map { System(name: $0.key, platforms: $0.value) }
      .sorted { $0.name < $1.name }
  }

  func inSystem(_ system: String) -> [PlatformTraits] { platforms.first { $0.name == system }?.platforms ?? [] }
}

// MARK: - W3: one agent, one screen, two interactions

extension Engine {
  private mutating func indexAgents(of conversation: Conversation) {
    for (key, window) in conversation.windows where window.governance?.scope == .agent {
      guard let agent = key.agent else { continue }
      if wideWindows.isEmpty { for other in conversations.values { indexScreens(of: other) } }
      wideWindows[AgentKey(system: conversation.key.system, agent: agent), default: []].insert(conversation.key)
    }
    if !wideWindows.isEmpty { indexScreens(of: conversation) }
  }

  private mutating func indexScreens(of conversation: Conversation) {
    for recording in conversation.recordings.values {
      guard let agent = recording.agent, recording.known != .ended else { continue }
      screens[AgentKey(system: conversation.key.system, agent: agent), default: []].insert(conversation.key)
    }
    for (_, agent) in conversation.directory.live {
      screens[AgentKey(system: conversation.key.system, agent: agent), default: []].insert(conversation.key)
    }
  }

  private func foreignWindows(for conversation: Conversation) -> [Reconciliation.KeyedWindow] {
    windowsOfAgents(in: conversation) + windowsElsewhere(over: conversation)
  }

  private func windowsOfAgents(in conversation: Conversation) -> [Reconciliation.KeyedWindow] {
    guard !wideWindows.isEmpty else { return [] }
    let agents = Set(conversation.recordings.values.compactMap(\.agent) + conversation.directory.live.map(\.agent))
    return agents.sorted().flatMap { agent in
      (wideWindows[AgentKey(system: conversation.key.system, agent: agent)] ?? []).sorted().filter { $0 != conversation.key }.flatMap {
        other in
        (conversations[other]?.windows ?? [:]).sorted { $0.key < $1.key }
          .filter { $0.key.agent == agent && $0.value.governance?.scope == .agent }
          .map { Reconciliation.KeyedWindow(key: $0.key, window: $0.value) }
      }
    }
  }

  /// The conversations whose recordings a window of this one may cover.
  private func neighbours(of key: ConversationKey) -> Set<ConversationKey> {
    guard !wideWindows.isEmpty, let conversation = conversations[key] else { return [] }
    let agents = conversation.windows.filter { $0.value.governance?.scope == .agent }.compactMap(\.key.agent)
    return agents.reduce(into: Set<ConversationKey>()) { result, agent in
      result.formUnion(screens[AgentKey(system: key.system, agent: agent)] ?? [])
    }.subtracting([key])
  }
}

// MARK: - W4: one recording, several conversations

extension Engine {
  /// The recordings of a conversation that others may name too.
  private func shareable(in conversation: Conversation) -> [(held: HeldRecording, recording: Recording, traits: PlatformTraits)] {
    let platforms = inSystem(conversation.key.system).filter { ![.participant, .conversation].contains($0.addressing) }
    guard !platforms.isEmpty else { return [] }
    return conversation.recordings.sorted { $0.key < $1.key }.compactMap { key, recording in
      platforms.first { $0.name == key.platform }
        .map { (HeldRecording(system: conversation.key.system, recording: key), recording, $0) }
    }
  }

  /// Returns the other conversations that hold what this one has begun or ceased to cover.
  private mutating func indexRecordings(of conversation: Conversation) -> Set<ConversationKey> {
    var concerned: Set<ConversationKey> = []
    for (held, recording, traits) in shareable(in: conversation) {
      let wasCovering = coverers[held]?.contains(conversation.key) ?? false
      let isCovering = recording.known != .ended && !conversation.covering(recording, traits).isEmpty
      Self.note(conversation.key, in: &coverers[held], isCovering)
      Self.note(conversation.key, in: &holders[held], recording.isCovered || recording.owesRelease)
      if wasCovering != isCovering { concerned.formUnion(holders[held] ?? []) }
    }
    return concerned.subtracting([conversation.key])
  }

  private static func note(_ key: ConversationKey, in keys: inout Set<ConversationKey>?, _ belongs: Bool) {
    if belongs { keys = (keys ?? []).union([key]) } else { keys?.remove(key) }
    if keys?.isEmpty == true { keys = nil }
  }

  /// What covers a conversation's recordings by way of the others that name them too.
  private func windowsElsewhere(over conversation: Conversation) -> [Reconciliation.KeyedWindow] {
    guard !coverers.isEmpty else { return [] }
    return shareable(in: conversation).flatMap { held, _, traits in
      (coverers[held] ?? []).subtracting([conversation.key]).sorted().flatMap { other -> [Reconciliation.KeyedWindow] in
        guard let other = conversations[other], let recording = other.recordings[held.recording] else { return [] }
        return other.covering(recording, traits).sorted { $0.key < $1.key }
          .map { Reconciliation.KeyedWindow(key: $0.key, window: $0.value, recording: held.recording) }
      }
    }
  }

  private mutating func dropRecordings(of conversation: Conversation) {
    for (held, _, _) in shareable(in: conversation) {
      Self.note(conversation.key, in: &coverers[held], false)
      Self.note(conversation.key, in: &holders[held], false)
    }
  }
}

// MARK: - What the loop asks

extension Engine {
  /// The next deadline, and whose it is.
  package var nextDeadline: (tick: Tick, conversation: ConversationKey)? { deadlines.first }

  package func knows(_ key: ConversationKey) -> Bool { conversations.index(forKey: key) != nil }
  package var conversationCount: Int { conversations.count }

  /// Forgets a conversation in which nothing is open, owed or due; its next entry brings it back from the journal.
  package mutating func forget(_ key: ConversationKey) -> Bool {
    guard isAtRest(key), let conversation = conversations.removeValue(forKey: key) else { return false }
    deadlines.set(key, nil)
    dropRecordings(of: conversation)
    for (agent, keys) in wideWindows where keys.contains(key) { wideWindows[agent] = keys.count == 1 ? nil : keys.subtracting([key]) }
    guard !wideWindows.isEmpty else {
      screens = [:]
      return true
    }
    for agent in conversation.directory.agents.union(conversation.recordings.values.compactMap(\.agent)) {
      screens[AgentKey(system: key.system, agent: agent)]?.remove(key)
    }
    return true
  }

  /// The newest entry it has seen: what is not durable yet could not be brought back.
  package func lastSeq(of key: ConversationKey) -> Int64 { conversations[key]?.seq ?? 0 }

  /// Whether forgetting would lose nothing.
  package func isAtRest(_ key: ConversationKey) -> Bool { !restless.contains(key) }

  /// Whether a replay has anything to look at: in a conversation that is over, nothing is recorded any more.
  package func wantsReplay(_ key: ConversationKey) -> Bool {
    conversations[key].map { !$0.parked.isEmpty || $0.over == nil } ?? false
  }

  /// Whether a replay has not come to its end there.
  package func isReplaying(_ key: ConversationKey) -> Bool { conversations[key]?.isReplayed ?? false }

  /// One conversation, and those that a window of its agents may reach from or into: what a rehearsal plays on.
  package func excerpt(of key: ConversationKey) -> Engine {
    var excerpt = Engine(platforms: platforms.flatMap(\.platforms), conversationIdle: conversationIdle, keepsLive: keepsLive)
    excerpt.wideWindows = wideWindows
    excerpt.screens = screens
    excerpt.coverers = coverers
    excerpt.holders = holders
    let naming = conversations[key].map(shareable)?.flatMap { (coverers[$0.held] ?? []).union(holders[$0.held] ?? []) } ?? []
    let agents = conversations[key].map { Set($0.recordings.values.compactMap(\.agent) + $0.directory.live.map(\.agent)) } ?? []
    let covering = agents.flatMap { wideWindows[AgentKey(system: key.system, agent: $0)] ?? [] }
    for other in neighbours(of: key).union(covering).union(naming).union([key]) {
      excerpt.conversations[other] = conversations[other]
      // Their answers are not heard here, so it has to look itself.
      excerpt.conversations[other]?.looks = [:]
    }
    excerpt.restless = restless.intersection(excerpt.conversations.keys)
    return excerpt
  }

  /// Of what is not at rest, like everything that has an open window or a parked command.
  var restlessStates: [Conversation] { restless.sorted().compactMap { conversations[$0] } }

  var conversationStates: [Conversation] { conversations.values.sorted { $0.key < $1.key } }
}
