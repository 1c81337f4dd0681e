import Model
import Testing

import Platforms

@Suite("cxone: NICE's webhooks (design 5.5)")
struct CXoneEventTests {
  private static func event(_ type: String, _ data: String) -> String {
    #"{"eventId":"e1","eventType":"\#(type)","timestamp":"2026-03-19T22:07:00.123Z","data":{\#(data)}}"#
  }

  @Test(
    "a status that closes the interaction ends the conversation; others are ignored",
    arguments: [
      ("CLOSED", Event.Kind.conversationEnded), ("ended", .conversationEnded), ("OPEN", .ignored), ("PENDING", .ignored),
    ])
  func status(status: String, kind: Event.Kind) throws {
    let event = try EventDecoder.cxone.decode(
      CXoneEventTests.event("interaction.status-changed", #""interactionId":"i","status":"\#(status)""#))[0]
    #expect(event.kind == kind)
    #expect(event.conversation == "i")
  }

  @Test("other types are ignored, whatever they hold")
  func other() throws {
    let event = try EventDecoder.cxone.decode(#"{"eventId":"e","eventType":"tea","timestamp":"soon","data":{"interactionId":[]}}"#)[0]
    #expect(event.kind == .ignored)
    #expect(event.conversation.isEmpty)
    #expect(event.occurredAt == InboundMessage.receipt)
  }

  @Test("reason and metadata are passed through; the reason has a default")
  func metadata() throws {
    let data =
      #""interactionId":"i","agentId":77,"contactId":123456789012345,"userId":"u","pciField":"cvv","#
      + #""metadata":{"n":1,"b":true,"s":"x","z":null}"#
    let event = try EventDecoder.cxone.decode(CXoneEventTests.event("pci.detected", data))[0]
    #expect(event.agent == "77" && event.contact == "123456789012345" && event.user == "u")
    #expect(event.reason == "PCI_DATA_DETECTED")
    #expect(event.metadata == ["n": "1", "b": "true", "s": "x", "pciField": "cvv"])
    let cleared = try EventDecoder.cxone.decode(CXoneEventTests.event("pci.cleared", data + #","reason":"FOCUS_LOST""#))[0]
    #expect(cleared.kind == .pauseEnded && cleared.reason == "FOCUS_LOST")
  }

  @Test("the interaction's UUID in lower case")
  func canonicalCase() throws {
    let data = #""interactionId":"97B9DCB3-C182-4D1F-8123-76A4B5CF1F5A","contactId":"00123""#
    let event = try EventDecoder.cxone.decode(CXoneEventTests.event("pci.detected", data))[0]
    #expect(event.conversation == "97b9dcb3-c182-4d1f-8123-76a4b5cf1f5a" && event.contact == "00123")
  }

  @Test(
    "what is missing or mistyped is named",
    arguments: [
      (#"{"eventType":"x","timestamp":"t","data":{}}"#, "eventId: missing"),
      (#"{"eventId":1,"eventType":"x","timestamp":"t","data":{}}"#, "eventId: must be a string"),
      (#"{"eventId":"1","timestamp":"t","data":{}}"#, "eventType: missing"),
      (#"{"eventId":"1","eventType":"x","data":{}}"#, "timestamp: missing"),
      (#"{"eventId":"1","eventType":"x","timestamp":["t"],"data":{}}"#, "timestamp: must be a string"),
      (#"{"eventId":"1","eventType":"x","timestamp":"t"}"#, "data: missing"),
      (#"{"eventId":"1","eventType":"x","timestamp":"t","data":[]}"#, "data: must be an object"),
      (
        #"{"eventId":"1","eventType":"pci.detected","timestamp":"t","data":{"interactionId":"i"}}"#,
        "timestamp: must be an RFC 3339 time such as 2026-03-19T22:07:00.123Z"
      ),
      (event("pci.detected", ""), "data.interactionId: missing"),
      (event("pci.detected", #""interactionId":5"#), "data.interactionId: must be a string"),
      (event("pci.detected", #""interactionId":"i","agentId":true"#), "data.agentId: must be a string or a number"),
      (event("pci.detected", #""interactionId":"i","metadata":[]"#), "data.metadata: must be an object"),
      (event("pci.detected", #""interactionId":"i","metadata":{"x":{}}"#), "data.metadata.x: must be a string, a number or a boolean"),
      (event("pci.detected", #""interactionId":"i","reason":5"#), "data.reason: must be a string"),
      (event("interaction.status-changed", #""interactionId":"i""#), "data.status: missing"),
    ])
  func errors(text: String, problem: String) {
    #expect(EventDecoder.cxone.error(text) == "event 0: " + problem)
  }
}
