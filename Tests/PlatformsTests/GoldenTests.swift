import Model
import Testing

import Platforms

@Suite("Every stored payload is read as its .expected says")
struct GoldenTests {
  private static let envelopes = [
    "genesys-secure-pause-started", "genesys-secure-pause-ended", "genesys-user-start", "genesys-user-end", "genesys-in-sqs-records",
    "genesys-in-sns", "genesys-in-lambda-failure",
  ].map(Fixture.init)
  private static let webhooks = [
    "cxone-pci-detected", "cxone-pci-cleared", "cxone-interaction-closed", "cxone-screen-recording-started",
    "cxone-screen-recording-ended",
  ].map(Fixture.init)
  private static let ownEvents = ["cloudevent-pause-started", "cloudevent-pause-ended", "cloudevent-transfer-started"].map(Fixture.init)

  @Test("eventbridge", arguments: envelopes)
  func eventbridge(fixture: Fixture) throws { try check(fixture, .eventbridge) }

  @Test("cxone", arguments: webhooks)
  func cxone(fixture: Fixture) throws { try check(fixture, .cxone) }

  @Test("cloudevents", arguments: ownEvents)
  func cloudevents(fixture: Fixture) throws { try check(fixture, .cloudevents) }

  @Test("cut anywhere, none is taken and none stops the decoder (G8)", arguments: envelopes + webhooks + ownEvents)
  func cut(fixture: Fixture) throws {
    let bytes = try fixture.bytes()
    let end = try #require(bytes.lastIndex(of: UInt8(ascii: "}")))
    for decoder in [EventDecoder.eventbridge, .cxone, .cloudevents] {
      let taken = (0..<end).filter { length in
        (try? decoder.decode(InboundMessage(body: Array(bytes[..<length]), receivedAt: InboundMessage.receipt))) != nil
      }
      #expect(taken.isEmpty)
    }
  }

  private func check(_ fixture: Fixture, _ decoder: EventDecoder) throws {
    let message = InboundMessage(body: try fixture.bytes(), receivedAt: InboundMessage.receipt)
    let lines = try decoder.decode(message).map { $0.json + "\n" }
    #expect(lines.joined() == (try fixture.expected()))
  }
}
