import Model
import Testing

import Platforms

@Suite("cloudevents: 1.0 in all three modes (design 5.5)")
struct CloudEventTests {
  private static func event(_ type: String, _ data: String, time: String = "2026-03-19T22:07:00.123Z") -> String {
    #"{"specversion":"1.0","id":"1","source":"/s","type":"\#(type)","time":"\#(time)","data":{\#(data)}}"#
  }

  private static let headers = [
    HTTPHeader("Ce-SpecVersion", "1.0"), HTTPHeader("ce-id", "1"), HTTPHeader("ce-source", "/my%20s"),
    HTTPHeader("ce-type", "hush.pause.started"), HTTPHeader("CE-Time", "2026-03-19T22:07:00.123Z"),
  ]

  @Test(
    "every type of design 5.5",
    arguments: [
      ("hush.pause.started", Event.Kind.pauseStarted), ("hush.pause.ended", .pauseEnded), ("hush.agent.joined", .agentJoined),
      ("hush.agent.left", .agentLeft), ("hush.transfer.started", .transferStarted), ("hush.recording.started", .recordingStarted),
      ("hush.recording.ended", .recordingEnded), ("hush.conversation.ended", .conversationEnded), ("hush.tea", .ignored),
    ])
  func kinds(type: String, kind: Event.Kind) throws {
    let event = try EventDecoder.cloudevents.decode(CloudEventTests.event(type, #""conversation":"c""#))[0]
    #expect(event.kind == kind && event.id == "/s 1" && event.conversation == "c")
    #expect(event.occurredAt.description == "2026-03-19T22:07:00.123Z")
  }

  @Test("every field of the data")
  func fields() throws {
    let data = """
      "conversation":"c","contact":"k","initialContact":"ik","user":"u","call":"l","agent":"a","participant":"p","recording":"r",\
      "queue":"q","division":"d","customerType":"vip","language":"en-GB","reason":"why","overlay":true,"transfer":"consult",\
      "metadata":{"n":1.50,"b":false,"s":"x"},"unknown":[1]
      """
    let event = try EventDecoder.cloudevents.decode(CloudEventTests.event("hush.pause.started", data))[0]
    #expect(
      event.json == """
        {"kind":"pause.started","id":"/s 1","source":"middleware","origin":"cloudevents+nice","system":"nice","platform":"cxone-screen",\
        "conversation":"c","occurredAt":"2026-03-19T22:07:00.123Z","agent":"a","participant":"p","recording":"r","contact":"k",\
        "initialContact":"ik","user":"u","call":"l","queue":"q","division":"d","customerType":"vip","language":"en-GB","reason":"why",\
        "transfer":"consult","overlay":true,"metadata":{"b":"false","n":"1.50","s":"x"}}
        """)
  }

  @Test("a batch, and lines")
  func batch() throws {
    let one = CloudEventTests.event("hush.pause.started", #""conversation":"c""#)
    #expect(try EventDecoder.cloudevents.decode("[\(one),\(one)]", type: "application/cloudevents-batch+json").count == 2)
    #expect(try EventDecoder.cloudevents.decode("\(one)\n\(one)").count == 2)
    #expect(try EventDecoder.cloudevents.decode(one, type: "application/cloudevents+json; charset=utf-8").count == 1)
    #expect(EventDecoder.cloudevents.error("[\(one),{}]") == "event 1: specversion: missing")
  }

  @Test("binary: attributes in headers of any case, percent-encoded")
  func binary() throws {
    let message = InboundMessage(#"{"conversation":"c","agent":"a"}"#, type: "application/json", headers: CloudEventTests.headers)
    let event = try EventDecoder.cloudevents.decode(message)[0]
    #expect(event.kind == .pauseStarted && event.id == "/my s 1" && event.agent == "a")
    #expect(event.occurredAt.description == "2026-03-19T22:07:00.123Z")
  }

  @Test(
    "binary: errors name the header",
    arguments: [
      ("ce-id", "{}", "ce-id: missing"), ("Ce-SpecVersion", "{}", "ce-specversion: missing"), ("ce-type", "{}", "ce-type: missing"),
      ("ce-source", "{}", "ce-source: missing"), ("CE-Time", #"{"conversation":"c"}"#, "ce-time: missing"),
      ("", "{}", "data.conversation: missing"), ("", "", "data: missing"), ("", "[]", "data: must be an object"),
      ("", "{", "data: not JSON: a member's name must be a string at byte 1"),
    ])
  func binaryErrors(without name: String, body: String, problem: String) {
    let message = InboundMessage(body, type: "application/json", headers: CloudEventTests.headers.filter { $0.name != name })
    let error = #expect(throws: DecodeError.self) { try EventDecoder.cloudevents.decode(message) }
    #expect(error?.description == "event 0: " + problem)
  }

  @Test("a structured type wins over stray ce- headers")
  func structuredWithHeaders() throws {
    let text = CloudEventTests.event("hush.pause.ended", #""conversation":"c""#)
    let message = InboundMessage(text, type: "application/cloudevents+json", headers: CloudEventTests.headers)
    #expect(try EventDecoder.cloudevents.decode(message)[0].kind == .pauseEnded)
  }

  @Test("an unknown type needs neither time nor data")
  func unknown() throws {
    let event = try EventDecoder.cloudevents.decode(#"{"specversion":"1.0","id":"1","source":"s","type":"other"}"#)[0]
    #expect(event.kind == .ignored && event.occurredAt == InboundMessage.receipt && event.conversation.isEmpty)
  }

  @Test(
    "what is missing or mistyped is named",
    arguments: [
      (#"{"id":"1","source":"s","type":"t"}"#, "specversion: missing"),
      (#"{"specversion":"0.3","id":"1","source":"s","type":"t"}"#, "specversion: must be 1.0"),
      (#"{"specversion":1.0,"id":"1","source":"s","type":"t"}"#, "specversion: must be a string"),
      (#"{"specversion":"1.0","source":"s","type":"t"}"#, "id: missing"),
      (#"{"specversion":"1.0","id":"1","type":"t"}"#, "source: missing"),
      (#"{"specversion":"1.0","id":"1","source":"s"}"#, "type: missing"),
      (#"{"specversion":"1.0","id":"1","source":"s","type":"hush.pause.ended"}"#, "data: missing"),
      (#"{"specversion":"1.0","id":"1","source":"s","type":"hush.pause.ended","data":"x"}"#, "data: must be an object"),
      (#"{"specversion":"1.0","id":"1","source":"s","type":"hush.pause.ended","data":{"conversation":"c"}}"#, "time: missing"),
      (
        #"{"specversion":"1.0","id":"1","source":"s","type":"hush.pause.ended","data_base64":"e30="}"#,
        "data_base64: is not read; send the data as a JSON object in data"
      ),
      (
        event("hush.pause.started", #""conversation":"c""#, time: "19.3.2026"),
        "time: must be an RFC 3339 time such as 2026-03-19T22:07:00.123Z"
      ),
      (event("hush.pause.started", ""), "data.conversation: missing"),
      (event("hush.pause.started", #""conversation":1"#), "data.conversation: must be a string"),
      (event("hush.pause.started", #""conversation":"c","agent":[]"#), "data.agent: must be a string"),
      (event("hush.pause.started", #""conversation":"c","overlay":"yes""#), "data.overlay: must be true or false"),
      (event("hush.transfer.started", #""conversation":"c","transfer":"warm""#), "data.transfer: must be blind or consult"),
      (
        event("hush.pause.started", #""conversation":"c","recording":"\#(String(repeating: "é", count: 257))""#),
        "data.recording: longer than 512 bytes"
      ),
    ])
  func errors(text: String, problem: String) {
    #expect(EventDecoder.cloudevents.error(text) == "event 0: " + problem)
  }
}
