import Model
import Testing

import Platforms

@Suite("eventbridge: Genesys's envelopes (design 5.5)")
struct EventBridgeTests {
  static let conversation = "97b9dcb3-c182-4d1f-8123-76a4b5cf1f5a"
  static let organization = "cf6cb7d5-d0ea-45b5-b0cf-73ad5f5b8721"
  static let usual = #""eventTime":1773958020123,"conversationId":"97b9dcb3-c182-4d1f-8123-76a4b5cf1f5a""#

  static func envelope(_ topic: String, _ body: String, rest: String = "") -> String {
    """
    {"id":"e1","detail-type":"v2.detail.events.conversation.{id}.\(topic)","source":"aws.partner/genesys.com/cloud/\(organization)/x",\
    "time":"2026-03-19T22:07:00Z","detail":{"topicName":"t","eventBody":{\(body)},"timestamp":"2026-03-19T22:07:00.150Z"}\(rest)}
    """
  }

  private func event(_ topic: String, _ body: String, source: SourceIdentity = .genesys) throws -> Event {
    let text = EventBridgeTests.envelope(topic, body)
    return try #require(try EventDecoder(format: .eventbridge, source: source).decode(text).first)
  }

  @Test(
    "the name of a secure pause may stand in five places, whatever the others hold",
    arguments: ["eventType", "eventName", "event", "type", "name"])
  func securePauseNames(name: String) throws {
    let other = name == "type" ? "name" : "type"
    let body = #""\#(other)":"something","\#(name)":"secure_pause_started",\#(EventBridgeTests.usual)"#
    #expect(try event("secure_pause", body).kind == .pauseStarted)
    #expect(try event("secure_pause", body.replacing("started", with: "ended")).kind == .pauseEnded)
  }

