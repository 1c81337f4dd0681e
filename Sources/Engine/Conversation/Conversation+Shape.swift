import Model

/// A state as the model check tells states apart: what may still make a difference to what is done, in a fixed order. Ids, reports and
/// alarms are left out, for no rule reads them to decide about a call.
package struct Shape: Hashable, Sendable {
  private var words: [Int64] = []
  private let mayGoUnread: Bool

  init(_ conversation: Conversation, windows: [WindowKey], mayGoUnread: Bool, platforms: [PlatformTraits], at now: Tick) {
    self.mayGoUnread = mayGoUnread
    let endings = conversation.rankedEndings
    for key in windows {
      add(conversation.phase(of: key, platforms), endings[key] ?? 0, conversation.windows[key]?.isInDoubt == true ? 1 : 0)
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
        add(recording, traits, at: now)
        add(windows.reduce(0) { $0 << 1 | (conversation.windows[$1]?.isInDoubt(about: recording.key) == true ? 1 : 0) })
        // A look-up reads the recording as of its departure (R10), and cannot miss what came after it; the next leaves from now on.
        for readAt in conversation.looks(at: recording, traits).map({ $0?.sentAt ?? now }) + [now] where traits.canInspect {
          func isSettled(_ tick: Tick?) -> Bool { tick.map { readAt >= $0 + traits.settle } ?? true }
          add(flags(isSettled(recording.lastPause), isSettled(recording.lastResume), isSettled(conversation.lastStart)))
          add(recording.seenAt < readAt ? 1 : 0)
        }
      }
    }
  }

  private mutating func add(_ words: Int64...) { self.words += words }

  /// How long it has lasted only stretches the waits (R3), and here everything may happen within a wait.
  private mutating func add(_ search: Conversation.Search, _ windows: [WindowKey]) {
    add(-2, search.nextAt == nil ? 0 : 1, windows.reduce(0) { $0 << 1 | (search.asked.contains($1) ? 1 : 0) })
  }

  private mutating func add(_ key: Conversation.LookKey, _ look: Outstanding) {
    add(-3, key.kind == .resolve ? 0 : 1, Int64(key.recording.utf8.last ?? 0), look.isSent ? 1 : 0)
  }

  private mutating func add(_ recording: Recording, _ traits: PlatformTraits, at now: Tick) {
    add(-4, Int64(recording.key.id.utf8.last ?? 0), recording.marks, recording.wish.map(\.marks) ?? -1)
    // Timers count by their order, since that says which is next; one that is past is due.
    let drift = traits.driftCheck.flatMap { drift in recording.known == .paused ? recording.confirmedTick.map { $0 + drift } : nil }
    let timers = [recording.readAt, recording.releaseAt, recording.isCovered ? recording.pauseNotBefore : nil, drift]
    let coming = Set(timers.compactMap { $0 }.filter { $0 > now }).sorted()
    for tick in timers { add(tick.map { Int64(coming.firstIndex(of: $0) ?? -1) + 1 } ?? -1) }
    let limits = recording.isCovered ? [recording.selfResumesAt] : []
    // What was answered counts only where it may have to stand for a reading (R5, R9).
    let answers = mayGoUnread || !traits.canInspect || !traits.verifies ? [recording.lostPauseUntil, recording.lostResumeUntil] : []
    for tick in limits + answers { add(tick.map { $0 > now ? 1 : 0 } ?? -1) }
    if !answers.isEmpty { add(flags(recording.answered == .pause, recording.answered == .resume, recording.isUnseen)) }
    guard traits.canInspect else { return }
    // Which of the two was the later is asked of what awaits a reading; a call that is answered from now on is the later, or even.
    let isResumed = recording.lastResume.map { $0 >= recording.lastPause ?? $0 } ?? false
    add(flags(recording.awaitsReading && isResumed, recording.wish?.kind == .pause && recording.lastResume == now))
  }
}

/// Some answers to yes-or-no questions as one number.
private func flags(_ answers: Bool...) -> Int64 { answers.reduce(0) { $0 << 1 | ($1 ? 1 : 0) } }

extension Engine {
  /// Where there are no windows but these. `mayGoUnread`: a look-up may not say what state a recording is in.
  package func shape(of key: ConversationKey, windows: [WindowKey], mayGoUnread: Bool, at now: Tick) -> Shape? {
    conversationStates.first { $0.key == key }.map {
      Shape($0, windows: windows, mayGoUnread: mayGoUnread, platforms: inSystem(key.system), at: now)
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

  /// Those that may tell of a recording.
  fileprivate func looks(at recording: Recording, _ traits: PlatformTraits) -> [Outstanding?] {
    let inspected = traits.inspectsConversation ? "" : recording.key.id
    return [
      LookKey(platform: traits.name, kind: .inspect, recording: inspected), LookKey(platform: traits.name, kind: .resolve, recording: ""),
    ]
    .map { looks[$0] }
  }
}

extension Recording {
  /// How often it was read or tried in vain only stretches the waits, and here everything may happen within a wait. That a look is owed
  /// says nothing beside an owed release, and no event tells of an end that a later beginning has overtaken.
  fileprivate var marks: Int64 {
    let known: Int64 =
      switch self.known {
      case .recording: 0
      case .paused: 1
      case .ended: 2
      case .unknown: 3
      }
    return flags(
      isCovered, mayBePaused, reconciles && (isBlind || !mayBePaused || wish?.wasPaused == false), awaitsReading, isLost, isRequested,
      isMissing, isBlind, isParked, isReplayed, mayResume, overtaken != nil, agent != nil, lastPause != nil, isTentativelyPaused) << 2
      | known
  }
}

extension Outstanding {
  fileprivate var marks: Int64 { flags(kind == .pause, wasPaused, isSent) }
}
