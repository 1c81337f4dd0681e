import Model
import Testing

import Platforms

@Suite("eventbridge: what SQS, SNS and Lambda put around an envelope")
struct EventBridgeWrapperTests {
  private static let envelope = EventBridgeTests.envelope("user.start", EventBridgeTests.usual)

  private static func quoted(_ text: String) -> String {
    var writer = JSONWriter()
    writer.element(text)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private static func sqs(_ bodies: String...) -> String {
    #"{"Records":[\#(bodies.map { #"{"eventSource":"aws:sqs","body":\#(quoted($0))}"# }.joined(separator: ","))]}"#
  }

  private static func sns(_ text: String) -> String { #"{"Type":"Notification","Message":\#(quoted(text))}"# }
  private static func lambda(_ text: String) -> String { #"{"requestContext":{},"requestPayload":\#(text)}"# }

  @Test(
    "wrappers around wrappers",
    arguments: [
      (sqs(envelope, envelope), 2), (sns(envelope), 1), (lambda(envelope), 1), (sqs(sns(envelope)), 1),
      (lambda(sqs(envelope, sns(envelope))), 2),
      (sns(sqs(lambda(envelope))), 1), (lambda(#"{"Records":[{"EventSource":"aws:sns","Sns":\#(sns(envelope))}]}"#), 1),
      (lambda("[\(envelope),\(envelope)]"), 2), ("[\(sqs(envelope)),\(envelope)]", 2),
    ])
  func nested(text: String, count: Int) throws {
    let events = try EventDecoder.eventbridge.decode(text)
    #expect(events.count == count)
    #expect(events.allSatisfy { $0.kind == .agentJoined })
  }

  @Test(
    "what is wrong within is named with its index in the whole body",
    arguments: [
      (sqs(envelope, "{}"), "event 1: id: missing"),
      (sqs("not json"), "event 0: Records.body: not JSON: an unknown word at byte 0"),
      (#"{"Records":[]}"#, "event 0: Records: holds no event"),
      (#"{"Records":[{}]}"#, "event 0: Records.body: missing"),
      (#"{"Records":[{"body":{}}]}"#, "event 0: Records.body: must be a string of JSON"),
      (sqs("5"), "event 0: must be an EventBridge envelope, a JSON object"),
      (sqs("[]"), "event 0: Records.body: holds no event"),
      (#"{"Message":5}"#, "event 0: Message: must be a string of JSON"),
      (
        #"{"Type":"SubscriptionConfirmation","Message":"You have chosen …"}"#,
        "event 0: Type: an SNS subscription has to be confirmed by hand first (aws sns confirm-subscription)"
      ),
    ])
  func errors(text: String, problem: String) {
    #expect(EventDecoder.eventbridge.error(text) == problem)
  }

  @Test("endless wrapping is refused")
  func depth() {
    var text = EventBridgeWrapperTests.envelope
    for _ in 0..<20 { text = EventBridgeWrapperTests.lambda(text) }
    #expect(EventDecoder.eventbridge.error(text) == "event 0: requestPayload: wrapped more than 8 times")
  }
}
