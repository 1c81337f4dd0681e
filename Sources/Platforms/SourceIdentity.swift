import Model

/// What a source's configuration says of its events: who tells, whose they are, and where its shape differs from the vendor's.
package struct SourceIdentity: Hashable, Sendable {
  package var name: String
  package var origin: String
  package var system: String
  package var platform: String
  /// Envelopes of another Genesys organization are refused.
  package var organization: String?
  package var fields: Fields
  /// What an organization's own event names mean.
  package var kinds: [String: Event.Kind]
  /// A Genesys secure call flow opens a window for everyone in the conversation.
  package var secureFlows: Bool

  /// JSON pointers into the unwrapped envelope, for an organization's own field names.
  package struct Fields: Hashable, Sendable {
    package var kind: String?
    package var conversation: String?
    package var agent: String?
    package var participant: String?
    package var occurredAt: String?

    package init(
      kind: String? = nil, conversation: String? = nil, agent: String? = nil, participant: String? = nil, occurredAt: String? = nil
    ) {
      self.kind = kind
      self.conversation = conversation
      self.agent = agent
      self.participant = participant
      self.occurredAt = occurredAt
    }
  }

  package init(
    name: String, origin: String, system: String, platform: String, organization: String? = nil, fields: Fields = Fields(),
    kinds: [String: Event.Kind] = [:], secureFlows: Bool = true
  ) {
    self.name = name
    self.origin = origin
    self.system = system
    self.platform = platform
    self.organization = organization
    self.fields = fields
    self.kinds = kinds
    self.secureFlows = secureFlows
  }

  func event(_ kind: Event.Kind, id: String, conversation: String, occurredAt: Timestamp) -> Event {
    Event(
      kind: kind, id: id, source: name, origin: origin, system: system, platform: platform, conversation: conversation,
      occurredAt: occurredAt)
  }
}
