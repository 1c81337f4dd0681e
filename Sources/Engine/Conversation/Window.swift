import Model

/// The time between secure pause started and ended, of one agent (or of everyone) in one conversation, as one origin tells it.
/// Whether it is open follows from the newest moments heard of, in whatever order they came (W1): nothing here counts.
struct Window: Hashable, Sendable {
  enum Status: Hashable, Sendable {
    /// No started was heard of. Can transition to: open, expired, ended, left.
    case idle
    /// Covers its recordings. Can transition to: expired, ended, left.
    case open
    /// Older than maxPause: covers nothing, and is exposed until its ended (W5). Can transition to: open, ended, left.
    case expired
    /// Its ended is newer than its started. Can transition to: open, expired, left.
    case ended
    /// Closed by the agent's leaving or the conversation's end only (W7). Can transition to: open, expired, ended.
    case left
  }

  var source: String
  var platform: String
  var started: Timestamp?
  /// The moment of `started` on the journal's monotonic time, which the deadline follows (W5).
  var startedTick = Tick(milliseconds: 0)
  var openedAt: Timestamp?
  /// When its opening was heard of.
  var heardAt: Timestamp?
  var since = Tick(milliseconds: 0)
  var endings = Endings()
  var governance: Governance?
  /// What its newest started and its newest ended said beside.
  var opening: Remark?
  var closing: Remark?
  var hasOverlay = false
  var status = Status.idle
  var closedAt: Timestamp?
  /// The newest ended that was said of it and counts (W1, W6).
  var endedAt: Timestamp?
  var confirmedAt: Timestamp?
  var isPastMaxPause = false
  /// W2: an ended that closed nothing asks for one look at the recordings.
  var reconciles = false
  /// It was open at a start, or began before it: a pause may have left before the crash and not be in the journal (G3), so each of its
  /// recordings gets that look, even a shared one. It never passes: one may be named long after, since a look-up may list only what is
  /// not paused (CXone).
  var isInDoubt = false
  /// The recordings that its doubt was told of.
  var undoubted: Set<RecordingKey> = []
  /// What the policy was last asked about it.
  var decidedFor: PolicyAttributes?
  /// The platforms that have answered a look-up since it opened.
  var searched: Set<String> = []
  /// Since when its exposures are told: `openedAt`, unless a started came late that moved it back.
  var settledFrom: Timestamp?
  /// The exposures that go on, by the recording's label; empty while none is known.
  var exposures: [String: OpenExposure] = [:]
  /// Up to when the exposures of each label have been told: no second is told twice.
  var told: [String: Timestamp] = [:]
  /// The recordings that it was over, and in which conversation each is (W3, `scope: "agent"`).
  var met: [RecordingKey: String] = [:]

  init(source: String, platform: String) {
    self.source = source
    self.platform = platform
  }

  /// What a platform is told with a pause or a resume.
  struct Remark: Hashable, Sendable {
    var reason: String?
    var metadata: [String: String]
    var moment: Timestamp
  }

  struct OpenExposure: Hashable, Sendable {
    var from: Timestamp
    var cause: Exposure.Cause
    var recording: RecordingKey?
    /// The rule that is its cause, which may not be the one that ends it.
    var rule: String?
  }

  /// Windows are a set, never a counter (W4): a recording is covered while any of them is open and pauses.
  var covers: Bool { status == .open && (governance?.pause ?? false) }
  /// Its past is told.
  var isSettled: Bool { settledFrom == openedAt }
  var isUnfinished: Bool { status == .open || status == .expired }
  func isInDoubt(about recording: RecordingKey) -> Bool { isInDoubt && !undoubted.contains(recording) }

  /// A pause of it may have left that the journal does not know of.
  mutating func doubt() {
    isInDoubt = true
    undoubted = []
  }

  var platforms: [String] { governance.map { $0.platforms.isEmpty ? [platform] : $0.platforms } ?? [platform] }
  var rule: String { governance?.rule ?? "policy" }

  /// A resume says what the ended said, if one closed the window.
  func remark(for kind: Command.Kind) -> Remark? {
    guard kind == .resume else { return opening }
    return closing.flatMap { closing in started.map { $0 < closing.moment } ?? true ? closing : nil }
  }

  /// The policy may have changed: a later decision may widen the window, never release it.
  mutating func askAgain() {
    governance?.isProvisional = true
    decidedFor = nil
  }

  /// W5: when it expires; nil while it has no rule or is not open.
  var deadline: Tick? {
    guard let governance, started != nil else { return nil }
    return startedTick + governance.maxPause
  }
}
