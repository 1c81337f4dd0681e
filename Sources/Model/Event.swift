/// One fact about a conversation, as a source delivered it and a decoder read it.
package struct Event: Hashable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case pauseStarted = "pause.started"
    case pauseEnded = "pause.ended"
    case agentJoined = "agent.joined"
    case agentLeft = "agent.left"
    case customerLeft = "customer.left"
    case transferStarted = "transfer.started"
    case recordingStarted = "recording.started"
    case recordingEnded = "recording.ended"
    case conversationEnded = "conversation.ended"
    /// Well-formed, but nothing hushd acts on; kept so that the sender is answered and the journal complete.
    case ignored
  }

  package enum Transfer: String, Sendable {
    case blind, consult
  }

  package var kind: Kind
  /// The sender's id; for CloudEvents its `source` attribute and id joined by a space (E1).
  package var id: String
  package var source: String
  package var origin: String
  package var system: String
  /// The platform its source names: whose conversations these are.
  package var platform: String
  /// Empty only for `ignored` events that name none.
  package var conversation: String
  package var occurredAt: Timestamp
  package var agent: String?
  package var participant: String?
  package var session: String?
  package var recording: String?
  package var contact: String?
  package var initialContact: String?
  /// The recorder's own user id, where it differs from the agent's.
  package var user: String?
  package var call: String?
  package var queue: String?
  package var division: String?
  package var customerType: String?
  package var language: String?
  package var reason: String?
  package var transfer: Transfer?
  /// The sender masks the field on the screen meanwhile; only noted.
  package var overlay: Bool
  package var metadata: [String: String]
  /// From before hushd's last start: an earlier run may have heard it too, and have paused without living to keep it (G3).
  package var precedesStart: Bool

  package init(
    kind: Kind, id: String, source: String, origin: String, system: String, platform: String, conversation: String,
    occurredAt: Timestamp
  ) {
    self.kind = kind
    self.id = id
    self.source = source
    self.origin = origin
    self.system = system
    self.platform = platform
    self.conversation = conversation
    self.occurredAt = occurredAt
    overlay = false
    metadata = [:]
    precedesStart = false
  }

  package var conversationKey: ConversationKey { ConversationKey(system: system, id: conversation) }
}
