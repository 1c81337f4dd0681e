import Model

/// Which part of an entry goes where. Exposures, alarms and notes were this state's own words: reading them back says nothing new, but of
/// other conversations to who folds this one alone.
extension Conversation {
  mutating func take(_ entry: Entry, platforms: [PlatformTraits]) -> [Action] {
    switch entry.body {
    case .event(let event):
      return take(event, from: entry, platforms: platforms)
    case .decision(let decision):
      if case .policy(let governance) = decision.kind, let window = decision.window { govern(window, by: governance) }
      if let window = decision.window, let recording = decision.recording, let other = decision.recordedIn {
        windows[window]?.met[recording] = other
      }
    case .call(let call):
      if let traits = platforms.first(where: { $0.name == call.command.target.platform }) { sent(call, at: entry.tick, traits: traits) }
    case .outcome(let answer):
      if let traits = platforms.first(where: { $0.name == answer.command.target.platform }) {
        return take(answer, from: entry, traits: traits)
      }
    case .act(let act):
      return take(act, at: entry.tick, platforms: platforms)
    case .timer, .alarm:
      break
    }
    return []
  }

  private mutating func govern(_ window: WindowKey, by governance: Governance) {
    guard let state = windows[window] else { return }
    windows[window]?.governance = state.governance?.widened(by: governance, platform: state.platform) ?? governance
  }

  private mutating func take(_ act: Act, at tick: Tick, platforms: [PlatformTraits]) -> [Action] {
    switch act.kind {
    case .start:
      idleCheckAt = nil
      lastStart = tick
      for key in windows.keys where windows[key]?.governance?.isProvisional ?? true { windows[key]?.decidedFor = nil }
      for key in windows.keys where windows[key]?.isUnfinished == true && !mutant(.doubtForgotten) { windows[key]?.doubt() }
      // R8: a window elsewhere, whose conversation has started before this one, may have asked for something already.
      let unsent = (recordings.values.compactMap(\.wish) + looks.values).filter { !$0.isSent }.map(\.id).sorted()
      for traits in platforms { restart(at: tick, traits: traits) }
      return unsent.map { .cancel($0) }
    case .retry, .drop:
      guard let id = act.arguments["command"].flatMap({ CommandID($0) }), let command = parked.removeValue(forKey: id) else { return [] }
      unpark(command, dropped: act.kind == .drop, at: tick)
      return clear("parked", id.description)
    case .reload:
      for key in windows.keys { windows[key]?.askAgain() }
    case .replay:
      return replay(at: tick, platforms: platforms)
    case .stop, .importing, .export, .purge, .hold, .release, .rekey, .backup, .read, .checkpoint:
      break
    }
    return []
  }

  /// After a restart nothing is in flight any more: what was sent is unknown (R9), what was not is asked for anew. A resume may have
  /// been sent and the word of it lost: believed paused, its recording would miss the next window.
  mutating func restart(at tick: Tick, traits: PlatformTraits) {
    looks = looks.filter { $0.key.platform != traits.name }
    for key in recordings.keys where key.platform == traits.name {
      guard var recording = recordings[key] else { continue }
      let canRead = recording.canRead(traits)
      let inFlight = mutant(.inFlightForgotten) ? nil : recording.wish.flatMap { $0.isSent || $0.kind == .resume ? $0.kind : nil }
      if inFlight == .pause {
        recording.lastPause = tick
        recording.lostPauseUntil = tick + traits.settle
      }
      if inFlight == .resume || recording.overtaken != nil {
        recording.lastResume = tick
        recording.lostResumeUntil = tick + traits.settle
      }
      recording.restart(wasInFlight: inFlight != nil || recording.overtaken != nil, canRead: canRead, at: tick)
      // W4: another conversation may have resumed it that is not remembered any more.
      let isDoubtful = traits.mayBeNamedByOthers && !mutant(.inFlightForgotten)
      if isDoubtful, recording.known == .paused, !recording.isCovered { recording.known = .unknown }
      recordings[key] = recording
    }
  }

  mutating func unpark(_ command: Command, dropped: Bool, at tick: Tick) {
    if command.kind == .resolve, !dropped { searches[command.target.platform]?.nextAt = tick }
    guard let key = command.recordingKey else { return }
    switch (command.kind, dropped) {
    case (.resume, true): recordings[key]?.mayBePaused = false
    case (_, true): return  // a pause that was given up stays given up until what is wanted changes
    case (_, false): break
    }
    recordings[key]?.isParked = false
    recordings[key]?.releasingSince = nil
  }
}
