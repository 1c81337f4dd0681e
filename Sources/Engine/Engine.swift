import Model

/// The pure heart: a fold over the journal's entries that says what has to be done. It has no clock, no I/O, no randomness,
/// and the order of a dictionary never shows in its results.
package struct Engine: Equatable, Sendable {
  /// The platforms that share a system, by its name.
  private var platforms: [System]
  private var conversationIdle: Span
  /// Some rule says `scope: "agent"`: a live conversation may be covered from elsewhere, so it is never forgotten.
  private var keepsLive: Bool
  private(set) var conversations: [ConversationKey: Conversation] = [:]
  /// Those in which something is open, owed or due, or which may be covered from elsewhere.
  private var restless: Set<ConversationKey> = []
  /// Those that the last entry may have brought to rest, or roused: its own, and others by way of it.
  package private(set) var lastConcerned: [ConversationKey] = []
  private var deadlines = DeadlineQueue()
  /// Conversations in which an agent has a window that covers his screens everywhere (W3, `scope: "agent"`).
  private var wideWindows: [AgentKey: Set<ConversationKey>] = [:]
  /// Where each agent is on the screen; kept only while somebody has such a window.
  private var screens: [AgentKey: Set<ConversationKey>] = [:]
  /// Of what several conversations may name, as where an agent has one recording for all his interactions (W4): those in which a window
  /// covers it, and those in which it is taken for paused or may be.
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
    /// Those whose windows are over what another holds too: its answers count in their exposures.
    var watching: Set<ConversationKey> = []
    /// The recordings that need a look for a window elsewhere (W2), and whether for a replay.
    var owed: [ConversationKey: [RecordingKey: Bool]] = [:]
    var reconciled: [ConversationKey] = []
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
    tellHolders(of: conversation, entry, in: &round)
    indexAgents(of: conversation)
    actions += reconcile(conversation, at: entry, elsewhere(of: conversation), in: &round)
    let others = (conversations[key].map(neighbours) ?? []).union(round.concerned)
    for other in others.sorted() { actions += reconcile(other, at: entry, in: &round) }
    // Whose window is over what has just changed tells the exposures.
    for other in observers(of: key, and: others).union(round.watching).sorted() { actions += reconcile(other, at: entry, in: &round) }
    for other in round.owed.keys.sorted() { actions += reconcile(other, at: entry, in: &round) }
    lastConcerned = round.reconciled
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
      _ = reconcile(conversation, at: entry, Reconciliation.Elsewhere(), in: &round)
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

  private mutating func reconcile(_ other: ConversationKey, at entry: Entry, in round: inout Round) -> [Action] {
    guard var conversation = conversations[other] else { return [] }
    for (key, isReplayed) in round.owed.removeValue(forKey: other) ?? [:] {
      conversation.recordings[key]?.reconcile()
      if isReplayed { conversation.recordings[key]?.isReplayed = true }
    }
    return reconcile(conversation, at: entry, elsewhere(of: conversation), in: &round)
  }

  private mutating func reconcile(
    _ conversation: consuming Conversation, at entry: Entry, _ elsewhere: Reconciliation.Elsewhere, in round: inout Round
  ) -> [Action] {
    let key = conversation.key
    let platforms = inSystem(key.system)
    var reconciliation = Reconciliation(
      conversation, at: entry, platforms: platforms, elsewhere: elsewhere, conversationIdle: conversationIdle, firstIndex: round.index)
    reconciliation.run()
    round.index = reconciliation.nextIndex
    round.reconciled.append(key)
    for (recording, isReplayed) in reconciliation.owedElsewhere {
      if let found = elsewhere.recordings[recording] { round.owed[found.conversation, default: [:]][recording] = isReplayed }
    }
    let state = reconciliation.state
    deadlines.set(key, state.deadline(after: entry.tick, conversationIdle: conversationIdle))
    noteRest(of: state)
    indexAgents(of: state)
    indexRecordings(of: state, in: &round)
    conversations[key] = state
    return reconciliation.actions
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
    let recorded = conversation.recordings.values.filter { $0.known != .ended }.compactMap(\.agent)
    noteScreens(of: conversation, present: recorded + conversation.directory.live.map(\.agent))
  }

  /// Of all who were ever in the conversation, those who are there.
  private mutating func noteScreens(of conversation: Conversation, present: [String]) {
    for agent in conversation.directory.agents.union(conversation.recordings.values.compactMap(\.agent)) {
      Self.note(conversation.key, in: &screens[AgentKey(system: conversation.key.system, agent: agent)], present.contains(agent))
    }
  }

  private func elsewhere(of conversation: Conversation) -> Reconciliation.Elsewhere {
    var elsewhere = held(with: conversation)
    elsewhere.windows = windowsOfAgents(in: conversation) + elsewhere.windows
    elsewhere.recordings = screensElsewhere(of: conversation)
    return elsewhere
  }

  private func windowsOfAgents(in conversation: Conversation) -> [Reconciliation.KeyedWindow] {
    guard !wideWindows.isEmpty, !mutant(.agentScopeForgotten) else { return [] }
    let agents = agents(in: conversation)
    return agents.sorted().flatMap { agent in
      (wideWindows[AgentKey(system: conversation.key.system, agent: agent)] ?? []).sorted().filter { $0 != conversation.key }.flatMap {
        other in
        (conversations[other]?.windows ?? [:]).sorted { $0.key < $1.key }
          .filter { $0.key.agent == agent && $0.value.governance?.scope == .agent }
          .map { Reconciliation.KeyedWindow(key: $0.key, window: $0.value, conversation: other.id) }
      }
    }
  }

  private func agents(in conversation: Conversation) -> Set<String> {
    Set(conversation.recordings.values.compactMap(\.agent) + conversation.directory.live.map(\.agent))
  }

  /// What the agents of its wide windows have on the screen in other conversations.
  private func screensElsewhere(of conversation: Conversation) -> [RecordingKey: (recording: Recording, conversation: ConversationKey)] {
    guard !wideWindows.isEmpty else { return [:] }
    let agents = Set(conversation.reachingAgents)
    guard !agents.isEmpty else { return [:] }
    var found: [RecordingKey: (recording: Recording, conversation: ConversationKey)] = [:]
    for other in neighbours(of: conversation).sorted() {
      for recording in conversations[other]?.recordings.values ?? [:].values where recording.agent.map(agents.contains) ?? false {
        found[recording.key] = (recording, other)
      }
    }
    return found
  }

  /// The conversations with windows that reach into these.
  private func observers(of key: ConversationKey, and others: Set<ConversationKey>) -> Set<ConversationKey> {
    guard !wideWindows.isEmpty else { return [] }
    return others.union([key]).reduce(into: Set<ConversationKey>()) { result, other in
      for agent in conversations[other].map(agents) ?? [] {
        let reaching = wideWindows[AgentKey(system: key.system, agent: agent)] ?? []
        result.formUnion(reaching.filter { $0 != other && conversations[$0]?.reachingAgents.contains(agent) == true })
      }
    }
  }

  /// The conversations whose recordings a window of this one may cover.
  private func neighbours(of conversation: Conversation) -> Set<ConversationKey> {
    guard !wideWindows.isEmpty else { return [] }
    let agents = conversation.windows.filter { $0.value.governance?.scope == .agent }.compactMap(\.key.agent)
    return agents.reduce(into: Set<ConversationKey>()) { result, agent in
      result.formUnion(screens[AgentKey(system: conversation.key.system, agent: agent)] ?? [])
    }.subtracting([conversation.key])
  }
}

