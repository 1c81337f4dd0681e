import Model

/// What a reading of a recording's state means, given what it should be and which calls may still apply (R4, R5, R9, R10).
extension Conversation {
  mutating func observe(_ observation: Observation, from entry: Entry, readAt: Tick, traits: PlatformTraits) -> [Action] {
    let key = RecordingKey(platform: traits.name, id: observation.recording)
    if let participant = observation.participant, let agent = observation.agent {
      directory.observe(participant, agent: agent, isLive: observation.state != .ended, at: entry.recordedAt)
    }
    if recordings[key] == nil && observation.state == .ended { return [] }
    var recording = recordings[key] ?? Recording(key: key, seenAt: entry.tick)
    defer { recordings[key] = recording }
    if recording.known == .ended {
      // R6: only a participant's recording comes back when it is seen active again.
      guard traits.addressing == .participant, observation.state == .recording || observation.state == .paused else { return [] }
      recording.comeBack(at: entry.tick, traits)
    }
    recording.agent = observation.agent ?? recording.agent
    recording.participant = observation.participant ?? recording.participant
    recording.isFound(at: entry.tick, traits)
    let isConnected = observation.isConnected || observation.state == .paused || observation.state == .ended
    let state = isConnected ? observation.state : .requested
    switch state == .requested && mutant(.requestedAsPaused) ? .paused : state {
    case .ended: return drop(&recording, because: "the platform says it has ended", at: entry.recordedAt, tick: entry.tick)
    case .unknown: return readBlind(&recording, at: entry)
    case .requested:
      recording.isRequested = true
      if recording.known == .paused { recording.known = .unknown }  // R4: what was accepted has not paused it
      recording.mayResume = false
      recording.readAgain(now: entry.tick, settle: .zero)
      return []
    case .paused: return readPaused(&recording, at: entry, readAt: readAt, traits: traits)
    case .recording: return readRecording(&recording, at: entry, readAt: readAt, traits: traits)
    }
  }

  /// R5: what cannot be read is as the last answered call left it, and without one the call is repeated.
  mutating func readBlind(_ recording: inout Recording, at entry: Entry) -> [Action] {
    recording.isBlind = true
    // R10: it may be read again, and what drifted meanwhile must not go unseen.
    if recording.isCovered { recording.readAt = entry.tick + .seconds(30) }
    let isDoubtful = recording.awaitsReading || (recording.isCovered && recording.isTentativelyPaused)
    // R8: the answer of the resume in flight stands for the reading.
    guard isDoubtful, recording.overtaken == nil else { return [] }
    recording.awaitsReading = false
    defer { recording.isLost = false }
    // What was read since the last resume left says more than its answer did.
    if !recording.isCovered && recording.known == .paused { return [] }
    let isEarly = recording.isRequested
    recording.isRequested = false
    if recording.answered == (recording.isCovered ? .pause : .resume), !isEarly {
      defer { recording.isUnseen = !recording.isCovered }
      return confirm(&recording, at: entry, paused: recording.isCovered)
    }
    recording.known = .unknown
    // R9: what was lost is repeated at once, else behind the contrary call that may still apply.
    if recording.isLost { return [] }
    if recording.isCovered {
      recording.pauseNotBefore = recording.lostResumeUntil
    } else if let until = recording.lostPauseUntil {
      recording.releaseAt = until
    }
    return []
  }

  private mutating func readPaused(_ recording: inout Recording, at entry: Entry, readAt: Tick, traits: PlatformTraits) -> [Action] {
    let isFinal = recording.isFinal(.paused, readAt: readAt, settle: traits.settle)
    recording.isRequested = false
    recording.isBlind = false
    if recording.isCovered {
      if !traits.isShared { recording.mayBePaused = true }
      let actions = confirm(&recording, at: entry, paused: true)
      recording.readAt = nil
      recording.isTentative = !isFinal
      if !isFinal { recording.readAgain(now: entry.tick, settle: traits.settle) }
      return actions
    }
    recording.known = .paused
    recording.isTentative = !isFinal
    if recording.isUnseen { recording.mayBePaused = true }
    // A started may come before it is resumed, and what is confirmed then has to be checked for drift from now on.
    recording.confirmedAt = entry.recordedAt
    recording.confirmedTick = entry.tick
    recording.awaitsReading = recording.awaitsReading && !isFinal
    recording.readAt = nil
    if recording.awaitsReading {
      recording.readAgain(now: entry.tick, settle: traits.settle)
    } else {
      recording.mayResume = recording.owesRelease
    }
    return []
  }

  private mutating func readRecording(_ recording: inout Recording, at entry: Entry, readAt: Tick, traits: PlatformTraits) -> [Action] {
    let mayBeOutrun = lastStart.map { readAt < $0 + traits.settle } ?? false
    let isFinal = !mayBeOutrun && recording.isFinal(.recording, readAt: readAt, settle: traits.settle)
    let isFirst = recording.isRequested || recording.isLost
    recording.isRequested = recording.isRequested && recording.isPausing
    recording.isBlind = false
    guard recording.isCovered else {
      if isFinal { return confirm(&recording, at: entry, paused: false) }
      // A pause may still apply, but a window that opens now must not count on it.
      recording.known = .unknown
      recording.mayResume = false
      recording.readAgain(now: entry.tick, settle: traits.settle)
      return []
    }
    if recording.known == .paused {
      recording.known = .recording
      recording.awaitsReading = false
      // R10: while a call may still apply it is no drift, but a pause too many is safe.
      guard isFinal else { return [] }
      return raise("drift", recording.key.label, "found recording inside a window after it was confirmed paused; pausing again")
    }
    if recording.awaitsReading && !isFinal && !isFirst {
      recording.answered = nil  // R5: a reading speaks against the pause, which is repeated if it cannot be read again
      recording.readAgain(now: entry.tick, settle: traits.settle)
      return []
    }
    let isUnverified = recording.awaitsReading && !isFirst
    recording.known = .recording
    recording.awaitsReading = false
    recording.isLost = false
    return isUnverified
      ? raise("pause_unverified", recording.key.label, "the platform took the pause but still records; pausing again") : []
  }

  /// The state is what was wanted: nothing is owed any more, and the alarms about it are over.
  mutating func confirm(_ recording: inout Recording, at entry: Entry, paused: Bool) -> [Action] {
    recording.awaitsReading = false
    recording.isLost = false
    recording.reads = 0
    recording.pauseAttempts = 0
    recording.pauseNotBefore = nil
    recording.isMissing = false
    recording.isTentative = false
    recording.isUnseen = false
    if paused {
      recording.known = .paused
      recording.confirmedAt = entry.recordedAt
      recording.confirmedTick = entry.tick
      return ["pause_unverified", "drift", "auth_failed"].flatMap { clear($0, recording.key.label) }
    }
    recording.known = .recording
    recording.mayBePaused = false
    recording.confirmedTick = nil
    recording.endRelease()
    return clear("auth_failed", recording.key.label)
  }
}
