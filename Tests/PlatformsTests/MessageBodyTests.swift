import Model
import Testing

import Platforms

@Suite("A body: one event, an array, or lines; all or nothing (design 5.3)")
struct MessageBodyTests {
  private static let one = EventBridgeTests.envelope("user.start", EventBridgeTests.usual)
  private static let lines = "\(one)\n\n\(one)\r\n"

  @Test(
    "arrays and lines",
    arguments: [
      (one, "application/json", 1), ("[\(one),\(one)]", "application/json", 2), (lines, "application/x-ndjson; charset=utf-8", 2),
      (lines, nil, 2), (one, "application/x-ndjson", 1), (one.replacing(",", with: ",\n"), nil, 1), ("\n\(one)\n", nil, 1),
      (one, "text/plain; charset=UTF-8", 1),
    ] as [(String, String?, Int)])
  func counts(text: String, type: String?, count: Int) throws {
    #expect(try EventDecoder.eventbridge.decode(text, type: type).count == count)
  }

  @Test(
    "what cannot be taken says why",
    arguments: [
      ("", nil, "the body is empty"), (" \n\t", nil, "the body is empty"), ("\n", "application/x-ndjson", "the body is empty"),
      ("[]", nil, "the array is empty"), ("[\(one),{}]", nil, "event 1: id: missing"), ("\(one)\n{}", nil, "event 1: id: missing"),
      ("[5]", nil, "event 0: must be a JSON object"), ("5", nil, "event 0: must be a JSON object"),
      ("[[\(one)]]", nil, "event 0: must be a JSON object"), ("\(one)\n{", nil, "event 1: not JSON: "),
      ("{\"id\"", nil, "not JSON: ':' expected at byte 5"),
      ("{}\n{}", "application/json", "not JSON: something follows the value at byte 3"),
    ] as [(String, String?, String)])
  func errors(text: String, type: String?, problem: String) {
    #expect(EventDecoder.eventbridge.error(text, type: type).hasPrefix(problem))
  }

  @Test("bytes that are no UTF-8, and depths no payload has")
  func rubbish() {
    #expect(throws: DecodeError.self) {
      try EventDecoder.cxone.decode(InboundMessage(body: [0x22, 0xFF, 0xFE, 0x22], receivedAt: InboundMessage.receipt))
    }
    #expect(EventDecoder.cxone.error(String(repeating: "[", count: 100_000)).hasPrefix("not JSON: nested deeper than"))
  }
}
