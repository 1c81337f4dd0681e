import Model

/// One thing that can be paused, as the journal tells of it: what is known, what is under way, what is due next.
struct Recording: Hashable, Sendable {
  enum Known: String, Hashable, Sendable { case recording, paused, ended, unknown }

  let key: RecordingKey
  var agent: String?
  var participant: String?
  /// When an event says it began; nil when it was there before anyone looked.
  var startedAt: Timestamp?
  var endedAt: Timestamp?
  /// Since when the journal knows of it; anew when it comes back (R6).
  var seenAt: Tick
  var known = Known.unknown
  var isCovered = false
  /// A pause of ours may be in force: a release is owed once nothing covers it.
  var mayBePaused = false
  /// W2: an ended without a started asks for one look.
  var reconciles = false
  /// The last call was answered 2xx, or its answer lost: only a reading tells what it did (R9, R10).
  var awaitsReading = false
  /// The answer to the last pause was lost: a RECORDING is acted on at once (R9).
  var isLost = false
  /// Not connected yet when last seen, or begun when the pause under way had left: a 2xx does not pause it (R4).
  var isRequested = false
  /// The platform said it is not there (404): another look decides.
  var isMissing = false
  /// It was read as PAUSED while a resume that had left could still apply (R10).
  var isTentative = false
  /// Its resume was believed without a reading (R5): what is read as PAUSED after that is our own pause still.
  var isUnseen = false
  /// The platform does not say its state (R5).
  var isBlind = false
  /// No call before an operator's retry, or until what is wanted of it changes.
  var isParked = false
  /// A replay looks at it, and releases it if need be.
  var isReplayed = false
  /// Seen PAUSED with nothing covering it: the resume may go (R5).
  var mayResume = false
  var wish: Outstanding?
  /// R8: a resume that was in flight when a pause had to go.
  var overtaken: CommandID?
  var lastPause: Tick?
  var lastResume: Tick?
  /// The call that was answered 2xx last, if nothing that left before or since may apply after it: what holds where nothing can be read.
  var answered: Command.Kind?
  /// R9 where nothing can be read: a call without an answer may apply until then, so the contrary one is repeated after it.
  var lostPauseUntil: Tick?
  var lostResumeUntil: Tick?
  /// No pause before this (403: each 30 s; 404, 409 and lost answers: backoff).
  var pauseNotBefore: Tick?
  var pauseAttempts = 0
  /// When the platform will have resumed by itself (R10).
  var selfResumesAt: Tick?
  var readAt: Tick?
  var reads = 0
  var releaseAt: Tick?
  var releasingSince: Tick?
  var confirmedAt: Timestamp?
  var confirmedTick: Tick?
  /// Since when it has been known to be paused without a break; nil while it is not.
  var pausedSince: Timestamp?

  init(key: RecordingKey, startedAt: Timestamp? = nil, seenAt: Tick) {
    self.key = key
    self.startedAt = startedAt
    self.seenAt = seenAt
  }

  /// One that is first heard of by a call to it.
  init(of target: Target, _ key: RecordingKey, seenAt: Tick) {
    self.init(key: key, seenAt: seenAt)
    agent = target.agent
    participant = target.participant
  }

  /// Whether windows may count on it: it is there, as far as we know.
  var isPresent: Bool { known != .ended && !isMissing }
  var owesRelease: Bool { mayBePaused || reconciles }
  var isTentativelyPaused: Bool { known == .paused && isTentative }
  var isPausing: Bool { wish?.kind == .pause && wish?.isSent == true }
  var isOnlyInDoubt: Bool { !isCovered && reconciles && !mayBePaused }

  /// R6: a participant's recording may come back; nothing that was known of the old one holds.
  mutating func comeBack(at tick: Tick, _ traits: PlatformTraits) {
    guard known == .ended else { return }
    known = .unknown
    endedAt = nil
    seenAt = tick
    answered = nil
    isUnseen = false
    isRequested = isPausing
    mayHaveInherited(at: tick, traits)
  }

