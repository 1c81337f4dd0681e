import Model

/// R3, W3, W4: which recordings there are, and which of them a window covers.
extension Reconciliation {
  /// R3: what is known from events needs no look-up.
  mutating func findRecordings() {
    let acting = state.windows.filter { ($0.value.covers || $0.value.reconciles) && $0.value.governance?.pause == true }
    guard !acting.isEmpty || !elsewhere.windows.isEmpty else { return }
    for traits in platforms {
      switch traits.addressing {
      case .participant:
        for (participant, agent) in state.directory.live {
          add(participant, traits, agent: agent, participant: participant)
        }
      case .recording:
        break
      case .conversation, .contact, .leg, .call:
        guard acting.contains(where: { $0.value.platforms.contains(traits.name) }) else { break }
        if let id = state.currentRecording(traits) { add(id, traits) }
      case .user:
        for (key, window) in acting where window.platforms.contains(traits.name) {
          for agent in agents(of: key, window) { add(state.users[agent] ?? agent, traits, agent: agent) }
        }
      }
    }
  }

  /// W3: without an agent, and with everyone's scope, all who are there.
  private func agents(of key: WindowKey, _ window: Window) -> [String] {
    let everyone = key.agent == nil || window.governance?.scope == .everyone ? state.directory.live.map(\.agent) : []
    return everyone + (key.agent.map { [$0] } ?? [])
  }

  mutating func add(_ id: String, _ traits: PlatformTraits, agent: String? = nil, participant: String? = nil) {
    let key = RecordingKey(platform: traits.name, id: id)
    guard state.recordings[key] == nil else { return }
    var recording = Recording(key: key, startedAt: participant.flatMap { state.directory.joined($0) }, seenAt: now)
    recording.agent = agent
    recording.participant = participant
    state.recordings[key] = recording
  }

  /// The recordings of a platform that a window is about, in the order of their ids.
  func concerned(by key: WindowKey, _ window: Window, on traits: PlatformTraits) -> [Recording] {
    state.recordings.values.filter { $0.key.platform == traits.name && state.concerns(key, window, $0, traits) }.sorted { $0.key < $1.key }
  }

  /// As all know them, and with those that it reaches in other conversations.
  func reached(by key: WindowKey, _ window: Window, on traits: PlatformTraits) -> [Recording] {
    concerned(by: key, window, on: traits).map { own in elsewhere.copies.filter { $0.key == own.key }.reduce(own) { $0.doubted(by: $1) } }
      + elsewhere.recordings.values.map(\.recording).filter {
        $0.key.platform == traits.name && state.recordings[$0.key] == nil && window.reaches($0, traits, as: key)
      }.sorted { $0.key < $1.key }
  }

  func isCovered(_ recording: Recording, _ traits: PlatformTraits) -> Bool {
    let own = state.covering(recording, traits)
    let isOwn = mutant(.windowsCounted) ? own.count % 2 == 1 : !own.isEmpty
    return isOwn || foreign(over: recording, traits).contains { $0.window.covers }
  }

  /// W3, W4: another conversation's window of the same agent, for his own screen only, or over what both conversations name.
  private func foreign(over recording: Recording, _ traits: PlatformTraits) -> [KeyedWindow] {
    elsewhere.windows.filter { foreign in
      foreign.recording.map { $0 == recording.key } ?? foreign.window.reaches(recording, traits, as: foreign.key)
    }
  }

  /// All windows that are about a recording, open or not, in whichever conversation.
  func windows(about recording: Recording, _ traits: PlatformTraits) -> [KeyedWindow] {
    state.windows.compactMap { state.concerns($0.key, $0.value, recording, traits) ? KeyedWindow(key: $0.key, window: $0.value) : nil }
      + foreign(over: recording, traits)
  }

  func traits(of key: RecordingKey) -> PlatformTraits? { platforms.first { $0.name == key.platform } }
}

extension Window {
  /// W3, `scope: "agent"`: whether it is about a recording in another conversation, which is its agent's own screen.
  func reaches(_ recording: Recording, _ traits: PlatformTraits, as key: WindowKey) -> Bool {
    guard governance?.scope == .agent, governance?.pause == true, platforms.contains(traits.name), !traits.isShared else { return false }
    return key.agent != nil && recording.agent == key.agent
  }
}

extension Conversation {
  /// Whether a window is about a recording at all, open or not.
  func concerns(_ key: WindowKey, _ window: Window, _ recording: Recording, _ traits: PlatformTraits) -> Bool {
    guard window.platforms.contains(traits.name), window.governance?.pause == true else { return false }
    if mutant(.agentlessCoversNobody) && key.agent == nil { return false }
    if traits.isShared || traits.coversEveryone || key.agent == nil || window.governance?.scope == .everyone { return true }
    return recording.agent == nil || recording.agent == key.agent
  }

  /// W4: its windows that cover a recording.
  func covering(_ recording: Recording, _ traits: PlatformTraits) -> [WindowKey: Window] {
    windows.filter { key, window in
      (traits.isShared ? coversShared(key, window) : window.covers) && concerns(key, window, recording, traits)
    }
  }

  /// The conversation's own recording on a platform that has one for all of it, by what the newest event calls it (E3).
  func currentRecording(_ traits: PlatformTraits) -> String? {
    switch traits.addressing {
    case .conversation: key.id
    case .contact: contact
    case .leg: contact ?? key.id
    case .call: call ?? key.id
    case .participant, .recording, .user: nil
    }
  }
}
