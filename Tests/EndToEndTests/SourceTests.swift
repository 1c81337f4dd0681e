import Model
import Testing

/// Every format of events, and every wrapper, on its way through the whole of hushd.
struct SourceTests {
  private static let world = """
    {"conversations": [\(ContactCentre.call)], "screenRecordings": [
      {"id": "sr-1", "agentId": "anna", "interactionId": "i-1"}, {"id": "sr-2", "agentId": "anna", "interactionId": "i-1"},
      {"id": "sr-3", "agentId": "ben", "interactionId": "i-1"}, {"id": "sr-4", "agentId": "anna", "interactionId": "i-2"}]}
    """
  private static let whom = "\"interactionId\":\"i-1\",\"agentId\":\"anna\""
  private static let who = "\"conversation\":\"i-1\",\"agent\":\"anna\""

  private func centre() throws -> ContactCentre { try ContactCentre(vendors: ["--world", Self.world]) }

  private func expectOnlyAnnas(_ centre: ContactCentre) throws {
    try centre.await("sr-1", "paused", in: "i-1")
    try centre.await("sr-2", "paused", in: "i-1")
    #expect(try centre.vendors.state(of: "sr-3", in: "i-1") == "recording", "another agent's")
    #expect(try centre.vendors.state(of: "sr-4", in: "i-2") == "recording", "another interaction's")
  }

  @Test func cxone() throws {
    let centre = try centre()
    let detected = SentEvent.cxone("pci.detected", "\(Self.whom),\"pciField\":\"credit_card_number\"")
    try centre.send(detected, to: "nice")
    try centre.send(detected, to: "nice", accepted: 0, duplicates: 1)
    try expectOnlyAnnas(centre)
    try centre.send(SentEvent.cxone("pci.cleared", Self.whom), to: "nice")
    try centre.await("sr-1", "recording", in: "i-1")
    try centre.await("sr-2", "recording", in: "i-1")
    #expect(try centre.vendors.recordings(of: "i-1")["sr-1"]?.pauses == 1)
  }

  @Test func cloudEventsStructured() throws {
    let centre = try centre()
    let type = "application/cloudevents+json; charset=utf-8"
    try centre.send(SentEvent.cloudEvent("hush.pause.started", Self.who), to: "middleware", type: type)
    try expectOnlyAnnas(centre)
    try centre.send(SentEvent.cloudEvent("hush.pause.ended", Self.who), to: "middleware", type: type)
    try centre.await("sr-1", "recording", in: "i-1")
  }

  @Test func cloudEventsBatch() throws {
    let centre = try centre()
    let moment = SentEvent.now
    let started = SentEvent.cloudEvent("hush.pause.started", Self.who, at: moment)
    let ben = SentEvent.cloudEvent("hush.pause.started", "\"conversation\":\"i-1\",\"agent\":\"ben\"", at: moment)
    let type = "application/cloudevents-batch+json"
    try centre.send("[\(started),\(ben),\(started)]", to: "middleware", accepted: 2, duplicates: 1, type: type)
    for recording in ["sr-1", "sr-2", "sr-3"] { try centre.await(recording, "paused", in: "i-1") }
    #expect(try centre.vendors.state(of: "sr-4", in: "i-2") == "recording")
  }

  @Test func cloudEventsBinary() throws {
    let centre = try centre()
    let headers = [
      HTTPHeader("ce-specversion", "1.0"), HTTPHeader("ce-id", "binary-1"), HTTPHeader("ce-source", "/desktop/1"),
      HTTPHeader("ce-type", "hush.pause.started"), HTTPHeader("ce-time", "\(SentEvent.now)"),
    ]
    let reply = try centre.post(Array("{\(Self.who)}".utf8), to: "middleware", headers: headers)
    #expect(reply.text == "{\"accepted\":1,\"duplicates\":0}")
    try expectOnlyAnnas(centre)
  }

  @Test("an envelope inside what SQS, SNS and a Lambda failure make of it", arguments: ["sqs", "sns", "lambda"])
  func wrapped(by wrapper: String) throws {
    let centre = try centre()
    let envelope = SentEvent.securePause("started")
    let quoted = String(decoding: JSONWriter.object { $0.field("text", envelope) }.dropFirst(8).dropLast(), as: UTF8.self)
    let body =
      switch wrapper {
      case "sqs": "{\"Records\":[{\"messageId\":\"m\",\"eventSource\":\"aws:sqs\",\"body\":\(quoted)}]}"
      case "sns": "{\"Type\":\"Notification\",\"MessageId\":\"m\",\"TopicArn\":\"t\",\"Message\":\(quoted)}"
      default: "{\"version\":\"1.0\",\"requestContext\":{\"condition\":\"RetriesExhausted\"},\"requestPayload\":\(envelope)}"
      }
    try centre.send(body, type: wrapper == "sns" ? "text/plain; charset=UTF-8" : nil)
    try centre.await("p-anna", "paused")
  }

  @Test func jsonLines() throws {
    let centre = try centre()
    let lines = ["anna", "ben"].map { SentEvent.securePause("started", of: $0) }.joined(separator: "\n")
    try centre.send(lines + "\n", accepted: 2, type: "application/x-ndjson")
    for recording in ["p-anna", "p-ben"] { try centre.await(recording, "paused") }
  }

  @Test("hushd send is let in as a sender, and makes old samples new")
  func samplesBySend() throws {
    let call = "97b9dcb3-c182-4d1f-8123-76a4b5cf1f5a"
    let agent = "b2222222-2222-4222-8222-222222222222"
    let world = "{\"conversations\": [{\"id\": \"\(call)\", \"participants\": [{\"id\": \"p-1\", \"userId\": \"\(agent)\"}]}]}"
    let centre = try ContactCentre(vendors: ["--world", world])
    for (word, state) in [("started", "paused"), ("ended", "recording")] {
      let file = Repository.path("Tests/PlatformsTests/Fixtures/genesys-secure-pause-\(word).json")
      let sent = try centre.command("send", "--source", "guarded", "--to", centre.address, "--now", file)
      #expect(sent.code == 0, "\(sent.log)")
      try centre.await("p-1", state, in: call)
    }
  }
}
