import Model

/// When the conversation has to be looked at again though nothing is heard of it: timers are data, and a stale one does nothing.
extension Conversation {
  func deadline(after now: Tick, conversationIdle: Span) -> Tick? {
    var next: Tick?
    func consider(_ tick: Tick?) {
      if let tick, tick > now, next.map({ tick < $0 }) ?? true { next = tick }
    }
    for window in windows.values where window.isUnfinished && !window.isPastMaxPause {
      consider(window.deadline)
    }
    for recording in recordings.values where recording.known != .ended {
      consider(recording.readAt)
      consider(mutant(.timerLost) ? nil : recording.releaseAt)
      guard recording.isCovered else { continue }
      consider(recording.pauseNotBefore)
      consider(recording.selfResumesAt)
    }
    for search in searches.values {
      consider(search.nextAt)
      consider(search.since + .seconds(2))
    }
    if windows.values.contains(where: \.isUnfinished) || directory.hasLive { consider(lastEvent + conversationIdle) }
    return next
  }
}
