import Model
import Native

/// What makes an event the same as another (E1): its id within its origin, and its whole decoded fact under whatever id.
package struct EventKeys: Hashable, Sendable {
  /// Of origin and id.
  package let identity: [UInt8]
  /// Of everything the fact says; nil for an ignored event, of which only the id is known.
  package let fact: [UInt8]?

  /// `occurredAt` must be the sender's own, before any correction, or a repeat would look new.
  package init(_ event: Event, hasher: inout SHA256) {
    var canonical = CanonicalBytes()
    canonical.append(event.origin)
    canonical.append(event.id)
    hasher.update(canonical.bytes)
    identity = Array(hasher.finish().prefix(16))
    guard event.kind != .ignored else {
      fact = nil
      return
    }
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
    // The time in front keeps new keys together in the index, so that a commit touches few of its pages.
    let time = withUnsafeBytes(of: event.occurredAt.milliseconds.bigEndian) { Array($0.suffix(6)) }
    fact = time + hasher.finish().prefix(16)
  }
}
