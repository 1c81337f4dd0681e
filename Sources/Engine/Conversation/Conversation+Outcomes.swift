import Model

/// What each answer to a pause or a resume changes: the platform's table of answers.
extension Conversation {
  /// A call has left: what it wishes may be in force from now on.
  mutating func sent(_ call: Call, at tick: Tick, traits: PlatformTraits) {
    let command = call.command
    var outstanding = Outstanding(id: command.id, kind: command.kind, purpose: command.purpose, sentAt: tick)
    switch command.kind {
    case .resolve, .inspect:
      looks[lookKey(of: command, traits)] = outstanding
    case .pause, .resume:
      guard let key = command.recordingKey else { return }
      // Whoever folds this conversation alone does not hear of the window elsewhere that covers it (W3).
      var recording = recordings[key] ?? Recording(of: command.target, key, seenAt: tick)
      defer { recordings[key] = recording }
      outstanding.wasPaused = recording.wish?.wasPaused ?? recording.mayBePaused
      recording.wish = outstanding
      recording.answered = nil
      if command.kind == .pause {
        recording.lastPause = tick
        recording.mayBePaused = true
        // Nobody pauses what is paused: a resume by another conversation was heard of when it left, and is in none of these entries (W4).
        if recording.known == .paused { recording.known = .unknown }
        recording.selfResumesAt = traits.selfResumes.map { tick + $0 }
        if let until = recording.lostResumeUntil, tick >= until { recording.lostResumeUntil = nil }
      } else {
        recording.lastResume = tick
        recording.known = .unknown
        if let until = recording.lostPauseUntil, tick >= until { recording.lostPauseUntil = nil }
      }
    }
  }

  /// An answer has come.
  mutating func take(_ answer: Answer, from entry: Entry, traits: PlatformTraits) -> [Action] {
    contact = answer.outcome.contact ?? contact  // E3
    switch answer.command.kind {
    case .resolve, .inspect: return looked(answer, from: entry, traits: traits)
    case .pause, .resume: return called(answer, from: entry, traits: traits)
    }
  }

  private mutating func called(_ answer: Answer, from entry: Entry, traits: PlatformTraits) -> [Action] {
    let command = answer.command
    guard let key = command.recordingKey, var recording = recordings[key] else { return [] }
    defer { recordings[key] = recording }
    let isOvertaken = recording.overtaken == command.id
    guard isOvertaken || recording.wish?.id == command.id else { return [] }
    // R5: what the platform would not do at the first call is not of our doing.
    let isUndone = answer.outcome.refusal != .throttled && [.refused, .gone].contains(answer.outcome.result) && answer.attempt == 1
    if command.kind == .pause { recording.lastPause = entry.tick } else { recording.lastResume = entry.tick }
    doubt(&recording, answer, at: entry.tick, traits)
    let isWished = !isOvertaken && recording.known != .ended
    if !answer.isFinal && isWished {
      recording.wish?.sentAt = nil
      blame(answer.outcome, for: recording)
      return []
    }
    // R8: what is no longer wished is not tried again.
    let actions: [Action] = answer.isFinal ? [] : [.cancel(command.id)]
    if command.kind == .pause, isUndone, recording.wish?.wasPaused == false { recording.mayBePaused = false }
    if isOvertaken {
      recording.overtaken = nil
      // Its answer stood for the reading.
      if !recording.canRead(traits) { recording.awaitsReading = false }
    } else {
      recording.wish = nil
    }
    note(answer, of: &recording)
    guard recording.known != .ended, answer.isFinal || recording.isCovered else { return actions }
    return actions
      + (command.kind == .pause
        ? paused(&recording, answer, from: entry, traits: traits) : resumed(&recording, answer, from: entry, traits: traits))
  }

  /// R8, R9: what a call may have done, or may yet do, beside the other one or after it.
  private func doubt(_ recording: inout Recording, _ answer: Answer, at tick: Tick, _ traits: PlatformTraits) {
    let isPause = answer.command.kind == .pause
    let isCrossed = isPause ? recording.overtaken != nil : recording.overtaken == answer.command.id && recording.isPausing
    var until: Tick?
    switch answer.outcome.result {
    case .unknown: until = tick + traits.settle
    // Whichever came last is in force; what was answered 5xx may have applied all the same.
    case .accepted, .confirmed, .failed: until = isCrossed ? tick : nil
    case .refused, .gone: return
    }
    // A resume that returned while the pause was in flight may have said that nothing is owed.
    if isPause, recording.known != .ended { recording.mayBePaused = true }
    guard let until else { return }
    if isPause {
      recording.lostPauseUntil = later(recording.lostPauseUntil, until)
    } else {
      recording.lostResumeUntil = later(recording.lostResumeUntil, until)
    }
  }

