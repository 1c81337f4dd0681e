import Model

/// What the answer to a look-up changes: it serves all who waited for it (D4).
extension Conversation {
  func lookKey(of command: Command, _ traits: PlatformTraits) -> LookKey {
    let isWhole = command.kind == .resolve || traits.inspectsConversation
    return LookKey(platform: traits.name, kind: command.kind, recording: isWhole ? "" : command.target.recording ?? "")
  }

  mutating func looked(_ answer: Answer, from entry: Entry, traits: PlatformTraits) -> [Action] {
    let key = lookKey(of: answer.command, traits)
    guard let look = looks[key], look.id == answer.command.id else { return [] }
    guard answer.isFinal else {
      looks[key]?.sentAt = nil
      stopWaiting(traits)
      return []
    }
    looks[key] = nil
    let readAt = look.sentAt ?? entry.tick
    var actions = answer.outcome.result == .confirmed ? clear("auth_failed", traits.name) : []
    if answer.command.kind == .resolve {
      finishIdleCheck(answer.outcome, at: entry)
      actions += searched(answer, at: entry.tick, traits: traits)
    }
    for observation in answer.outcome.observations.prefix(mutant(.firstParticipantOnly) ? 1 : .max) {
      actions += observe(observation, from: entry, readAt: readAt, traits: traits)
    }
    guard answer.command.kind == .inspect else { return actions }
    let seen = Set(answer.outcome.observations.map(\.recording))
    for asked in recordings.keys.sorted() where asked.platform == traits.name && !seen.contains(asked.id) {
      // What was learned of after the look-up had left cannot be missed in it.
      guard asked.id == answer.command.target.recording || traits.inspectsConversation && recordings[asked]?.seenAt ?? readAt < readAt
      else {
        continue
      }
      actions += unread(asked, answer.outcome, at: entry, traits: traits)
    }
    return actions
  }

  /// W7: whatever it says, the silence starts anew.
  private mutating func finishIdleCheck(_ outcome: Outcome, at entry: Entry) {
    guard idleCheckAt != nil else { return }
    idleCheckAt = nil
    lastEvent = entry.tick
    if outcome.conversationEnded { endedAt = later(endedAt, entry.recordedAt) }
  }

  /// R3, and the table of answers for what was refused.
  private mutating func searched(_ answer: Answer, at now: Tick, traits: PlatformTraits) -> [Action] {
    let isAnswered = answer.outcome.result == .confirmed || answer.outcome.result == .gone || answer.outcome.refusal == .malformed
    // A window that is over does not look for ever.
    let isLong = searches[traits.name].map { now - $0.since > .minutes(15) } ?? false
    if isAnswered || isLong { for key in windows.keys { windows[key]?.searched.insert(traits.name) } }
    guard var search = searches[traits.name] else { return [] }
    defer { searches[traits.name] = search }
    search.attempts += 1
    search.nextAt = now + Backoff.search(attempts: search.attempts, lasting: now - search.since)
    switch answer.outcome.refusal {
    case .forbidden, .unauthorized:
      search.nextAt = now + .seconds(30)
      return refusedLook(answer.outcome, traits)
    case .malformed:
      search.nextAt = nil
      return park(answer.command, because: answer.outcome.message ?? "the platform calls the request malformed")
    case .conflict, .throttled, nil: return []
    }
  }

  private mutating func refusedLook(_ outcome: Outcome, _ traits: PlatformTraits) -> [Action] {
    raise("auth_failed", traits.name, outcome.message ?? "the platform refused the look-up: not permitted")
  }

  /// A recording that was asked for, and the answer does not tell of.
  private mutating func unread(_ key: RecordingKey, _ outcome: Outcome, at entry: Entry, traits: PlatformTraits) -> [Action] {
    guard var recording = recordings[key], recording.known != .ended else { return [] }
    defer { recordings[key] = recording }
    switch (outcome.result, outcome.refusal) {
    case (.gone, _), (.confirmed, _):
      return unseen(&recording, at: entry.tick, traits: traits)
    case (.refused, .forbidden) where recording.isOnlyInDoubt, (.refused, .unauthorized) where recording.isOnlyInDoubt:
      // Nothing of ours is known to have paused it, so the look stays owed, as a pause would.
      recording.readAt = entry.tick + .seconds(30)
      return refusedLook(outcome, traits)
    case (.refused, .malformed):
      return readBlind(&recording, at: entry)
    case (.refused, .forbidden), (.refused, .unauthorized):
      return readBlind(&recording, at: entry) + refusedLook(outcome, traits)
    default:
      if recording.isCovered || recording.owesRelease { recording.readAgain(now: entry.tick, settle: traits.settle) }
      return []
    }
  }

  /// While a look-up fails, a pause whose answer was lost is repeated rather than waited for (R1 before R9).
  private mutating func stopWaiting(_ traits: PlatformTraits) {
    for key in recordings.keys where key.platform == traits.name {
      guard let recording = recordings[key], recording.isCovered, recording.isLost else { continue }
      recordings[key]?.isLost = false
      recordings[key]?.awaitsReading = false
    }
  }

  /// The platform answered, but does not know the recording: while covered it is asked again, else nothing is left to release.
  private mutating func unseen(_ recording: inout Recording, at now: Tick, traits: PlatformTraits) -> [Action] {
    recording.isMissing = true
    recording.known = .unknown
    recording.awaitsReading = false
    guard recording.isCovered else { return forgo(&recording, because: "the platform does not know it any more") }
    recording.pauseAttempts += 1
    recording.pauseNotBefore = now + Backoff.conflict(recording.pauseAttempts)
    recording.readAt = recording.pauseNotBefore
    return []
  }
}
