import Model

/// One event in CloudEvents 1.0, the format for one's own middleware: structured (also in a batch) or binary.
struct CloudEvent {
  private let id: String
  private let type: String
  /// Absent is allowed for a type we have no use for.
  private let time: String?
  /// What a field is called in an error: attributes are headers in the binary mode.
  private let timeField: String
  private let data: JSONValue?

  init(structured value: JSONValue) throws(FieldError) {
    let reader = FieldReader(value)
    try CloudEvent.check(version: try reader.requiredString("specversion"), field: "specversion")
    id = CloudEvent.joined(source: try reader.requiredIdentifier("source"), id: try reader.requiredIdentifier("id"))
    type = try reader.requiredString("type")
    time = try reader.string("time")
    timeField = "time"
    if reader.value("data") == nil, reader.value("data_base64") != nil {
      throw FieldError("data_base64", "is not read; send the data as a JSON object in data")
    }
    data = reader.value("data")
  }

  /// The attributes are in `ce-` headers, the body is the data.
  init(binary message: InboundMessage) throws(FieldError) {
    try CloudEvent.check(version: try CloudEvent.attribute("ce-specversion", of: message), field: "ce-specversion")
    id = CloudEvent.joined(
      source: try CloudEvent.identifier("ce-source", of: message), id: try CloudEvent.identifier("ce-id", of: message))
    type = try CloudEvent.attribute("ce-type", of: message)
    time = message.header("ce-time").map(URLText.decoded)
    timeField = "ce-time"
    guard !message.body.isEmpty else {
      data = nil
      return
    }
    do throws(JSONError) {
      data = try JSONDocument(message.body).root
    } catch {
      throw FieldError("data", error.description)
    }
  }

  static func isBinary(_ message: InboundMessage) -> Bool {
    guard message.mediaType?.hasPrefix("application/cloudevents") != true else { return false }
    return ["ce-specversion", "ce-id", "ce-source", "ce-type"].contains { message.header($0) != nil }
  }

  private static func check(version: String, field: String) throws(FieldError) {
    guard version == "1.0" else { throw FieldError(field, "must be 1.0") }
  }

  /// An id is unique only together with its source (E1).
  private static func joined(source: String, id: String) -> String { "\(source) \(id)" }

  private static func attribute(_ name: String, of message: InboundMessage) throws(FieldError) -> String {
    guard let value = message.header(name) else { throw FieldError(name, "missing") }
    return URLText.decoded(value)
  }

  private static func identifier(_ name: String, of message: InboundMessage) throws(FieldError) -> String {
    guard let text = try Identifier.check(try attribute(name, of: message), field: name) else { throw FieldError(name, "missing") }
    return text
  }
}

extension CloudEvent {
  private static let kinds: [String: Event.Kind] = [
    "hush.pause.started": .pauseStarted, "hush.pause.ended": .pauseEnded, "hush.agent.joined": .agentJoined,
    "hush.agent.left": .agentLeft, "hush.transfer.started": .transferStarted, "hush.recording.started": .recordingStarted,
    "hush.recording.ended": .recordingEnded, "hush.conversation.ended": .conversationEnded,
  ]

  func event(for source: SourceIdentity, receivedAt: Timestamp) throws(FieldError) -> Event {
    guard let kind = CloudEvent.kinds[type] else { return ignored(for: source, receivedAt: receivedAt) }
    guard let data else { throw FieldError("data", "missing") }
    guard data.isObject else { throw FieldError("data", "must be an object") }
    guard let time else { throw FieldError(timeField, "missing") }
    let reader = FieldReader(data, path: "data.")
    let conversation = Identifier.canonical(try reader.requiredIdentifier("conversation"))
    var event = source.event(kind, id: id, conversation: conversation, occurredAt: try Moment.read(time, field: timeField))
    event.agent = try reader.identifier("agent").map(Identifier.canonical)
    event.participant = try reader.identifier("participant").map(Identifier.canonical)
    event.session = try reader.identifier("session")
    event.recording = try reader.identifier("recording")
    event.contact = try reader.identifier("contact")
    event.initialContact = try reader.identifier("initialContact")
    event.user = try reader.identifier("user")
    event.call = try reader.identifier("call")
    event.queue = try reader.identifier("queue")
    event.division = try reader.identifier("division")
    event.customerType = try reader.text("customerType")
    event.language = try reader.text("language")
    event.reason = try reader.text("reason")
    event.overlay = try reader.bool("overlay") ?? false
    event.metadata = try reader.object("metadata", path: "data.metadata.")?.metadata() ?? [:]
    if let transfer = try reader.string("transfer") {
      guard let known = Event.Transfer(rawValue: transfer) else { throw reader.error("transfer", "must be blind or consult") }
      event.transfer = known
    }
    return event
  }

  private func ignored(for source: SourceIdentity, receivedAt: Timestamp) -> Event {
    let conversation = data.flatMap { try? FieldReader($0).identifier("conversation") } ?? ""
    let occurredAt = time.flatMap(Timestamp.init(rfc3339:)) ?? receivedAt
    return source.event(.ignored, id: id, conversation: Identifier.canonical(conversation), occurredAt: occurredAt)
  }
}