extension Conversation {
  /// Whose screens its windows are over wherever they are, or have to be looked at.
  fileprivate var reachingAgents: [String] {
    windows.filter { $0.value.governance?.scope == .agent && ($0.value.isUnfinished || $0.value.reconciles || $0.value.isInDoubt) }
      .compactMap(\.key.agent)
  }
}

// MARK: - W4: one recording, several conversations

extension Engine {
  /// The recordings of a conversation that others may name too.
  private func shareable(in conversation: Conversation) -> [(held: HeldRecording, recording: Recording, traits: PlatformTraits)] {
    guard !conversation.recordings.isEmpty else { return [] }
    let platforms = inSystem(conversation.key.system).filter(\.mayBeNamedByOthers)
    guard !platforms.isEmpty else { return [] }
    return conversation.recordings.sorted { $0.key < $1.key }.compactMap { key, recording in
      platforms.first { $0.name == key.platform }
        .map { (HeldRecording(system: conversation.key.system, recording: key), recording, $0) }
    }
  }

  private mutating func indexRecordings(of conversation: Conversation, in round: inout Round) {
    for (held, recording, traits) in shareable(in: conversation) {
      let wasCovering = coverers[held]?.contains(conversation.key) ?? false
      let isCovering = recording.known != .ended && !conversation.covering(recording, traits).isEmpty
      Self.note(conversation.key, in: &coverers[held], isCovering)
      let isHeld = recording.isCovered || recording.owesRelease || recording.known == .paused || recording.lostResumeUntil != nil
      Self.note(conversation.key, in: &holders[held], isHeld)
      if wasCovering != isCovering { round.concerned.formUnion((holders[held] ?? []).subtracting([conversation.key])) }
      if let covering = coverers[held], covering.count > 1 || !isCovering {
        round.watching.formUnion(covering.subtracting([conversation.key]))
      }
    }
  }

