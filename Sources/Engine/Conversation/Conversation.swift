import Model

/// All that the engine knows of one conversation: a fold over its entries, kept level. Entries change the facts;
/// `reconcile` then compares what each recording should be with what is confirmed, and asks for the difference.
struct Conversation: Hashable, Sendable {
  let key: ConversationKey
  var seq: Int64 = 0
  var lastEvent = Tick(milliseconds: 0)
  var windows: [WindowKey: Window] = [:]
  var recordings: [RecordingKey: Recording] = [:]
  var directory = Directory()
  /// W3: an ended without agent closes all windows of its origin, those not heard of yet included.
  var endedForAll: [String: Endings] = [:]
  var customerLeft: Timestamp?
  var endedAt: Timestamp?
  var contact: String?
  var initialContact: String?
  /// When the event that last named a contact or a call happened: an older one does not bring back a leg that is over.
  var namedAt: Timestamp?
  var users: [String: String] = [:]
  var call: String?
  var queue: String?
  var division: String?
  var customerType: String?
  var language: String?
  var searches: [String: Search] = [:]
  /// Look-ups under way, by what they look at: a platform's conversation or one recording (D4: shared by all who wait).
  var looks: [LookKey: Outstanding] = [:]
  var alarms: Set<AlarmKey> = []
  /// W8: the newest blind transfer of each agent; of everyone under the empty name.
  var transfers: [String: Timestamp] = [:]
  /// R11: recordings that ended under a window, by agent.
  var splits: [String: Tick] = [:]
  var parked: [CommandID: Command] = [:]
  var idleCheckAt: Tick?
  /// When hushd started last: a pause that left before, and is in no journal (G3), may apply for a while after.
  var lastStart: Tick?
  /// An operator's replay is at it: what it looks at and releases goes behind live work (D4).
  var isReplayed = false

  struct Search: Hashable, Sendable {
    var since: Tick
    var attempts = 0
    /// Nil while the look-up is parked.
    var nextAt: Tick?
    /// The windows that the last look-up was for.
    var asked: Set<WindowKey> = []
  }

  struct LookKey: Hashable, Sendable, Comparable {
    var platform: String
    var kind: Command.Kind
    /// Empty when one look-up answers for the whole conversation.
    var recording: String

    static func < (left: LookKey, right: LookKey) -> Bool {
      (left.platform, left.kind.rawValue, left.recording) < (right.platform, right.kind.rawValue, right.recording)
    }
  }

  struct AlarmKey: Hashable, Sendable, Comparable {
    var name: String
    var subject: String

    static func < (left: AlarmKey, right: AlarmKey) -> Bool { (left.name, left.subject) < (right.name, right.subject) }
  }

  init(key: ConversationKey) { self.key = key }

  /// W7: the conversation is over when it was said to be, or when the customer and all agent sessions have ended.
  var over: Timestamp? {
    later(endedAt, customerLeft.flatMap { directory.deserted(from: $0) })
  }

  /// The newest ended that was said of a window itself (W1, W3, W6).
  func explicitEnd(of window: WindowKey) -> Timestamp? {
    let reasons = windows[window]?.governance?.endedReasons
    return later(windows[window]?.endings.newest(closing: reasons), endedForAll[window.origin]?.newest(closing: reasons))
  }

  /// W7: left and ended count as ended.
  func end(of window: WindowKey) -> Timestamp? {
    later(later(explicitEnd(of: window), over), window.agent.flatMap { directory.left($0) })
  }

  /// W8: whether it covers what all of the conversation share: a blind transfer closed what started before it.
  func coversShared(_ key: WindowKey, _ window: Window) -> Bool { window.covers && transferred(key, window) == nil }

  /// W8: the blind transfer that closed it for what all of the conversation share.
  func transferred(_ key: WindowKey, _ window: Window) -> Timestamp? {
    guard let started = window.started else { return nil }
    return newestTransfer(of: key, window).flatMap { started < $0 ? $0 : nil }
  }

  /// W8: of those that matter to it.
  func newestTransfer(of key: WindowKey, _ window: Window) -> Timestamp? {
    guard window.governance?.onTransfer == .resume, !mutant(.transferIgnored) else { return nil }
    return later(transfers[""], key.agent.map { transfers[$0] } ?? transfers.values.max())
  }

  /// Nothing is open, owed, under way or due: it can be forgotten until its next entry brings it back from the journal.
  var isAtRest: Bool {
    windows.values.allSatisfy { !$0.isUnfinished && !$0.reconciles } && looks.isEmpty && searches.isEmpty && parked.isEmpty
      && alarms.isEmpty
      && recordings.values.allSatisfy { $0.wish == nil && $0.overtaken == nil && $0.readAt == nil && $0.releaseAt == nil }
  }

  /// Whether anything of it may still be recorded: a window elsewhere may cover it (W3).
  var isLive: Bool {
    over == nil && (directory.hasLive || recordings.values.contains { $0.known == .recording || $0.known == .paused })
  }
}
