/// What was decided for a window or recording, with its values: a fold reads it and never computes it again.
package struct Decision: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// Which rule governs a window.
    case policy(Governance)
    /// A stretch of time in which a covered recording was not confirmed paused.
    case exposure(Exposure)
    /// A started older than the newest ended of its window (W1).
    case void
    /// A release that found nothing to do: ended, gone, not paused.
    case dropped
    /// A command is kept for an operator.
    case parked(CommandID)
  }

  package var kind: Kind
  package var conversation: ConversationKey
  package var window: WindowKey?
  package var recording: RecordingKey?
  /// The conversation that the recording is in, when it is another one (W3, `scope: "agent"`).
  package var recordedIn: String?
  /// One line for the timeline.
  package var message: String?

  package init(
    _ kind: Kind, conversation: ConversationKey, window: WindowKey? = nil, recording: RecordingKey? = nil, message: String? = nil
  ) {
    self.kind = kind
    self.conversation = conversation
    self.window = window
    self.recording = recording
    self.message = message
  }

  /// The word the journal, `events` and `show` use.
  package var name: String {
    switch kind {
    case .policy: "policy"
    case .exposure: "exposure"
    case .void: "void"
    case .dropped: "dropped"
    case .parked: "parked"
    }
  }
}

/// A window within its conversation: whose it is (nil: everyone's) and which origin told of it (W1).
package struct WindowKey: Hashable, Comparable, Sendable {
  package var agent: String?
  package var origin: String

  package init(agent: String?, origin: String) {
    self.agent = agent
    self.origin = origin
  }

  package static func < (left: WindowKey, right: WindowKey) -> Bool {
    (left.agent ?? "", left.origin) < (right.agent ?? "", right.origin)
  }
}

/// What the first matching rule says about a window: its values, copied, so that a reload changes nothing of the past.
package struct Governance: Hashable, Sendable {
  package enum Scope: String, Sendable, CaseIterable { case initiator, agent, everyone }
  package enum OnMaxPause: String, Sendable, CaseIterable { case resume, keep }
  package enum OnTransfer: String, Sendable, CaseIterable { case resume, keep }
  package enum RecordingSide: String, Sendable, CaseIterable { case agent, customer }

  /// The rule's name; `policy` when none matched.
  package var rule: String
  package var pause: Bool
  /// The platforms to act on; empty means the source's own.
  package var platforms: [String]
  package var maxPause: Span
  package var onMaxPause: OnMaxPause
  package var resumeDelay: Span
  package var scope: Scope
  package var onTransfer: OnTransfer
  package var recordingSide: RecordingSide
  package var exposureLimit: Span
  /// When set, an ended with another reason closes nothing (W6).
  package var endedReasons: [String]?
  package var tags: [String: String]
  /// A rule further up might still match once an unknown attribute is known.
  package var isProvisional: Bool

  package init(rule: String = "policy") {
    self.rule = rule
    pause = true
    platforms = []
    maxPause = .seconds(120)
    onMaxPause = .resume
    resumeDelay = .milliseconds(500)
    scope = .initiator
    onTransfer = .resume
    recordingSide = .agent
    exposureLimit = .seconds(2)
    tags = [:]
    isProvisional = false
  }
}

/// Time in which a window was open and its recording was not confirmed paused.
package struct Exposure: Hashable, Sendable {
  package enum Cause: String, Sendable, CaseIterable {
    case late, unresolved, refused, outage
    case maxPause = "max-pause"
    case void, drifted
    case offByRule = "off-by-rule"
  }

  package var from: Timestamp
  /// Nil while it goes on.
  package var to: Timestamp?
  package var cause: Cause
  package var rule: String
  /// Longer than the rule's `exposureLimit`.
  package var isFlagged: Bool
  /// The sender said that the field was masked on the screen meanwhile.
  package var hasOverlay: Bool

  package init(from: Timestamp, to: Timestamp?, cause: Cause, rule: String, isFlagged: Bool, hasOverlay: Bool = false) {
    self.from = from
    self.to = to
    self.cause = cause
    self.rule = rule
    self.isFlagged = isFlagged
    self.hasOverlay = hasOverlay
  }
}
