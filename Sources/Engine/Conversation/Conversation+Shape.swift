import Model

/// A state as the model check tells states apart. Times count by their order only, within one window or one recording;
/// counts count as none or some; ids, reports and alarms do not count.
package struct Shape: Hashable, Sendable {
  private var windows: [WindowKey: Window] = [:]
  private var coversShared: Set<WindowKey> = []
  private var recordings: [RecordingKey: Recording] = [:]
  private var directory: Directory
  private var searches: [String: Bool] = [:]
  private var looks: [Conversation.LookKey: Outstanding] = [:]
  private var isOver: Bool

  init(_ conversation: Conversation, at now: Tick) {
    directory = conversation.directory
    Self.rank(&directory) { $0.forEachTime($1) }
    isOver = conversation.over != nil
    for (key, window) in conversation.windows {
      if conversation.coversShared(key, window) { coversShared.insert(key) }
      windows[key] = window.reduced(endingAt: conversation.end(of: key))
    }
    for (key, recording) in conversation.recordings { recordings[key] = recording.reduced(at: now) }
    for (name, search) in conversation.searches { searches[name] = search.attempts == 0 }
    looks = conversation.looks.mapValues { $0.reduced }
  }

  /// Puts each time's place among those of the value in its stead.
  fileprivate static func rank<Value>(
    _ value: inout Value, _ visit: (inout Value, (inout Int64) -> Void) -> Void
  ) {
    var times = Set<Int64>()
    visit(&value) { times.insert($0) }
    let places = Dictionary(uniqueKeysWithValues: times.sorted().enumerated().map { ($0.element, Int64($0.offset)) })
    visit(&value) { $0 = places[$0] ?? 0 }
  }
}

extension Engine {
  package func shape(of key: ConversationKey, at now: Tick) -> Shape? {
    conversationStates.first { $0.key == key }.map { Shape($0, at: now) }
  }
}

extension Window {
  fileprivate func reduced(endingAt end: Timestamp?) -> Window {
    var copy = self
    copy.closedAt = end
    copy.since = Tick(milliseconds: 0)
    copy.openedAt = nil
    copy.confirmedAt = nil
    copy.exposures = [:]
    copy.decidedFor = nil
    Shape.rank(&copy) { window, body in
      window.started?.visit(body)
      window.startedTick.visit(body)
      window.endings.forEachTime(body)
      window.closedAt?.visit(body)
      window.endedAt?.visit(body)
    }
    return copy
  }
}

extension Recording {
  /// The present is one of its times, so that what is due differs from what is not.
  fileprivate func reduced(at now: Tick) -> Recording {
    var copy = self
    copy.seenAt = now
    copy.confirmedAt = nil
    copy.wish = wish?.reduced
    copy.overtaken = overtaken.map { _ in CommandID(seq: 0, index: 0) }
    copy.reads = min(reads, 1)
    copy.pauseAttempts = min(pauseAttempts, 1)
    Shape.rank(&copy) { recording, body in
      recording.seenAt.visit(body)
      recording.startedAt?.visit(body)
      recording.endedAt?.visit(body)
      for field in [
        \Recording.lastPause, \.lastResume, \.lostPauseUntil, \.lostResumeUntil, \.pauseNotBefore, \.selfResumesAt, \.readAt, \.releaseAt,
        \.releasingSince, \.confirmedTick,
      ] { recording[keyPath: field]?.visit(body) }
    }
    return copy
  }
}

extension Outstanding {
  fileprivate var reduced: Outstanding {
    Outstanding(id: CommandID(seq: 0, index: 0), kind: kind, purpose: purpose, sentAt: sentAt.map { _ in Tick(milliseconds: 0) })
  }
}

extension Tick {
  mutating func visit(_ body: (inout Int64) -> Void) { body(&milliseconds) }
}

extension Timestamp {
  mutating func visit(_ body: (inout Int64) -> Void) { body(&milliseconds) }
}
