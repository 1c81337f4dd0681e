import Model

/// What each kind of event changes. Only facts are noted here; what follows from them is `reconcile`'s.
extension Conversation {
  mutating func take(_ event: Event, from entry: Entry, platforms: [PlatformTraits]) -> [Action] {
    let moment = mutant(.arrivalAsOccurrence) ? entry.recordedAt : min(event.occurredAt, entry.recordedAt)  // E2
    let tick = entry.tick - (entry.recordedAt - moment)
    lastEvent = entry.tick
    idleCheckAt = nil
    learn(event, at: moment)
    switch event.kind {
    case .pauseStarted: return start(event, at: moment, tick: tick, now: entry.recordedAt)
    case .pauseEnded: end(event, at: moment)
    case .agentJoined where event.isWatching && event.session == nil: break
    case .agentJoined: join(event, at: moment, seenAt: entry.tick, platforms: platforms)
    case .agentLeft where event.isWatching && event.session == nil: break
    case .agentLeft:
      directory.leave(event.participant, agent: event.agent, session: event.session, isWatching: event.isWatching, at: moment)
    case .customerLeft: customerLeft = later(customerLeft, moment)
    case .conversationEnded: endedAt = later(endedAt, moment)
    case .transferStarted: transfer(event, at: moment)
    case .recordingStarted: startRecording(event, at: moment, seenAt: entry.tick, platforms: platforms)
    case .recordingEnded: return endRecording(event, at: moment, seenAt: entry.tick, platforms: platforms)
    case .ignored: break
    }
    return []
  }

  /// E3: aliases and attributes come with any event.
  private mutating func learn(_ event: Event, at moment: Timestamp) {
    let alias = mutant(.aliasForgotten) ? nil : event.contact
    if alias != nil || event.call != nil, namedAt.map({ moment >= $0 }) ?? true {
      namedAt = moment
      contact = alias ?? contact
      call = event.call ?? call
    }
    contact = contact ?? alias
    call = call ?? event.call
    initialContact = event.initialContact ?? initialContact
    queue = event.queue ?? queue
    division = event.division ?? division
    customerType = event.customerType ?? customerType
    language = event.language ?? language
    if let agent = event.agent, let user = event.user { users[agent] = user }
  }

  private mutating func start(_ event: Event, at moment: Timestamp, tick: Tick, now: Timestamp) -> [Action] {
    let window = WindowKey(agent: event.agent, origin: event.origin)
    var state = windows[window] ?? Window(source: event.source, platform: event.platform)
    defer { windows[window] = state }
    let end = end(of: window)
    let isNewest = state.started.map { moment >= $0 } ?? true
    if isNewest {
      state.started = moment
      state.startedTick = tick
      state.source = event.source
      state.platform = event.platform
      state.opening = Window.Remark(reason: event.reason, metadata: event.metadata, moment: moment)
      state.hasOverlay = event.overlay
    }
    if event.precedesStart { state.doubt() }
    if let end, moment < end {  // W1: void; equal times mean started
      if event.precedesStart {
        state.reconciles = true
        state.searched = []
        state.closedAt = later(state.closedAt, end)
      }
      let rule = state.rule
      let until = isNewest ? end : min(end, state.started ?? end)
      let exposure = Exposure(
        from: moment, to: until, cause: .void, rule: rule, isFlagged: until - moment > (state.governance ?? Governance()).exposureLimit,
        hasOverlay: event.overlay)
      return [
        .note(.decision(Decision(.void, conversation: key, window: window, message: "started \(moment) is older than its ended \(end)"))),
        .note(.decision(Decision(.exposure(exposure), conversation: key, window: window))),
      ]
    }
    if state.isUnfinished, let openedAt = state.openedAt, moment < openedAt {
      state.openedAt = moment
      state.since = min(state.since, tick)
      for label in state.exposures.keys where state.exposures[label]?.from == openedAt { state.exposures[label]?.from = moment }
    }
    return []
  }

  private mutating func end(_ event: Event, at moment: Timestamp) {
    let window = WindowKey(agent: event.agent, origin: event.origin)
    func isMeant(_ key: WindowKey) -> Bool {
      key.origin == event.origin && (event.agent == nil || key.agent == nil || key.agent == event.agent)
    }
    if mutant(.endedForgotten), windows[window]?.started == nil { return }
    let closesSomething = windows.contains { isMeant($0.key) && $0.value.isUnfinished }
    if event.agent == nil {
      endedForAll[event.origin, default: Endings()].add(event.reason, at: moment)
    } else {
      windows[window, default: Window(source: event.source, platform: event.platform)].endings.add(event.reason, at: moment)
      let everyone = WindowKey(agent: nil, origin: event.origin)
      windows[everyone, default: Window(source: event.source, platform: event.platform)].endings.add(event.reason, at: moment)
    }
    let isNews = windows[window]?.started.map { $0 < moment } ?? true
    if !closesSomething && isNews {  // W2
      windows[window, default: Window(source: event.source, platform: event.platform)].reconciles = true
      windows[window]?.searched = []
    }
    for (key, state) in windows where isMeant(key) && later(state.closing?.moment, moment) == moment {
      windows[key]?.closing = Window.Remark(reason: event.reason, metadata: event.metadata, moment: moment)
    }
  }

