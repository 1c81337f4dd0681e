import Model

// A replay is a look at the platform by an operator's wish. What follows from it is decided like everything else: a pause only for what a
// window covers now (R1), a resume only of what was read as PAUSED, or was paused by hushd, and is covered by nothing (R5, R7).

extension Conversation {
  /// Takes up whatever of it the platform may see otherwise: the recordings, those nobody knows but a closed window is about, the parked.
  mutating func replay(at tick: Tick, platforms: [PlatformTraits]) -> [Action] {
    var actions: [Action] = []
    for id in parked.keys.sorted() {
      guard let command = parked.removeValue(forKey: id) else { continue }
      unpark(command, dropped: false, at: tick)
      actions += clear("parked", id.description)
    }
    guard over == nil else { return actions }
    isReplayed = true
    // An ended of one agent is noted for everyone too (W3), but was never said of everyone's screens.
    for (key, window) in windows where !window.isUnfinished && window.endedAt != nil && (key.agent != nil || window.started != nil) {
      windows[key]?.reconciles = true  // W2
      windows[key]?.searched = []
    }
    for key in recordings.keys where recordings[key]?.known != .ended {
      recordings[key]?.isBlind = false
      recordings[key]?.isReplayed = true
      if platforms.first(where: { $0.name == key.platform })?.canInspect == true { recordings[key]?.readAt = tick }
    }
    return actions
  }
}

extension Reconciliation {
  /// It is over once the platform was looked at and nothing is owed; a window that is open goes on as ever.
  mutating func finishReplay() {
    guard state.isReplayed else { return }
    for (key, recording) in state.recordings where recording.isReplayed && !isUnderReplay(recording) {
      state.recordings[key]?.isReplayed = false
    }
    let isSearching = state.windows.values.contains { $0.reconciles && !$0.isUnfinished }
    state.isReplayed = isSearching || state.recordings.values.contains(where: \.isReplayed)
  }

  private func isUnderReplay(_ recording: Recording) -> Bool {
    guard recording.known != .ended, !recording.isParked, let traits = traits(of: recording.key) else { return false }
    let look = Conversation.LookKey(
      platform: traits.name, kind: .inspect, recording: traits.inspectsConversation ? "" : recording.key.id)
    if state.looks[look] != nil { return true }
    return recording.wish != nil || recording.overtaken != nil || (!recording.isCovered && recording.releaseAt != nil)
  }
}