  /// R5, R9: an answer says what holds only if nothing else is in flight, and no contrary call may still apply.
  private func note(_ answer: Answer, of recording: inout Recording) {
    let isAlone = recording.overtaken == nil && recording.wish?.isSent != true
    let isContraryLost = (answer.command.kind == .pause ? recording.lostResumeUntil : recording.lostPauseUntil) != nil
    let isTaken = answer.outcome.result == .accepted || answer.outcome.result == .confirmed
    recording.answered = isTaken && isAlone && !isContraryLost ? answer.command.kind : nil
  }

  private mutating func paused(_ recording: inout Recording, _ answer: Answer, from entry: Entry, traits: PlatformTraits) -> [Action] {
    let now = entry.tick
    let message = answer.outcome.message
    switch answer.outcome.result {
    case .accepted, .confirmed:  // R10: accepted is not yet verified
      return accepted(&recording, at: entry, traits: traits)
    case .unknown where mutant(.lostAsDone): return confirm(&recording, at: entry, paused: true)
    case .unknown:  // R9
      blame(answer.outcome, for: recording)
      recording.isLost = true
      if recording.canRead(traits) {
        read(&recording, at: now)
      } else {
        recording.pauseAttempts += 1
        recording.pauseNotBefore = now + Backoff.call(attempt: recording.pauseAttempts, isUrgent: true)
      }
    case .gone where traits.isShared && recording.key.id != currentRecording(traits) ?? recording.key.id:
      return drop(&recording, because: "the call has gone on as another", at: entry.recordedAt, tick: now)
    case .gone:
      if mutant(.goneAsEnded) { return drop(&recording, because: message ?? "", at: entry.recordedAt, tick: now) }
      recording.isMissing = true
      recording.known = .unknown
      retryPause(&recording, now: now, looks: recording.canRead(traits))
    case .refused, .failed:
      blame(answer.outcome, for: recording)
      switch answer.outcome.refusal {
      case .conflict where mutant(.conflictAsPaused): return confirm(&recording, at: entry, paused: true)
      case .conflict:
        retryPause(&recording, now: now, looks: recording.canRead(traits))
        // Paused by somebody else, or not recording: nobody can be asked, so it is not believed, and said.
        guard recording.isCovered, !recording.canRead(traits) else { return [] }
        return raise(
          "pause_unverified", recording.key.label,
          "the platform will not pause it (\(message ?? "conflict")): paused already, or not recording; it cannot be asked, so again soon"
        )
      case .forbidden, .unauthorized:
        recording.pauseNotBefore = now + .seconds(30)
        return raise("auth_failed", recording.key.label, message ?? "the platform refused the pause: not permitted")
      case .malformed:
        recording.isParked = true
        return park(answer.command, because: message ?? "the platform calls the request malformed")
      case .throttled, nil:
        retryPause(&recording, now: now, looks: false)
      }
    }
    return []
  }

  private mutating func accepted(_ recording: inout Recording, at entry: Entry, traits: PlatformTraits) -> [Action] {
    recording.isLost = false
    if readsBack(recording, .paused, traits, at: entry.tick) && !mutant(.acceptedAsConfirmed) {
      read(&recording, at: entry.tick)
    } else if recording.isRequested {
      recording.isRequested = false  // R4: it left too early, and is repeated
    } else if recording.overtaken != nil {
      recording.awaitsReading = true  // R8: the answer of the resume in flight stands for the reading
    } else if let until = recording.lostResumeUntil ?? recording.unsettled(recording.lastResume, at: entry.tick, traits) {
      recording.pauseNotBefore = until
    } else {
      return confirm(&recording, at: entry, paused: true)
    }
    return []
  }

  /// R10: whether a call that was just answered 2xx is read back. Where nothing is verified, only what is in doubt: by another call that
  /// may still apply, by a pause that left before a crash and is in no journal (G3), or because the recording had not begun yet (R4).
  private func readsBack(_ recording: Recording, _ state: Observation.State, _ traits: PlatformTraits, at now: Tick) -> Bool {
    guard recording.canRead(traits) else { return false }
    if traits.verifies || recording.answered == nil || recording.isRequested { return true }
    return lastStart.map { now < $0 + traits.settle } ?? false || !recording.isFinal(state, readAt: now, settle: traits.settle)
  }

