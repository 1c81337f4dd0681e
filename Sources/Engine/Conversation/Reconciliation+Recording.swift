import Model

/// R1, R2, R4, R5, R8: what one recording should be, and the call for the difference.
extension Reconciliation {
  mutating func step(_ key: RecordingKey) {
    guard var recording = state.recordings[key], recording.known != .ended, let traits = traits(of: key) else { return }
    let isCovered = isCovered(recording, traits)
    // R7: until the rule for a window is known, nothing is released that it may cover.
    let isUndecided = state.windows.values.contains { $0.isUnfinished && $0.governance == nil }
    if isCovered != recording.isCovered && !isUndecided {
      recording.isParked = false
      recording.isBlind = false
      recording.pauseNotBefore = nil
    }
    if isCovered {
      cover(&recording, traits)
    } else if !isUndecided {
      uncover(&recording, traits)
    }
    state.recordings[key] = recording
    readIfDue(key, traits)
  }

  private mutating func cover(_ recording: inout Recording, _ traits: PlatformTraits) {
    if !recording.isCovered {
      recording.isCovered = true
      recording.isReplayed = false
      actions += noteSplit(recording)
      // R1: the reading of a resume is not waited for.
      if let lastResume = recording.lastResume, lastResume >= recording.lastPause ?? lastResume { recording.awaitsReading = false }
      if recording.awaitsReading { recording.readAt = recording.readAt ?? now }
      if recording.isTentativelyPaused { recording.known = .unknown }
      // What a 404 said of it before it was covered holds for no longer than until it is asked again.
      if recording.isMissing { recording.readAt = now }
    }
    recording.releaseAt = nil
    recording.releasingSince = nil
    if recording.reconciles && recording.canRead(traits) { recording.mayBePaused = true }  // the look stays owed
    recording.reconciles = false
    recording.mayResume = false
    if takeDoubt(about: recording, traits) { recording.mayBePaused = true }  // R5
    overtake(&recording)
    if recording.known == .paused {
      // Seen paused before anyone knew that it is covered: by a pause, maybe, that left before a crash and was not journalled (G3).
      if !traits.isShared { recording.mayBePaused = true }
      keepPaused(&recording, traits)
      return
    }
    guard recording.wish == nil || mutant(.secondCallInFlight), !recording.isParked else { return }  // R2
    let asksFirst = recording.isMissing || recording.isRequested && recording.mayBePaused  // R4
    if recording.awaitsReading || asksFirst && recording.canRead(traits) {
      // One that was under way may have left too early to tell of it.
      if state.looks[readingKey(of: recording.key, traits)] == nil { recording.readAt = recording.readAt ?? now }
      return
    }
    if let notBefore = recording.pauseNotBefore, now < notBefore { return }
    recording.wish = issue(.pause, .pause, recording)  // R1
  }

  /// R11: terminated instead of paused.
  private mutating func noteSplit(_ recording: Recording) -> [Action] {
    guard let split = recording.agent.flatMap({ state.splits[$0] }), recording.seenAt >= split, recording.seenAt - split <= .seconds(30)
    else {
      return []
    }
    return state.raise("recording_split", recording.key.label, "a recording ended under a window and this one of the same agent began")
  }

  /// R10: what is confirmed may drift, or be resumed by the platform itself.
  private mutating func keepPaused(_ recording: inout Recording, _ traits: PlatformTraits) {
    withdraw(.pause, from: &recording)
    if let selfResumesAt = recording.selfResumesAt, now >= selfResumesAt, recording.wish == nil {
      recording.known = .unknown
      recording.confirmedAt = entry.recordedAt
      recording.wish = issue(.pause, .pause, recording)
      return
    }
    if recording.canRead(traits), recording.readAt == nil, !mutant(.driftUnseen), let drift = traits.driftCheck,
      let confirmed = recording.confirmedTick
    {
      recording.readAt = max(now, confirmed + drift)
    }
  }

  private mutating func uncover(_ recording: inout Recording, _ traits: PlatformTraits) {
    if recording.isCovered && !recording.awaitsReading { recording.readAt = nil }
    recording.isCovered = false
    withdraw(.pause, from: &recording)
    let isInDoubt = takeDoubt(about: recording, traits)
    if isInDoubt || state.windows.contains(where: { $0.value.reconciles && state.concerns($0.key, $0.value, recording, traits) }) {  // W2
      if recording.mayBePaused || !traits.isShared || isInDoubt && traits.canInspect { recording.reconcile() }
      recording.isReplayed = recording.isReplayed || state.isReplayed
    }
    if !recording.owesRelease { withdraw(.resume, from: &recording) }  // R5: read as recording before it left again
    guard recording.wish == nil, recording.overtaken == nil, !recording.isParked else { return }
    if recording.owesRelease && mayRelease(recording, traits) {
      release(&recording, traits)
    } else {
      recording.awaitsReading = false
      recording.readAt = nil
      recording.releaseAt = nil
      recording.mayResume = false
    }
  }

