import Model

/// A state as the model check tells states apart: what may still make a difference to what is done, in a fixed order. Ids, reports and
/// alarms are left out, for no rule reads them to decide about a call.
package struct Shape: Hashable, Sendable {
  private var words: [Int64] = []

  /// A doubt makes no difference once all recordings that can come have been told of it.
  init(_ conversation: Conversation, windows: [WindowKey], recordings: Int, platforms: [PlatformTraits], at now: Tick) {
    let endings = conversation.rankedEndings
    let mayMeetMore = conversation.recordings.values.count { $0.known != .ended } < recordings
    for key in windows {
      add(conversation.phase(of: key, platforms), endings[key] ?? 0, mayMeetMore && conversation.windows[key]?.isInDoubt == true ? 1 : 0)
    }
    add(
      flags(conversation.over != nil, conversation.idleCheckAt != nil, conversation.isReplayed, conversation.directory.hasLeft)
        << 1 | (conversation.over == nil && conversation.customerLeft != nil ? 1 : 0))
    for (participant, _) in conversation.directory.live { add(Int64(participant.utf8.last ?? 0)) }
    for traits in platforms {
      add(-1)
      if let search = conversation.searches[traits.name] { add(search, windows) }
      for (key, look) in conversation.looks.sorted(by: { $0.key < $1.key }) where key.platform == traits.name { add(key, look) }
      for recording in conversation.recordings.values.filter({ $0.key.platform == traits.name }).sorted(by: { $0.key < $1.key }) {
        let look = conversation.look(at: recording, traits)
        add(recording, seenBy: look, traits, at: now)
        add(windows.reduce(0) { $0 << 1 | (conversation.windows[$1]?.isInDoubt(about: recording.key) == true ? 1 : 0) })
        if traits.canInspect { add(conversation.lastStart.map { (look?.sentAt ?? now) >= $0 + traits.settle ? 1 : 0 } ?? 1) }
      }
    }
  }

  private mutating func add(_ words: Int64...) { self.words += words }

  /// How long it has lasted only stretches the waits (R3), and here everything may happen within a wait.
  private mutating func add(_ search: Conversation.Search, _ windows: [WindowKey]) {
    add(-2, search.nextAt == nil ? 0 : 1, windows.reduce(0) { $0 << 1 | (search.asked.contains($1) ? 1 : 0) })
  }

  private mutating func add(_ key: Conversation.LookKey, _ look: Outstanding) {
    add(-3, key.kind == .resolve ? 0 : 1, Int64(key.recording.utf8.last ?? 0), look.isSent ? -1 : Int64(look.purpose.urgency))
  }

  private mutating func add(_ recording: Recording, seenBy look: Outstanding?, _ traits: PlatformTraits, at now: Tick) {
    add(-4, Int64(recording.key.id.utf8.last ?? 0), recording.marks, recording.wish.map(\.marks) ?? -1)
    // Timers count by their order, since that says which is next; one that is past is due.
    let drift = traits.driftCheck.flatMap { drift in recording.known == .paused ? recording.confirmedTick.map { $0 + drift } : nil }
    let timers = [recording.readAt, recording.releaseAt, recording.isCovered ? recording.pauseNotBefore : nil, drift]
    let coming = Set(timers.compactMap { $0 }.filter { $0 > now }).sorted()
    for tick in timers { add(tick.map { Int64(coming.firstIndex(of: $0) ?? -1) + 1 } ?? -1) }
    let limits = [recording.lostPauseUntil, recording.lostResumeUntil, recording.isCovered ? recording.selfResumesAt : nil]
    for tick in limits { add(tick.map { $0 > now ? 1 : 0 } ?? -1) }
    guard traits.canInspect else { return }
    if let pause = recording.lastPause, let resume = recording.lastResume { add(pause < resume ? -1 : pause == resume ? 0 : 1) }
    // A look-up reads the recording as of its departure (R10), and cannot miss what came after it.
    let readAt = look?.sentAt ?? now
    for call in [recording.lastPause, recording.lastResume] { add(call.map { readAt >= $0 + traits.settle ? 1 : 0 } ?? 2) }
    add(recording.seenAt < readAt ? 1 : 0)
  }
}

/// Some answers to yes-or-no questions as one number.
private func flags(_ answers: Bool...) -> Int64 { answers.reduce(0) { $0 << 1 | ($1 ? 1 : 0) } }

extension Engine {
  /// Where there are so many recordings at most, and no windows but these.
  package func shape(of key: ConversationKey, windows: [WindowKey], recordings: Int, at now: Tick) -> Shape? {
    conversationStates.first { $0.key == key }.map {
      Shape($0, windows: windows, recordings: recordings, platforms: inSystem(key.system), at: now)
    }
  }
}

extension Conversation {
  /// Where a window stands, and what is to be done about it. However it came to be closed, the next started opens it again (W1); only what
  /// closed by leaving says more (W7). How far its moments lie apart makes no difference.
  fileprivate func phase(of key: WindowKey, _ platforms: [PlatformTraits]) -> Int64 {
    guard let window = windows[key] else { return 0 }
    let standing: Int64 =
      switch window.status {
      case .idle, .ended: 0
      case .left: 1
      case .expired: 2
      case .open: 3
      }
    let asks = window.isUnfinished || window.reconciles
    let searched: Int64 = platforms.reduce(0) { $0 << 1 | (asks && window.searched.contains($1.name) ? 1 : 0) }
    return flags(window.reconciles, window.status == .open && coversShared(key, window)) << 16
      | standing << 8 | searched
  }

  /// W7: the order of the windows' ends; it is asked for only where one of them came by leaving.
  fileprivate var rankedEndings: [WindowKey: Int64] {
    guard windows.values.contains(where: { $0.status == .left }) else { return [:] }
    let moments = windows.compactMapValues { $0.status == .left ? $0.closedAt : $0.endedAt }
    let sorted = Set(moments.values).sorted()
    return moments.mapValues { Int64(sorted.firstIndex(of: $0) ?? 0) + 1 }
  }

  fileprivate func look(at recording: Recording, _ traits: PlatformTraits) -> Outstanding? {
    looks[LookKey(platform: traits.name, kind: .inspect, recording: traits.inspectsConversation ? "" : recording.key.id)]
      ?? looks[LookKey(platform: traits.name, kind: .resolve, recording: "")]
  }
}

extension Recording {
  /// How often it was read or tried in vain only stretches the waits, and here everything may happen within a wait.
  fileprivate var marks: Int64 {
    let known: Int64 =
      switch self.known {
      case .recording: 0
      case .paused: 1
      case .ended: 2
      case .unknown: 3
      }
    return flags(
      isCovered, mayBePaused, reconciles, awaitsReading, isLost, isRequested, isMissing, isBlind, isParked, isReplayed, mayResume,
      overtaken != nil, agent != nil, startedAt != nil, confirmedTick != nil, answered == .pause, answered == .resume,
      isTentativelyPaused, isUnseen) << 2 | known
  }
}

extension Outstanding {
  fileprivate var marks: Int64 { flags(kind == .pause, wasPaused, isSent) }
}
