import Model

/// One event of Genesys Cloud as Amazon EventBridge delivers it.
///
/// The `detail-type` is the topic's template, with the literal `{id}` on the wire; the conversation is taken from the event's own body.
struct EventBridgeEnvelope {
  private let envelope: FieldReader
  private let id: String
  private let topic: String
  private let detail: FieldReader

  init(_ value: JSONValue) throws(FieldError) {
    guard value.isObject else { throw FieldError("", "must be an EventBridge envelope, a JSON object") }
    envelope = FieldReader(value)
    id = try envelope.requiredIdentifier("id")
    topic = try envelope.requiredString("detail-type")
    detail = try envelope.requiredObject("detail", path: "detail.")
  }

  func event(for source: SourceIdentity, receivedAt: Timestamp) throws(FieldError) -> Event {
    try checkOrganization(source.organization)
    let kind = try kind(for: source)
    guard kind != .ignored else { return ignored(for: source, receivedAt: receivedAt) }

    let body = try body(for: source)
    guard let conversation = try identifier(at: source.fields.conversation, or: "conversationId", of: body) else {
      throw FieldError(source.fields.conversation ?? "detail.eventBody.conversationId", "missing")
    }
    let occurredAt = try time(of: body, pointer: source.fields.occurredAt)
    var event = source.event(kind, id: id, conversation: Identifier.canonical(conversation), occurredAt: occurredAt)
    event.queue = try body.identifier("queueId")
    event.division = try body.identifier("divisionId")
    switch kind {
    case .agentJoined, .agentLeft, .customerLeft:
      event.reason = try body.text("disconnectType")
      if let mediaType = try body.text("mediaType") { event.metadata = ["mediaType": mediaType] }
    default:
      event.reason = try body.text("reason")
    }
    // The participant of a secure flow is the machine; its window is everyone's.
    guard !isSecureFlow else { return event }
    event.participant = try identifier(at: source.fields.participant, or: "participantId", of: body).map(Identifier.canonical)
    event.session = try body.identifier("sessionId")
    if kind != .customerLeft {
      event.agent = try identifier(at: source.fields.agent, or: "userId", of: body).map(Identifier.canonical)
    }
    return event
  }

  /// Genesys's `eventBody`; a source that says where its fields are may do without one.
  private func body(for source: SourceIdentity) throws(FieldError) -> FieldReader {
    if let body = try detail.object("eventBody", path: "detail.eventBody.") { return body }
    guard source.fields.conversation != nil else { throw detail.error("eventBody", "missing") }
    return detail
  }

  private func checkOrganization(_ organization: String?) throws(FieldError) {
    guard let organization else { return }
    let source = try envelope.requiredString("source")
    guard source.lowercased().contains("genesys.com/cloud/\(organization.lowercased())/") else {
      throw FieldError("source", "is not of organization \(organization)")
    }
  }

  /// A field of the organization's own naming where it is there, else Genesys's.
  private func identifier(at pointer: String?, or name: String, of body: FieldReader) throws(FieldError) -> String? {
    if let pointer, let value = envelope.at(pointer: pointer) {
      return try Identifier.read(value, field: pointer, allowsNumber: true)
    }
    return try body.identifier(name)
  }

  private func time(of body: FieldReader, pointer: String?) throws(FieldError) -> Timestamp {
    if let pointer, let value = envelope.at(pointer: pointer) { return try Moment.read(value, field: pointer) }
    if let moment = try body.moment("eventTime") { return moment }
    if let moment = try detail.moment("timestamp") { return moment }
    if let moment = try envelope.moment("time") { return moment }
    throw body.error("eventTime", "missing, and so are detail.timestamp and time")
  }

  /// An event of no use to us is taken whatever its fields look like: refusing it would make the sender repeat it for hours.
  private func ignored(for source: SourceIdentity, receivedAt: Timestamp) -> Event {
    let body = detail.value("eventBody").map { FieldReader($0, path: "") }
    let conversation = body.flatMap { body in try? body.identifier("conversationId") } ?? ""
    let occurredAt = body.flatMap { body in try? time(of: body, pointer: nil) } ?? (try? envelope.moment("time")) ?? receivedAt
    return source.event(.ignored, id: id, conversation: Identifier.canonical(conversation), occurredAt: occurredAt)
  }
}

/// What an envelope tells.
extension EventBridgeEnvelope {
  private static let detailEvents = "v2.detail.events.conversation."
  /// Where the name of what happened may stand.
  private static let kindNames = ["eventType", "eventName", "event", "type", "name"]

  fileprivate var isSecureFlow: Bool { isDetailEvent(".flow.start") || isDetailEvent(".flow.end") }

  fileprivate func kind(for source: SourceIdentity) throws(FieldError) -> Event.Kind {
    if let kind = ownKind(of: source) { return kind }
    if isTopic(".secure_pause") || topic == "secure_pause" { return try securePause() }
    if isDetailEvent(".user.start") { return .agentJoined }
    if isDetailEvent(".user.end") { return .agentLeft }
    if isDetailEvent(".customer.end") { return .customerLeft }
    if source.secureFlows, isSecureFlow { return secureFlow }
    return .ignored
  }

  /// The meaning of the value that the source's `fields` point at, or of its own names in Genesys's places.
  private func ownKind(of source: SourceIdentity) -> Event.Kind? {
    if let pointer = source.fields.kind {
      return envelope.at(pointer: pointer)?.text.flatMap { source.kinds[$0] ?? EventBridgeEnvelope.securePauseKind($0) }
    }
    guard !source.kinds.isEmpty, let body = detail.value("eventBody") else { return nil }
    for name in EventBridgeEnvelope.kindNames {
      if let kind = body[name]?.string.flatMap({ source.kinds[$0] }) { return kind }
    }
    return nil
  }

  private static func securePauseKind(_ name: String) -> Event.Kind? {
    switch name.lowercased() {
    case "secure_pause_started": .pauseStarted
    case "secure_pause_ended": .pauseEnded
    default: nil
    }
  }

  private func securePause() throws(FieldError) -> Event.Kind {
    let body = try detail.requiredObject("eventBody", path: "detail.eventBody.")
    for name in EventBridgeEnvelope.kindNames {
      if let kind = body.value(name)?.string.flatMap(EventBridgeEnvelope.securePauseKind) { return kind }
    }
    return .ignored
  }

  /// A flow that hands the card entry to a machine: everyone in the conversation is covered until it returns to the agent.
  private var secureFlow: Event.Kind {
    guard let body = detail.value("eventBody") else { return .ignored }
    let flowType = body["flowType"]?.string?.uppercased()
    if isDetailEvent(".flow.start") { return flowType == "SECURECALL" ? .pauseStarted : .ignored }
    guard flowType == nil || flowType == "SECURECALL" else { return .ignored }
    return body["transferType"]?.string?.uppercased() == "RETURN_TO_AGENT" ? .pauseEnded : .ignored
  }

  private func isDetailEvent(_ suffix: String) -> Bool {
    topic.hasPrefix(EventBridgeEnvelope.detailEvents) && isTopic(suffix)
  }

  private func isTopic(_ suffix: String) -> Bool { topic.hasSuffix(suffix) }
}
