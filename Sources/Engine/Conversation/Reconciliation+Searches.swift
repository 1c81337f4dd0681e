import Model

/// R3, R10, W7: what has to be looked up.
extension Reconciliation {
  /// R3: while a window needs a recording nobody knows, look for it.
  mutating func search(_ traits: PlatformTraits) {
    let needing = state.windows.filter { needsSearch($0.key, $0.value, traits) }
    guard !needing.isEmpty else {
      state.searches[traits.name] = nil
      actions += state.clear("pause_unresolved", traits.name)
      withdrawSearch(traits)
      return
    }
    if state.searches[traits.name] == nil { state.searches[traits.name] = Conversation.Search(since: now, nextAt: now) }
    guard let search = state.searches[traits.name] else { return }
    let isUrgent = needing.contains { $0.value.covers }
    if now - search.since >= .seconds(2), needing.contains(where: { $0.value.covers && isUnresolved($0.key, $0.value, traits) }) {
      let wasAnswered = needing.values.contains { $0.searched.contains(traits.name) }
      actions += state.raise("pause_unresolved", traits.name, traits.unresolved(wasAnswered: wasAnswered))
    }
    // Whoever has begun to wait since the last look-up may not be in it, and does not wait out the backoff of the others.
    let asked = search.asked.intersection(needing.keys)
    state.searches[traits.name]?.asked = asked
    let isWider = asked.count < needing.count
    guard traits.canResolve, let nextAt = search.nextAt, isWider || now >= nextAt else { return }
    let agents = Set(needing.map(\.key.agent))
    var target = Target(platform: traits.name, conversation: state.key, agent: agents.count == 1 ? agents.first ?? nil : nil)
    target.contact = state.contact
    let key = Conversation.LookKey(platform: traits.name, kind: .resolve, recording: "")
    let since = needing.values.map(\.since).min()
    let purpose: Command.Purpose = isUrgent ? .pause : state.isReplayed ? .replay : .resume
    if look(.resolve, purpose, target, at: key, since: since, isWider: isWider) {
      state.searches[traits.name]?.asked = Set(needing.keys)
    }
  }

  func needsSearch(_ key: WindowKey, _ window: Window, _ traits: PlatformTraits) -> Bool {
    guard window.covers || window.reconciles, window.governance?.pause == true, window.platforms.contains(traits.name) else { return false }
    if !window.covers && window.searched.contains(traits.name) { return false }
    if own(of: key, window, on: traits).contains(where: \.isPresent) {
      // W3: whose window is everyone's needs one look for those nobody announced.
      let isEveryone = !traits.isShared && traits.canResolve && (key.agent == nil || window.governance?.scope == .everyone)
      return isEveryone && !window.searched.contains(traits.name)
    }
    return traits.canResolve || !traits.isShared || [.contact, .user].contains(traits.addressing)
  }

  /// A window covers what nobody can name; that its recordings have all ended is another thing.
  func isUnresolved(_ key: WindowKey, _ window: Window, _ traits: PlatformTraits) -> Bool {
    own(of: key, window, on: traits).allSatisfy(\.isMissing)
  }

  /// Where a window covers everyone's recordings, those of others must not pass for its own agent's.
  private func own(of key: WindowKey, _ window: Window, on traits: PlatformTraits) -> [Recording] {
    concerned(by: key, window, on: traits).filter { traits.isShared || key.agent == nil || $0.agent == nil || $0.agent == key.agent }
  }

  mutating func withdrawSearch(_ traits: PlatformTraits) {
    let key = Conversation.LookKey(platform: traits.name, kind: .resolve, recording: "")
    guard let outstanding = state.looks[key], !outstanding.isSent, state.idleCheckAt == nil else { return }
    actions.append(.cancel(outstanding.id))
    state.looks[key] = nil
  }

  /// One look-up serves all who wait for it; one that has not left is replaced by a more urgent one, and by one for more of them.
  /// True when it was asked for.
  @discardableResult mutating func look(
    _ kind: Command.Kind, _ purpose: Command.Purpose, _ target: Target, at key: Conversation.LookKey, since: Tick? = nil,
    isWider: Bool = false
  ) -> Bool {
    if let outstanding = state.looks[key] {
      guard !outstanding.isSent, isWider || purpose.urgency > outstanding.purpose.urgency else { return false }
      actions.append(.cancel(outstanding.id))
    }
    let command = Command(id: nextID(), kind: kind, purpose: purpose, target: target, since: since ?? oldestExposure())
    state.looks[key] = Outstanding(id: command.id, kind: kind, purpose: purpose)
    actions.append(.command(command))
    return true
  }

  /// Stale work collapses: a reading that nobody waits for any more, and that has not left, is taken back.
  mutating func withdrawReadings() {
    for (key, look) in state.looks.sorted(by: { $0.key < $1.key }) where key.kind == .inspect && !look.isSent {
      let isAwaited = state.recordings.values.contains { recording in
        recording.key.platform == key.platform && (key.recording.isEmpty || key.recording == recording.key.id)
          && recording.known != .ended && (recording.isCovered || recording.awaitsReading || recording.releaseAt != nil)
      }
      guard !isAwaited else { continue }
      actions.append(.cancel(look.id))
      state.looks[key] = nil
    }
  }

  /// W7: a conversation that has been silent for `conversationIdle` is asked whether it is over.
  mutating func checkIdle() {
    guard state.idleCheckAt == nil, now >= state.lastEvent + conversationIdle else { return }
    guard state.windows.values.contains(where: \.isUnfinished) || state.directory.hasLive else { return }
    state.idleCheckAt = now
    guard let traits = platforms.first(where: { $0.canResolve && $0.inspectsConversation }) else {
      state.endedAt = later(state.endedAt, entry.recordedAt)
      return
    }
    look(
      .resolve, .verify, Target(platform: traits.name, conversation: state.key),
      at: Conversation.LookKey(platform: traits.name, kind: .resolve, recording: ""))
  }
}

extension PlatformTraits {
  /// Why an open window has no recording.
  fileprivate func unresolved(wasAnswered: Bool) -> String {
    guard canResolve else {
      return "no event has named the \(addressing == .user ? "agent" : addressing.rawValue) that \(name) needs, and it cannot be asked"
    }
    return wasAnswered
      ? "no recording found on \(name) for an open window; looking again until it closes"
      : "\(name) has answered no look-up for an open window yet; its other alarms say why"
  }
}

extension Reconciliation {
  /// W2, W3: what asks for a look at a window's own recordings asks for one at those that it reaches elsewhere.
  mutating func lookElsewhere() {
    for (recording, found) in elsewhere.recordings where state.recordings[recording] == nil {
      guard let traits = traits(of: recording) else { continue }
      for (key, window) in state.windows where window.reaches(found.recording, traits, as: key) {
        guard window.reconciles || window.isInDoubt(about: recording) else { continue }
        state.windows[key]?.undoubted.insert(recording)
        owedElsewhere[recording] = state.isReplayed
      }
    }
  }

  /// W2, G3: the one look is done once the recordings are found, or a look-up found none.
  mutating func finishReconciling() {
    for (key, window) in state.windows where window.reconciles && window.governance != nil {
      let acting = platforms.filter { window.platforms.contains($0.name) }
      let isSearching = acting.contains { needsSearch(key, window, $0) && $0.canResolve }
      guard !isSearching else { continue }
      state.windows[key]?.reconciles = false
    }
  }
}
