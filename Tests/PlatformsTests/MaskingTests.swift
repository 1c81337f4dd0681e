import Model
import Platforms
import Testing

@Suite("No card or telephone number leaves the decoders (G7)")
struct MaskingTests {
  private static let card = "4111 1111 1111 1111"
  private static let hidden = "**** **** **** ****"

  @Test("every text is masked, and metadata by its names too")
  func texts() throws {
    let data = """
      "conversation":"c","reason":"typed \(MaskingTests.card)","language":"\(MaskingTests.card)","customerType":"\(MaskingTests.card)",\
      "metadata":{"note":"\(MaskingTests.card)","number":4111111111111111,\
      "\(MaskingTests.card)":"x","ANI":"+13175550123","dnis":1,"addressTo":"a"}
      """
    let text = #"{"specversion":"1.0","id":"1","source":"s","type":"hush.pause.started","time":"2026-03-19T22:07:00Z","data":{\#(data)}}"#
    let event = try EventDecoder.cloudevents.decode(text)[0]
    #expect(event.reason == "typed \(MaskingTests.hidden)")
    #expect(event.language == MaskingTests.hidden && event.customerType == MaskingTests.hidden)
    #expect(
      event.metadata == [
        "note": MaskingTests.hidden, "number": "****************", MaskingTests.hidden: "x", "ANI": "(masked)", "dnis": "(masked)",
        "addressTo": "(masked)",
      ])
  }

  @Test("identifiers are not: a tenth of all epoch milliseconds would be cards")
  func identifiers() throws {
    let text =
      #"{"specversion":"1.0","id":"4111111111111111","source":"s","type":"hush.pause.started","time":"2026-03-19T22:07:00Z","#
      + #""data":{"conversation":"4111111111111111","agent":"4111111111111111"}}"#
    let event = try EventDecoder.cloudevents.decode(text)[0]
    #expect(event.id == "s 4111111111111111" && event.conversation == "4111111111111111" && event.agent == "4111111111111111")
  }

  @Test("errors and messages repeat no number")
  func messages() {
    let data = #""interactionId":"i","metadata":{"4111111111111111":[]}"#
    let text = #"{"eventId":"1","eventType":"pci.detected","timestamp":"2026-03-19T22:07:00Z","data":{\#(data)}}"#
    #expect(EventDecoder.cxone.error(text) == "event 0: data.metadata.****************: must be a string, a number or a boolean")
    let outcome = CXoneScreen.usual.outcome(500, #"{"message":"for 4111111111111111"}"#, to: .of(.pause, recording: "r"))
    #expect(outcome.message == "for ****************")
  }
}