  private mutating func join(_ event: Event, at moment: Timestamp, seenAt tick: Tick, platforms: [PlatformTraits]) {
    guard let agent = event.agent else { return }
    let participant = event.participant ?? agent
    directory.join(participant, agent: agent, session: event.session, isWatching: event.isWatching, at: moment)
    for traits in platforms {
      for key in recordings.keys.sorted() where key.platform == traits.name && recordings[key]?.participant == participant {
        if let endedAt = recordings[key]?.endedAt, moment > endedAt { recordings[key]?.comeBack(at: tick, traits) }  // R6
        recordings[key]?.isFound(at: tick, traits)
      }
    }
  }

  /// W8: only a blind transfer, and only for what the conversation shares.
  private mutating func transfer(_ event: Event, at moment: Timestamp) {
    guard event.transfer == .blind else { return }
    transfers[event.agent ?? ""] = later(transfers[event.agent ?? ""], moment)
  }

  private func recordingKey(of event: Event, platforms: [PlatformTraits]) -> RecordingKey? {
    guard let traits = platforms.first(where: { $0.name == event.platform }) else { return nil }
    let id = traits.addressing == .participant ? event.participant ?? event.recording : event.recording
    return id.map { RecordingKey(platform: traits.name, id: $0) }
  }

  private mutating func startRecording(_ event: Event, at moment: Timestamp, seenAt tick: Tick, platforms: [PlatformTraits]) {
    guard let key = recordingKey(of: event, platforms: platforms), let traits = platforms.first(where: { $0.name == key.platform }) else {
      return
    }
    var recording = recordings[key] ?? Recording(key: key, startedAt: moment, seenAt: tick)
    if recording.known == .ended {  // R6: only a participant's recording comes back
      guard traits.addressing == .participant, let endedAt = recording.endedAt, moment > endedAt else { return }
      recording.comeBack(at: tick, traits)
      recording.startedAt = moment
    }
    recording.agent = event.agent ?? recording.agent
    recording.participant = event.participant ?? recording.participant
    // R4: what starts again after it was confirmed paused is recording again; a pause that was believed had left before its answer.
    let left = recording.confirmedAt.map { $0 - (traits.canInspect && traits.verifies ? .zero : traits.settle) }
    if recording.known != .paused || left.map({ moment > $0 }) ?? true { recording.known = .recording }
    recording.isFound(at: tick, traits)
    recording.isRequested = recording.isPausing
    recordings[key] = recording
  }

  private mutating func endRecording(
    _ event: Event, at moment: Timestamp, seenAt tick: Tick, platforms: [PlatformTraits]
  ) -> [Action] {
    guard let key = recordingKey(of: event, platforms: platforms) else { return [] }
    var recording = recordings[key] ?? Recording(key: key, seenAt: tick)
    if let startedAt = recording.startedAt, moment < startedAt { return [] }
    recording.agent = recording.agent ?? event.agent
    let actions = drop(&recording, because: "the recording ended", at: moment, tick: tick)
    recordings[key] = recording
    return actions
  }

  /// R6: it is over, and so is what was wished of it; a call in flight is waited for.
  mutating func drop(_ recording: inout Recording, because message: String, at moment: Timestamp, tick: Tick) -> [Action] {
    guard recording.known != .ended else { return [] }
    recording.endedAt = moment
    if recording.isCovered, let agent = recording.agent { splits[agent] = tick }
    let actions = forgo(&recording, because: message)
    recording.known = .ended
    return actions
  }

  /// R5: there is nothing to release; what was owed is dropped with a note.
  mutating func forgo(_ recording: inout Recording, because message: String) -> [Action] {
    var actions: [Action] = []
    if let wish = recording.wish, !wish.isSent {
      actions.append(.cancel(wish.id))
      recording.wish = nil
    }
    if recording.owesRelease && !recording.isCovered {
      actions.append(.note(.decision(Decision(.dropped, conversation: key, recording: recording.key, message: message))))
    }
    recording.mayBePaused = false
    recording.endRelease()
    return actions
  }
}

extension Event {
  /// Genesys: a session over a screen, of who is watched or who watches.
  fileprivate var isWatching: Bool { metadata["mediaType"]?.uppercased() == "SCREENMONITORING" }
}