  private static func note(_ key: ConversationKey, in keys: inout Set<ConversationKey>?, _ belongs: Bool) {
    if belongs { keys = (keys ?? []).union([key]) } else { keys?.remove(key) }
    if keys?.isEmpty == true { keys = nil }
  }

  /// What covers a conversation's recordings by way of the others that name them too, and what those know of them.
  private func held(with conversation: Conversation) -> Reconciliation.Elsewhere {
    var elsewhere = Reconciliation.Elsewhere()
    guard !coverers.isEmpty || !holders.isEmpty else { return elsewhere }
    func others(in keys: Set<ConversationKey>?) -> [Conversation] {
      (keys ?? []).subtracting([conversation.key]).sorted().compactMap { conversations[$0] }
    }
    for (held, _, traits) in shareable(in: conversation) {
      for other in others(in: coverers[held]) {
        guard let recording = other.recordings[held.recording] else { continue }
        elsewhere.windows += other.covering(recording, traits).sorted { $0.key < $1.key }
          .map { Reconciliation.KeyedWindow(key: $0.key, window: $0.value, recording: held.recording, conversation: other.key.id) }
      }
      elsewhere.copies += others(in: holders[held]).compactMap { $0.recordings[held.recording] }
    }
    return elsewhere
  }

  /// Each makes its own calls, and has to know of those of the others: what it takes for paused may be resumed by them.
  private mutating func tellHolders(of conversation: Conversation, _ entry: Entry, in round: inout Round) {
    let keys: [RecordingKey]
    switch entry.body {
    case .call(let call) where call.command.kind.changesRecording: keys = [call.command.recordingKey].compactMap { $0 }
    case .outcome(let answer) where answer.command.kind.changesRecording: keys = [answer.command.recordingKey].compactMap { $0 }
    case .act(let act) where act.kind == .start: keys = conversation.recordings.keys.sorted()
    default: return
    }
    let isAnswer = entry.word == .outcome
    for key in keys {
      guard let recording = conversation.recordings[key] else { continue }
      let holders = holders[HeldRecording(system: conversation.key.system, recording: key)] ?? []
      for other in holders where other != conversation.key {
        conversations[other]?.recordings[key]?.hear(of: recording, hasLeft: !isAnswer)
        round.concerned.insert(other)
      }
    }
  }

  /// Its calls are in its own entries only: while what they were for is held by another that is not at rest, the two are folded together.
  package func isHeardElsewhere(_ key: ConversationKey) -> Bool {
    guard !coverers.isEmpty || !holders.isEmpty, let conversation = conversations[key] else { return false }
    return shareable(in: conversation).contains { held, recording, _ in
      guard recording.lastPause ?? recording.lastResume != nil else { return false }
      return [coverers[held], holders[held]].contains { $0?.contains { $0 != key && restless.contains($0) } ?? false }
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
    noteScreens(of: conversation, present: [])
    return true
  }

  /// The newest entry it has seen: what is not durable yet could not be brought back.
  package func lastSeq(of key: ConversationKey) -> Int64 { conversations[key]?.seq ?? 0 }

  /// Whether forgetting would lose nothing.
  package func isAtRest(_ key: ConversationKey) -> Bool { !restless.contains(key) && !isHeardElsewhere(key) }

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
    let covering = (conversations[key].map(agents) ?? []).flatMap { wideWindows[AgentKey(system: key.system, agent: $0)] ?? [] }
    for other in (conversations[key].map(neighbours) ?? []).union(covering).union(naming).union([key]) {
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
