import Model

/// One event as NICE CXone's webhooks, or a Studio script in their place, deliver it.
struct CXoneEvent {
  private let id: String
  private let type: String
  private let timestamp: String
  private let data: FieldReader

  init(_ value: JSONValue) throws(FieldError) {
    let event = FieldReader(value)
    id = try event.requiredIdentifier("eventId")
    type = try event.requiredString("eventType")
    timestamp = try event.requiredString("timestamp")
    data = try event.requiredObject("data", path: "data.")
  }

  func event(for source: SourceIdentity, receivedAt: Timestamp) throws(FieldError) -> Event {
    let kind = try kind()
    guard kind != .ignored else {
      let conversation = (try? data.identifier("interactionId")) ?? ""
      let occurredAt = Timestamp(rfc3339: timestamp) ?? receivedAt
      return source.event(.ignored, id: id, conversation: Identifier.canonical(conversation), occurredAt: occurredAt)
    }
    let conversation = Identifier.canonical(try data.requiredIdentifier("interactionId"))
    let occurredAt = try Moment.read(timestamp, field: "timestamp")
    var result = source.event(kind, id: id, conversation: conversation, occurredAt: occurredAt)
    result.agent = try data.identifier("agentId", allowsNumber: true).map(Identifier.canonical)
    result.contact = try data.identifier("contactId", allowsNumber: true)
    result.user = try data.identifier("userId")
    result.recording = try data.identifier("screenRecordingId", allowsNumber: true)
    result.queue = try data.identifier("queueId", allowsNumber: true)
    if kind == .pauseStarted || kind == .pauseEnded {
      result.reason = try data.text("reason") ?? (kind == .pauseStarted ? "PCI_DATA_DETECTED" : "PCI_DATA_CLEARED")
      result.metadata = try metadata()
    }
    return result
  }

  private func kind() throws(FieldError) -> Event.Kind {
    switch type {
    case "pci.detected": .pauseStarted
    case "pci.cleared": .pauseEnded
    case "screen-recording.started": .recordingStarted
    case "screen-recording.ended": .recordingEnded
    case "interaction.status-changed":
      switch try data.requiredString("status").uppercased() {
      case "CLOSED", "ENDED": .conversationEnded
      default: .ignored
      }
    default: .ignored
    }
  }

  /// The named members, and whatever a `metadata` object holds, for the recording's own audit trail.
  private func metadata() throws(FieldError) -> [String: String] {
    var metadata = try data.object("metadata", path: "data.metadata.")?.metadata() ?? [:]
    for name in ["pciField", "complianceRule", "detectionTimestamp", "clearTimestamp"] {
      if let text = try data.text(name) { metadata[name] = text }
    }
    return metadata
  }
}
