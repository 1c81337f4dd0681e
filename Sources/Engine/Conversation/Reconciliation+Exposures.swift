import Model

/// Every second in which a window was open and a recording of it not confirmed paused is an exposure, with its cause.
extension Reconciliation {
  mutating func settleExposures() {
    notePauses()
    for key in state.windows.keys.sorted() {
      guard var window = state.windows[key], window.governance != nil, window.openedAt != nil else { continue }
      let found = window.isUnfinished ? found(by: key, window) : []
      meet(found, &window, key)
      let wanted = window.isUnfinished ? exposures(of: window, key, found) : [:]
      let begun = wanted.filter { window.exposures[$0.key] == nil }
      for label in window.exposures.keys.sorted() {
        guard let open = window.exposures[label] else { continue }
        if let next = wanted[label], (next.cause == .maxPause) == (open.cause == .maxPause) { continue }
        window.exposures[label] = nil
        // What was unresolved goes on under the names of what was found.
        if open.recording == nil && open.cause == .unresolved && begun.values.contains(where: { $0.from <= open.from }) { continue }
        end(open, of: window, key)
        window.told[label] = entry.recordedAt
      }
      for (label, exposure) in wanted where window.exposures[label] == nil {
        window.exposures[label] = exposure
        // Off by rule, it was told for all recordings together.
        guard let told = later(window.told[label], window.told[""]), told > exposure.from else { continue }
        window.exposures[label]?.from = told
        // Nothing was confirmed since.
        if exposure.cause == .drifted { window.exposures[label]?.cause = .late }
      }
      if window.isUnfinished { settlePast(of: &window, key, found) }
      confirmGap(of: &window, found)
      state.windows[key] = window
    }
  }

  /// What an unfinished window is over on one of its platforms.
  private typealias Found = (traits: PlatformTraits, recordings: [Recording])

  private func found(by key: WindowKey, _ window: Window) -> [Found] {
    platforms.filter { window.platforms.contains($0.name) }.map { ($0, reached(by: key, window, on: $0)) }
  }

  private mutating func notePauses() {
    for (key, recording) in state.recordings {
      if recording.known != .paused {
        state.recordings[key]?.pausedSince = nil
      } else if recording.pausedSince == nil {
        state.recordings[key]?.pausedSince = entry.recordedAt
      }
    }
  }

  /// What comes to be known in an open window, and is paused by then, was exposed until that.
  private mutating func meet(_ found: [Found], _ window: inout Window, _ key: WindowKey) {
    for (traits, recordings) in found {
      for recording in recordings where recording.isPresent && window.met[recording.key] == nil {
        window.met[recording.key] = home(of: recording.key).id
        guard let paused = recording.pausedSince, window.isSettled, window.covers else { continue }
        // As unresolved that is told already, of the window's own.
        guard window.exposures[traits.name] == nil || state.recordings[recording.key] == nil else { continue }
        guard !traits.isShared || state.transferred(key, window) == nil else { continue }
        let from = begin(of: recording, window.openedAt ?? paused)
        end(Window.OpenExposure(from: from, cause: .late, recording: recording.key), of: window, key, at: paused)
      }
    }
  }

  /// A started that is heard of late opens its window in the past: what was exposed before another window's pause, or before the exposure
  /// that goes on, is over and told now.
  private mutating func settlePast(of window: inout Window, _ windowKey: WindowKey, _ found: [Found]) {
    guard let opened = window.openedAt, window.settledFrom.map({ opened < $0 }) ?? true else { return }
    let settled = window.settledFrom
    window.settledFrom = opened
    guard window.governance?.pause == true, window.status == .open else { return }
    func settle(_ key: RecordingKey?, until: Timestamp) {
      let recording = key.flatMap { state.recordings[$0] ?? elsewhere.recordings[$0]?.recording }
      let past = Window.OpenExposure(from: begin(of: recording, opened), cause: .late, recording: key)
      end(past, of: window, windowKey, at: min(until, settled ?? until))
    }
    for (_, open) in window.exposures.sorted(by: { $0.key < $1.key }) { settle(open.recording, until: open.from) }
    for (traits, recordings) in found {
      let transferred = traits.isShared ? state.transferred(windowKey, window) : nil
      for recording in recordings where recording.isPresent {
        if let end = [recording.pausedSince, transferred].compactMap({ $0 }).min() { settle(recording.key, until: end) }
      }
    }
  }

  private func home(of recording: RecordingKey) -> ConversationKey {
    state.recordings[recording] == nil ? elsewhere.recordings[recording]?.conversation ?? state.key : state.key
  }

  private func begin(of recording: Recording?, _ opened: Timestamp) -> Timestamp { max(opened, recording?.startedAt ?? opened) }