  /// A pause may have left before a crash and not be in the journal (G3): true once for each recording and window in doubt.
  private mutating func takeDoubt(about recording: Recording, _ traits: PlatformTraits) -> Bool {
    var isInDoubt = false
    for (key, window) in state.windows where window.isInDoubt(about: recording.key) && state.concerns(key, window, recording, traits) {
      state.windows[key]?.undoubted.insert(recording.key)
      isInDoubt = true
    }
    return isInDoubt
  }

  private mutating func release(_ recording: inout Recording, _ traits: PlatformTraits) {
    let releaseAt = recording.releaseAt ?? now + (recording.isReplayed ? .zero : releaseDelay(recording, traits))
    if recording.releaseAt == nil {
      recording.releaseAt = releaseAt
      recording.mayResume = false
      if !recording.awaitsReading { recording.readAt = nil }
    }
    guard now >= releaseAt else { return }
    let since = recording.releasingSince ?? now
    recording.releasingSince = since
    if now - since > .minutes(15) {  // it was resumed again and again, and is still paused
      recording.isParked = true
      let command = Command(id: nextID(), kind: .resume, purpose: .resume, target: target(recording, traits.name), since: since)
      actions += state.park(command, because: "still paused after resuming for 15 minutes")
    } else if recording.canRead(traits) && !recording.mayResume && !mutant(.resumeUninspected) {  // R5
      recording.readAt = recording.readAt ?? now
    } else if recording.mayResume || recording.mayBePaused {
      recording.wish = issue(.resume, recording.isReplayed ? .replay : .resume, recording)
      recording.mayResume = false
    } else {
      recording.endRelease()
    }
  }

  /// W7: what closed by leaving or ending keeps its recording paused, unless an ended was said of it since.
  private func mayRelease(_ recording: Recording, _ traits: PlatformTraits) -> Bool {
    let windows = windows(about: recording, traits)
    let left = windows.filter { $0.window.status == .left && keepsPaused($0.key, $0.window, recording, traits) }
    guard let newestLeft = left.compactMap(\.window.closedAt).max() else { return true }
    let newestEnded = windows.filter { $0.window.status != .left }.compactMap(\.window.endedAt).max()
    return newestEnded.map { $0 > newestLeft } ?? false
  }

  /// W7: the agent's own screen is never resumed; nor, where nothing can be read, is a shared recording that ended with the agent (W8).
  private func keepsPaused(_ key: WindowKey, _ window: Window, _ recording: Recording, _ traits: PlatformTraits) -> Bool {
    if traits.isShared { return !recording.canRead(traits) && window.governance?.recordingSide == .agent }
    // Another agent's screen was not his to leave; at the conversation's end every screen is somebody's own.
    return state.over != nil || key.agent == nil || recording.agent == nil || key.agent == recording.agent
  }

  /// W6 for what was ended; W5 and W8 resume at once.
  private func releaseDelay(_ recording: Recording, _ traits: PlatformTraits) -> Span {
    let windows = windows(about: recording, traits).map(\.window)
    if windows.contains(where: { $0.status == .expired || ($0.covers && traits.isShared) }) { return .zero }
    return windows.compactMap { $0.governance?.resumeDelay }.max() ?? .zero
  }

  /// R8: a pause does not wait for a resume in flight.
  private mutating func overtake(_ recording: inout Recording) {
    withdraw(.resume, from: &recording)
    guard let wish = recording.wish, wish.kind == .resume else { return }
    recording.overtaken = wish.id
    recording.wish = nil
    recording.known = .unknown
    recording.awaitsReading = false
  }

  /// R8: a wish that changed before its call was sent is never sent.
  private mutating func withdraw(_ kind: Command.Kind, from recording: inout Recording) {
    guard let wish = recording.wish, wish.kind == kind, !wish.isSent else { return }
    if !mutant(.staleWishSent) { actions.append(.cancel(wish.id)) }
    recording.wish = nil
  }

  private mutating func readIfDue(_ key: RecordingKey, _ traits: PlatformTraits) {
    guard let recording = state.recordings[key], let readAt = recording.readAt, now >= readAt, traits.canInspect else { return }
    state.recordings[key]?.readAt = nil
    let purpose = purpose(ofReading: recording, traits)
    // Drift checks take turns: the oldest window's must not use up what they are allowed.
    let since = purpose == .drift ? now : nil
    look(.inspect, purpose, target(recording, traits.name), at: readingKey(of: key, traits), since: since)
  }

  private func readingKey(of key: RecordingKey, _ traits: PlatformTraits) -> Conversation.LookKey {
    Conversation.LookKey(platform: traits.name, kind: .inspect, recording: traits.inspectsConversation ? "" : key.id)
  }

  private func purpose(ofReading recording: Recording, _ traits: PlatformTraits) -> Command.Purpose {
    if recording.isCovered && (recording.isLost || recording.isRequested) { return .pause }
    if recording.isReplayed { return .replay }
    guard recording.isCovered else { return recording.owesRelease ? .resume : .verify }
    guard recording.known == .paused, let drift = traits.driftCheck, let confirmed = recording.confirmedTick else { return .verify }
    return now >= confirmed + drift ? .drift : .verify
  }
}