  @Test("a secure_pause topic of another type is ignored, with its conversation")
  func otherSecurePause() throws {
    let event = try event("secure_pause", #""eventType":"secure_pause_requested",\#(EventBridgeTests.usual)"#)
    #expect(event.kind == .ignored)
    #expect(event.conversation == EventBridgeTests.conversation)
    #expect(event.occurredAt.milliseconds == 1_773_958_020_123)
  }

  @Test(
    "topics of no use are ignored", arguments: ["acd.start", "customer.start", "wrapup", "voicemail.end", "attributes", "user.started"])
  func ignored(topic: String) throws {
    #expect(try event(topic, EventBridgeTests.usual).kind == .ignored)
  }

  @Test("an ignored event is taken whatever its fields are")
  func ignoredOddities() throws {
    let event = try event("acw", #""eventTime":true,"conversationId":7"#)
    #expect(event.kind == .ignored)
    #expect(event.conversation.isEmpty)
    #expect(event.occurredAt.description == "2026-03-19T22:07:00.000Z")
  }

  @Test("a topic with the id put in, and one that topicName contradicts, are read alike")
  func substitutedTopic() throws {
    let text = EventBridgeTests.envelope("user.start", EventBridgeTests.usual)
    #expect(try EventDecoder.eventbridge.decode(text.replacing("{id}", with: EventBridgeTests.conversation))[0].kind == .agentJoined)
    #expect(
      try EventDecoder.eventbridge.decode(text.replacing(#""t""#, with: #""v2.conversations.test.attributes""#))[0].kind == .agentJoined)
  }

  @Test("a secure flow is everyone's window, from its start to its return to the agent")
  func secureFlow() throws {
    let body = #""flowType":"SECURECALL","participantId":"p","sessionId":"s",\#(EventBridgeTests.usual)"#
    let started = try event("flow.start", body)
    #expect(started.kind == .pauseStarted)
    #expect(started.agent == nil && started.participant == nil && started.session == nil)
    #expect(try event("flow.end", body + #","transferType":"RETURN_TO_AGENT""#).kind == .pauseEnded)
    #expect(try event("flow.end", body + #","transferType":"DISCONNECT""#).kind == .ignored)
    #expect(try event("flow.start", body.replacing("SECURECALL", with: "INBOUNDCALL")).kind == .ignored)
    #expect(
      try event("flow.end", body.replacing("SECURECALL", with: "INQUEUECALL") + #","transferType":"RETURN_TO_AGENT""#).kind == .ignored)
  }

  @Test("secureFlows: false ignores them")
  func secureFlowsOff() throws {
    var source = SourceIdentity.genesys
    source.secureFlows = false
    #expect(try event("flow.start", #""flowType":"SECURECALL",\#(EventBridgeTests.usual)"#, source: source).kind == .ignored)
  }

  @Test("who left: the participant with its session; a customer is no agent")
  func left() throws {
    let body = #""participantId":"P","sessionId":"S","userId":"U","disconnectType":"CONSULT_TRANSFER",\#(EventBridgeTests.usual)"#
    let left = try event("user.end", body)
    #expect(left.kind == .agentLeft)
    #expect(left.agent == "U" && left.participant == "P" && left.session == "S" && left.reason == "CONSULT_TRANSFER")
    let customer = try event("customer.end", body)
    #expect(customer.kind == .customerLeft)
    #expect(customer.agent == nil && customer.participant == "P")
  }

  @Test("UUIDs are compared in lower case, so they are kept so; other ids as they come")
  func canonicalCase() throws {
    let body =
      #""userId":"A1111111-1111-4111-8111-11111111111A","participantId":"Part-A","eventType":"secure_pause_started","#
      + EventBridgeTests.usual
    let event = try event("secure_pause", body.replacing("97b9dcb3", with: "97B9DCB3"))
    #expect(event.conversation == EventBridgeTests.conversation)
    #expect(event.agent == "a1111111-1111-4111-8111-11111111111a")
    #expect(event.participant == "Part-A")
  }

  @Test("occurredAt: eventTime in epoch ms or ISO, else detail.timestamp, else time")
  func occurredAt() throws {
    func moment(_ time: String) throws -> String {
      try event("user.start", "\(time)\"conversationId\":\"c\"").occurredAt.description
    }
    #expect(try moment(#""eventTime":1773958020123,"#) == "2026-03-19T22:07:00.123Z")
    #expect(try moment(#""eventTime":1773958020123.0,"#) == "2026-03-19T22:07:00.123Z")
    #expect(try moment(#""eventTime":"2026-03-20T00:07:00.5+02:00","#) == "2026-03-19T22:07:00.500Z")
    #expect(try moment(#""eventTime":null,"#) == "2026-03-19T22:07:00.150Z")
    let envelope = EventBridgeTests.envelope("user.start", #""conversationId":"c""#).replacing(#""timestamp""#, with: #""other""#)
    #expect(try EventDecoder.eventbridge.decode(envelope)[0].occurredAt.description == "2026-03-19T22:07:00.000Z")
  }

  @Test("an organization's own names: fields and kinds of the source")
  func ownNames() throws {
    var source = SourceIdentity.genesys
    source.fields = SourceIdentity.Fields(
      kind: "/detail/what", conversation: "/detail/call/id", agent: "/detail/who", participant: "/detail/part", occurredAt: "/detail/at")
    source.kinds = ["CardOpen": .pauseStarted, "CardShut": .pauseEnded]
    let decoder = EventDecoder(format: .eventbridge, source: source)
    let own =
      #"{"id":"x","detail-type":"Card","source":"acme","detail":{"what":"CardOpen","#
      + #""call":{"id":"C9"},"who":4711,"part":"P9","at":1773958020123}}"#
    let event = try decoder.decode(own)[0]
    #expect(event.kind == .pauseStarted && event.conversation == "C9" && event.agent == "4711" && event.participant == "P9")
    #expect(try decoder.decode(own.replacing("CardOpen", with: "CardShut"))[0].kind == .pauseEnded)
    #expect(try decoder.decode(own.replacing("CardOpen", with: "secure_pause_started"))[0].kind == .pauseStarted)
    #expect(try decoder.decode(own.replacing("CardOpen", with: "Tea"))[0].kind == .ignored)
    #expect(try decoder.decode(EventBridgeTests.envelope("user.start", EventBridgeTests.usual))[0].kind == .agentJoined)
    #expect(decoder.error(own.replacing("\"C9\"", with: "true")) == "event 0: /detail/call/id: must be a string or a number")
    #expect(decoder.error(own.replacing("\"id\":\"C9\"", with: "")) == "event 0: /detail/call/id: missing")
  }

  @Test("kinds without fields rename the values in Genesys's own places")
  func ownKinds() throws {
    var source = SourceIdentity.genesys
    source.kinds = ["pci_on": .pauseStarted]
    #expect(try event("pci", #""eventName":"pci_on",\#(EventBridgeTests.usual)"#, source: source).kind == .pauseStarted)
    #expect(try event("pci", #""eventName":"pci_off",\#(EventBridgeTests.usual)"#, source: source).kind == .ignored)
  }

  @Test("only the configured organization is taken")
  func organization() throws {
    var source = SourceIdentity.genesys
    source.organization = EventBridgeTests.organization.uppercased()
    #expect(try event("user.start", EventBridgeTests.usual, source: source).kind == .agentJoined)
    source.organization = "cf6cb7d5"
    let decoder = EventDecoder(format: .eventbridge, source: source)
    let envelope = EventBridgeTests.envelope("acw", EventBridgeTests.usual)
    #expect(decoder.error(envelope) == "event 0: source: is not of organization cf6cb7d5")
    #expect(decoder.error(envelope.replacing("\"source\"", with: "\"from\"")) == "event 0: source: missing")
  }

  @Test(
    "what is missing or mistyped is named",
    arguments: [
      (#"{"detail-type":"x","detail":{}}"#, "id: missing"),
      (#"{"id":7,"detail-type":"x","detail":{}}"#, "id: must be a string"),
      (#"{"id":"","detail-type":"x","detail":{}}"#, "id: missing"),
      (#"{"id":"1","detail":{}}"#, "detail-type: missing"),
      (#"{"id":"1","detail-type":["x"],"detail":{}}"#, "detail-type: must be a string"),
      (#"{"id":"1","detail-type":"x"}"#, "detail: missing"),
      (#"{"id":"1","detail-type":"x","detail":"{}"}"#, "detail: must be an object"),
      (#"{"id":"1","detail-type":"a.secure_pause","detail":{}}"#, "detail.eventBody: missing"),
      (envelope("user.start", #""eventTime":1773958020123"#), "detail.eventBody.conversationId: missing"),
      (envelope("user.start", #""eventTime":1773958020123,"conversationId":"""#), "detail.eventBody.conversationId: missing"),
      (envelope("user.start", #""conversationId":5"#), "detail.eventBody.conversationId: must be a string"),
      (envelope("user.start", usual + #","userId":{}"#), "detail.eventBody.userId: must be a string"),
      (
        envelope("user.start", #""conversationId":"c","eventTime":1773958020"#),
        "detail.eventBody.eventTime: must be in epoch milliseconds; too small"
      ),
      (
        envelope("user.start", #""conversationId":"c","eventTime":1773958020123000"#),
        "detail.eventBody.eventTime: must be in epoch milliseconds; too large"
      ),
      (
        envelope("user.start", #""conversationId":"c","eventTime":"yesterday""#),
        "detail.eventBody.eventTime: must be an RFC 3339 time such as 2026-03-19T22:07:00.123Z"
      ),
      (
        envelope("user.start", #""conversationId":"c","eventTime":"0001-01-01T00:00:00Z""#),
        "detail.eventBody.eventTime: must be when it happened, not 0001-01-01T00:00:00Z"
      ),
      (
        envelope("user.start", #""conversationId":"c","eventTime":true"#),
        "detail.eventBody.eventTime: must be epoch milliseconds or an RFC 3339 time"
      ),
      (
        envelope("user.start", #""conversationId":"\#(String(repeating: "c", count: 513))""#),
        "detail.eventBody.conversationId: longer than 512 bytes"
      ),
    ])
  func errors(text: String, problem: String) {
    #expect(EventDecoder.eventbridge.error(text) == "event 0: " + problem)
  }

  @Test("no readable time at all")
  func noTime() {
    let text =
      #"{"id":"1","detail-type":"a.secure_pause","detail":{"eventBody":{"eventType":"secure_pause_started","conversationId":"c"}}}"#
    #expect(
      EventDecoder.eventbridge.error(text) == "event 0: detail.eventBody.eventTime: missing, and so are detail.timestamp and time")
  }
}