  /// R10: what the call did is to be read back, from now on.
  private func read(_ recording: inout Recording, at now: Tick) {
    recording.awaitsReading = true
    recording.reads = 0
    recording.readAt = now
  }

  private func retryPause(_ recording: inout Recording, now: Tick, looks: Bool) {
    recording.pauseAttempts += 1
    recording.pauseNotBefore = now + Backoff.conflict(recording.pauseAttempts)
    if looks { recording.readAt = now }
  }

  private mutating func resumed(_ recording: inout Recording, _ answer: Answer, from entry: Entry, traits: PlatformTraits) -> [Action] {
    let now = entry.tick
    let outcome = answer.outcome
    let isLost = outcome.result == .unknown
    recording.mayResume = false
    recording.isLost = isLost
    // R8: which of the two was the later, nobody can say where nothing can be read.
    if recording.isCovered || recording.wish?.kind == .pause { recording.lostResumeUntil = recording.lostResumeUntil ?? now }
    if recording.isCovered {  // R8: overtaken by a pause; both have to be read, or the pause repeated
      recording.known = .unknown
      recording.awaitsReading = false
      if ![.accepted, .confirmed].contains(outcome.result) { recording.isLost = true }
      if recording.canRead(traits) { read(&recording, at: now) }
      return []
    }
    switch outcome.result {
    case .accepted, .confirmed, .unknown:  // R9, R10
      if readsBack(recording, .recording, traits, at: now) {
        read(&recording, at: now)
      } else if isLost {
        recording.reads += 1
        recording.releaseAt = now + Backoff.reading(recording.reads)
      } else if let until = recording.lostPauseUntil ?? recording.unsettled(recording.lastPause, at: now, traits) {
        recording.releaseAt = until
      } else {
        defer { recording.isUnseen = traits.canInspect && recording.isBlind }
        return confirm(&recording, at: entry, paused: false)
      }
    case .gone:
      recording.isMissing = true
      return forgo(&recording, because: "the platform does not know it any more")
    case .refused where outcome.refusal == .conflict:
      if recording.canRead(traits) {
        read(&recording, at: now)
      } else if let until = recording.lostPauseUntil {
        recording.releaseAt = until
      } else {
        return forgo(&recording, because: "the platform says it is not paused")
      }
    case .refused, .failed:
      recording.isParked = true
      let isForbidden = outcome.refusal == .forbidden || outcome.refusal == .unauthorized
      return park(answer.command, because: outcome.message ?? "the platform did not take the resume")
        + (isForbidden
          ? raise("auth_failed", recording.key.label, outcome.message ?? "the platform refused the resume: not permitted") : [])
    }
    return []
  }

  /// The call's purpose was served by nobody else: exposures say why they last.
  private mutating func blame(_ outcome: Outcome, for recording: Recording) {
    let cause: Exposure.Cause = outcome.result == .refused && outcome.refusal != .throttled ? .refused : .outage
    for key in windows.keys where windows[key]?.exposures[recording.key.label]?.cause != .maxPause {
      windows[key]?.exposures[recording.key.label]?.cause = cause
    }
  }
}

// MARK: - Notes

extension Conversation {
  /// Kept for an operator, with its reason.
  mutating func park(_ command: Command, because message: String) -> [Action] {
    parked[command.id] = command
    return [.note(.decision(Decision(.parked(command.id), conversation: key, recording: command.recordingKey, message: message)))]
      + raise("parked", command.id.description, "\(command.kind.rawValue) parked: \(message); see `hushd parked`")
  }

  mutating func raise(_ name: String, _ subject: String, _ message: String) -> [Action] {
    guard alarms.insert(AlarmKey(name: name, subject: subject)).inserted else { return [] }
    return [.note(.alarm(Alarm(name, isRaised: true, conversation: key, subject: subject, message: message)))]
  }

  mutating func clear(_ name: String, _ subject: String) -> [Action] {
    guard alarms.remove(AlarmKey(name: name, subject: subject)) != nil else { return [] }
    return [.note(.alarm(Alarm(name, isRaised: false, conversation: key, subject: subject, message: "over")))]
  }
}

extension Command {
  package var recordingKey: RecordingKey? { target.recording.map { RecordingKey(platform: target.platform, id: $0) } }
}

extension RecordingKey {
  /// How alarms and exposures name it.
  var label: String { "\(platform)/\(id)" }
}