  /// The exposures that go on now, by label.
  private func exposures(of window: Window, _ key: WindowKey, _ found: [Found]) -> [String: Window.OpenExposure] {
    var result: [String: Window.OpenExposure] = [:]
    if window.governance?.pause != true {
      result[""] = Window.OpenExposure(from: window.openedAt ?? entry.recordedAt, cause: .offByRule, rule: window.rule)
      return result
    }
    for (traits, concerned) in found {
      if traits.isShared && state.transferred(key, window) != nil { continue }
      let isUnresolved = isUnresolved(key, window, traits)
      if isUnresolved {
        let wasKnown = concerned.contains(where: \.isMissing) && window.isSettled
        let from = wasKnown ? entry.recordedAt : window.openedAt ?? entry.recordedAt
        result[traits.name] = Window.OpenExposure(from: from, cause: .unresolved)
      }
      for recording in concerned where recording.isPresent && (window.status == .expired || recording.known != .paused) {
        result[recording.key.label] = exposure(of: recording, in: window, key, traits)
      }
      for recording in concerned where isSought(recording, traits) {
        // What is unresolved is the agent's own.
        let isOther = recording.agent.map { $0 != key.agent } ?? false || state.recordings[recording.key] == nil
        guard isOther || !isUnresolved else { continue }
        let open = window.exposures[recording.key.label]
        result[recording.key.label] = open ?? (window.isSettled ? nil : exposure(of: recording, in: window, key, traits))
      }
    }
    guard window.status == .expired else { return result }
    return result.mapValues {
      Window.OpenExposure(from: expired(window), cause: .maxPause, recording: $0.recording, rule: window.rule)
    }
  }

  /// A 404 to a pause ends no exposure: the look-up after it says whether the recording is there.
  private func isSought(_ recording: Recording, _ traits: PlatformTraits) -> Bool {
    guard recording.isMissing, recording.known != .ended, traits.canInspect else { return false }
    guard case .outcome(let answer) = entry.body, answer.command.kind == .inspect, answer.command.target.platform == traits.name,
      answer.outcome.result == .confirmed || answer.outcome.result == .gone,
      answer.command.target.conversation == home(of: recording.key)
    else { return true }
    return !traits.inspectsConversation && answer.command.target.recording != recording.key.id
  }

  private func exposure(
    of recording: Recording, in window: Window, _ key: WindowKey, _ traits: PlatformTraits
  ) -> Window.OpenExposure {
    var opened = window.openedAt ?? entry.recordedAt
    // W8: what a blind transfer released is covered anew.
    let transfer = traits.isShared ? state.newestTransfer(of: key, window) : nil
    let isAnew = transfer.map { $0 > opened } ?? false
    // What was confirmed before the window was heard of says nothing about its beginning.
    if let confirmed = recording.confirmedAt, confirmed >= later(opened, transfer) ?? opened, window.isSettled {
      return Window.OpenExposure(from: confirmed, cause: .drifted, recording: recording.key)
    }
    if isAnew { opened = window.started ?? opened }
    // What was heard of late was not looked for before.
    let sought = window.exposures[traits.name].flatMap { later($0.from, window.heardAt) }
    let wasUnresolved = sought.map { entry.recordedAt - $0 >= .seconds(2) } ?? false
    return Window.OpenExposure(from: begin(of: recording, opened), cause: wasUnresolved ? .unresolved : .late, recording: recording.key)
  }

  /// W5: from the moment it expired; one that was expired when first heard of was never anything else.
  private func expired(_ window: Window) -> Timestamp {
    let wasExpired = window.confirmedAt == nil && window.exposures.isEmpty
    return wasExpired ? window.openedAt ?? entry.recordedAt : entry.recordedAt
  }

  private mutating func end(_ open: Window.OpenExposure, of window: Window, _ key: WindowKey, at moment: Timestamp? = nil) {
    let to = moment ?? (window.isUnfinished ? entry.recordedAt : window.closedAt ?? entry.recordedAt)
    guard to > open.from else { return }
    let limit = window.governance?.exposureLimit ?? .zero
    let exposure = Exposure(
      from: open.from, to: to, cause: open.cause, rule: open.rule ?? window.rule, isFlagged: to - open.from > limit,
      hasOverlay: window.hasOverlay)
    var decision = Decision(.exposure(exposure), conversation: state.key, window: key, recording: open.recording)
    decision.recordedIn = open.recording.flatMap { window.met[$0] }.flatMap { $0 == state.key.id ? nil : $0 }
    actions.append(.note(.decision(decision)))
  }

  /// The gap ends when every recording of the window is confirmed paused.
  private func confirmGap(of window: inout Window, _ found: [Found]) {
    guard window.covers, window.confirmedAt == nil, window.exposures.isEmpty else { return }
    if found.contains(where: { $0.recordings.contains { $0.known == .paused } }) { window.confirmedAt = entry.recordedAt }
  }

  /// An alarm is over when what it warned of is.
  mutating func clearAlarms() {
    guard !state.alarms.isEmpty else { return }
    var live: Set<String> = Set(state.parked.keys.map(\.description))
    for (key, window) in state.windows where window.isUnfinished {
      live.insert(key.label)
      live.formUnion(window.platforms)
    }
    for (key, recording) in state.recordings where recording.known != .ended && (recording.isCovered || recording.isParked) {
      live.insert(key.label)
    }
    live.formUnion(state.searches.keys)
    for alarm in state.alarms.sorted() where !live.contains(alarm.subject) { actions += state.clear(alarm.name, alarm.subject) }
  }
}

extension WindowKey {
  /// How alarms name it.
  var label: String { "\(agent ?? "everyone") (\(origin))" }
}