  /// R6: a pause that left for the one that ended, or was not there, may have reached this one: it is looked at once, and where it cannot
  /// be, resumed if that pause was a moment ago.
  mutating func mayHaveInherited(at tick: Tick, _ traits: PlatformTraits) {
    guard let lastPause else { return }
    if canRead(traits) { reconciles = true }
    if tick < lastPause + traits.settle { mayBePaused = true }
  }

  /// It is there after all.
  mutating func isFound(at tick: Tick, _ traits: PlatformTraits) {
    if isMissing { mayHaveInherited(at: tick, traits) }
    isMissing = false
  }

  /// W4: calls for another conversation that names it too are calls to it.
  mutating func hear(of other: Recording, hasLeft: Bool) {
    guard known != .ended else { return }
    if let resume = other.lastResume, lastResume.map({ resume > $0 }) ?? true {
      lastResume = resume
      if hasLeft { known = .unknown }
      // Which of the two came last, the answer to the pause will not say.
      if isPausing { lostResumeUntil = later(lostResumeUntil, resume) }
    }
    lastPause = later(lastPause, other.lastPause)
    lostPauseUntil = later(lostPauseUntil, other.lostPauseUntil)
    lostResumeUntil = later(lostResumeUntil, other.lostResumeUntil)
    answered = nil
  }

  /// W4: what several conversations name is paused if all say so who make calls to it, or have made them.
  func doubted(by other: Recording) -> Recording {
    guard known == .paused, other.isPresent, other.isCovered || other.known == .paused else { return self }
    var doubted = self
    doubted.known = other.known
    doubted.pausedSince = other.pausedSince.flatMap { later($0, pausedSince) }
    if other.known != .paused { doubted.confirmedAt = other.confirmedAt }
    return doubted
  }

  /// Nothing is in flight any more: what was sent is unknown, and what waited for a look-up asks again.
  mutating func restart(wasInFlight: Bool, canRead: Bool, at tick: Tick) {
    wish = nil
    overtaken = nil
    mayResume = false
    guard known != .ended else { return }
    if wasInFlight {
      known = .unknown
      answered = nil
      mayBePaused = true
      awaitsReading = canRead
      isLost = true
    }
    if canRead && (isCovered || owesRelease) { readAt = tick }
  }

  /// W2: it gets one look. That it could not be read before says nothing of now.
  mutating func reconcile() {
    if !reconciles { isBlind = false }
    reconciles = true
  }

  /// Nothing is owed to it any more.
  mutating func endRelease() {
    reconciles = false
    awaitsReading = false
    isLost = false
    mayResume = false
    reads = 0
    readAt = nil
    releaseAt = nil
    releasingSince = nil
  }

  func canRead(_ traits: PlatformTraits) -> Bool { traits.canInspect && !isBlind }

  /// R10: vendors are eventually consistent, so a reading is final only when no call that wished otherwise could apply after it.
  func isFinal(_ state: Observation.State, readAt tick: Tick, settle: Span) -> Bool {
    if mutant(.firstReadingFinal) { return true }
    if overtaken != nil || wish?.isSent == true { return false }
    let contrary = state == .paused ? lastResume : lastPause
    return contrary.map { tick >= $0 + settle } ?? true
  }

  /// R10: until when a contrary call that was answered may still apply, where that could be read, but not now (R5).
  func unsettled(_ contrary: Tick?, at now: Tick, _ traits: PlatformTraits) -> Tick? {
    guard traits.canInspect, let contrary, now < contrary + traits.settle else { return nil }
    return contrary + traits.settle
  }

  /// The next reading that is not final: soon at first, and once more when it will be final (R10).
  mutating func readAgain(now: Tick, settle: Span) {
    reads += 1
    readAt = now + Backoff.reading(reads)
    let settled = later(lastPause, lastResume).map { $0 + settle }
    if let settled, settled > now { readAt = min(settled, now + Backoff.reading(reads)) }
  }
}

/// A command of ours that has no final answer yet.
struct Outstanding: Hashable, Sendable {
  var id: CommandID
  var kind: Command.Kind
  var purpose: Command.Purpose
  /// A pause of ours may have been in force when it was wished: one that is refused changes nothing about that.
  var wasPaused = true
  /// When its call left, while it has not returned; nil while it can still be taken back (R8).
  var sentAt: Tick?

  var isSent: Bool { sentAt != nil }
}
