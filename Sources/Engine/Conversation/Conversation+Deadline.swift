import Model

/// When the conversation has to be looked at again though nothing is heard of it: timers are data, and a stale one does nothing.
extension Conversation {
  func deadline(after now: Tick, conversationIdle: Span) -> Tick? {
    var ticks: [Tick] = []
    for window in windows.values where window.isUnfinished && !window.isPastMaxPause {
      if let deadline = window.deadline { ticks.append(deadline) }
    }
    for recording in recordings.values where recording.known != .ended {
      ticks += [recording.readAt, mutant(.timerLost) ? nil : recording.releaseAt].compactMap { $0 }
      if recording.isCovered {
        if let notBefore = recording.pauseNotBefore { ticks.append(notBefore) }
        if let selfResumesAt = recording.selfResumesAt { ticks.append(selfResumesAt) }
      }
    }
    for search in searches.values {
      ticks += [search.nextAt, search.since + .seconds(2)].compactMap { $0 }
    }
    if windows.values.contains(where: \.isUnfinished) || directory.hasLive { ticks.append(lastEvent + conversationIdle) }
    return ticks.filter { $0 > now }.min()
  }
}
