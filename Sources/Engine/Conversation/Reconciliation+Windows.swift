import Model

/// W1, W3, W5, W7 and policy: which windows are open, and under which rule.
extension Reconciliation {
  mutating func refreshWindows() {
    for key in state.windows.keys.sorted() {
      guard var window = state.windows[key] else { continue }
      let status = status(of: key, window)
      if !window.isUnfinished && (status == .open || status == .expired) { open(&window) }
      if window.status == .expired && status == .open { reopen(&window) }
      if window.isUnfinished && status != .open && status != .expired { close(&window, key) }
      if window.isUnfinished || status != .idle { window.status = status }
      window.endedAt = state.explicitEnd(of: key)
      // W6: what was noted only does not ask for a look either.
      if window.governance != nil && window.endedAt == nil && !window.isInDoubt { window.reconciles = false }
      if window.isUnfinished || window.reconciles { decide(&window, key) }
      state.windows[key] = window
      expire(key)
    }
  }

  func status(of key: WindowKey, _ window: Window) -> Window.Status {
    guard let started = window.started else { return .idle }
    if let end = state.end(of: key), started < end || (mutant(.endedWinsTie) && started == end) {  // W1: at equal times started wins
      return state.explicitEnd(of: key).map { started < $0 } ?? false ? .ended : .left
    }
    guard let deadline = window.deadline, window.governance?.onMaxPause == .resume, !mutant(.neverExpires) else { return .open }
    return now >= deadline ? .expired : .open  // W5
  }

  /// W5: the rule stays. Where a rule came that lets it last longer, it is the same window.
  private func reopen(_ window: inout Window) {
    guard window.openedAt != window.started || !window.isUnfinished else { return }
    window.openedAt = window.started
    window.heardAt = entry.recordedAt
    window.since = window.startedTick
    window.confirmedAt = nil
    window.settledFrom = nil
  }

  private mutating func open(_ window: inout Window) {
    reopen(&window)
    window.closedAt = nil
    window.governance = nil
    window.decidedFor = nil
    window.isPastMaxPause = false
    window.reconciles = false
    window.exposures = [:]
    window.told = [:]
    window.met = [:]
    window.searched = []
    for key in state.recordings.keys where state.recordings[key]?.isCovered == true {
      state.recordings[key]?.isParked = false
      state.recordings[key]?.pauseNotBefore = nil
    }
  }

  mutating func close(_ window: inout Window, _ key: WindowKey) {
    window.closedAt = state.end(of: key)
    window.reconciles = window.isInDoubt
  }

  /// Policy: asked once a window opens, and again when an attribute came that was missing.
  mutating func decide(_ window: inout Window, _ key: WindowKey) {
    guard window.governance?.isProvisional ?? true else { return }
    var attributes = PolicyAttributes(conversation: state.key.id, source: window.source, platform: window.platform)
    attributes.agent = key.agent
    attributes.queue = state.queue
    attributes.division = state.division
    attributes.customerType = state.customerType
    attributes.language = state.language
    guard window.decidedFor != attributes else { return }
    window.decidedFor = attributes
    actions.append(.decide(state.key, key, attributes))
  }

  /// W5: under `resume` it covers nothing any more; under `keep` it only alarms.
  mutating func expire(_ key: WindowKey) {
    guard let window = state.windows[key], window.isUnfinished, let deadline = window.deadline else { return }
    guard now >= deadline else {
      state.windows[key]?.isPastMaxPause = false
      actions += state.clear("max_pause", key.label)
      return
    }
    guard !window.isPastMaxPause, window.governance?.pause == true else { return }
    state.windows[key]?.isPastMaxPause = true
    let keeps = window.governance?.onMaxPause == .keep
    actions += state.raise(
      "max_pause", key.label, "still open after \(window.governance?.maxPause ?? .zero); \(keeps ? "kept paused" : "released")")
  }
}
