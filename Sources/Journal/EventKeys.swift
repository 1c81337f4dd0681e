import Model
import Native

/// What makes an event the same as another (E1): its id within its origin, and its whole decoded fact under whatever id.
package struct EventKeys: Hashable, Sendable {
  /// Of origin and id.
  package let identity: Int64
  /// Of everything the fact says; nil for an ignored event, of which only the id is known.
  package let fact: Int64?
  /// The digest of its conversation, among whose facts this one is looked for.
  package let conversation: Int64
}

/// Makes the keys of events; one serves many.
package struct EventKeyMaker: ~Copyable {
  private var hasher = SHA256()
  private var canonical = CanonicalBytes()

  package init() {}

  /// `occurredAt` must be the sender's own, before any correction, or a repeat would look new.
  package mutating func keys(of event: Event) -> EventKeys {
    let conversation = event.conversationKey.digest
    canonical.removeAll()
    canonical.append(event.origin)
    canonical.append(event.id)
    hasher.update(canonical.bytes)
    let identity = hasher.finishShort()
    guard event.kind != .ignored else { return EventKeys(identity: identity, fact: nil, conversation: conversation) }
    canonical.removeAll()
    canonical.append(event.origin)
    canonical.append(event.kind.rawValue)
    canonical.append(event.system)
    canonical.append(event.conversation)
    canonical.append(event.agent)
    canonical.append(event.participant)
    canonical.append(event.session)
    canonical.append(event.recording)
    canonical.append(event.occurredAt.milliseconds)
    hasher.update(canonical.bytes)
    return EventKeys(identity: identity, fact: hasher.finishShort(), conversation: conversation)
  }

  /// Those of the events among the entries, in their order.
  mutating func keys(of entries: [Entry]) -> [EventKeys] {
    var keys: [EventKeys] = []
    for entry in entries {
      if case .event(let event) = entry.body { keys.append(self.keys(of: event)) }
    }
    return keys
  }
}
