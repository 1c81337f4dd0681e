import Foundation
import Model
import Native
import Testing

/// What must be in no log, in no journal and in no file that hushd leaves behind (G7).
struct PrivacyTests {
  private static let secrets = [
    TestSettings.webhookSecret, TestSettings.bearerToken, TestSettings.clientSecret, "wrong-bearer-token", "3175550123", "3175550100",
  ]

  @Test func nobodyElseMayReadTheState() throws {
    let centre = try ContactCentre()
    for name in centre.directory.names(in: "state") {
      #expect(try FileSystem.status(of: centre.directory("state/\(name)")).mode & 0o007 == 0, "\(name) is open to everybody")
    }
  }

  /// One number for each place it is written to, so that a leak names the place; each in the writing of its turn.
  private static let cards = [
    "4111111111111111", "5500005555555559", "371449635398431", "6011000990139424", "3530111333300000", "4012888888881881",
    "5105105105105100",
    "2223003122003222", "4222222222222", "6011111111111117",
  ]

  private static func written(_ index: Int) -> String {
    let card = cards[index]
    switch index % 5 {
    case 0: return card
    case 4: return String(String.UnicodeScalarView(card.unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xFEE0) }))
    default:
      let separator = [" ", "-", "."][index % 5 - 1]
      return card.enumerated().map { ($0 > 0 && $0 % 4 == 0 ? separator : "") + String($1) }.joined()
    }
  }

  /// Every source, and every field that is no identifier.
  private func send(to centre: ContactCentre) throws {
    let numbers = ",\"ani\":\"tel:+13175550123\",\"dnis\":\"tel:+13175550100\",\"addressTo\":\"sip:+13175550100@x\""
    let reason = ",\"disconnectType\":\"\(Self.written(0))\",\"note\":\"\(Self.written(1))\""
    try centre.send(SentEvent.user("start", "p-anna", of: "anna", more: numbers + reason))
    try centre.send(SentEvent.securePause("started"))
    let data =
      "\"conversation\":\"c-1\",\"agent\":\"anna\",\"reason\":\"typed \(Self.written(2))\",\"customerType\":\"\(Self.written(3))\","
      + "\"language\":\"\(Self.written(4))\",\"metadata\":{\"pan\":\"\(Self.written(5))\",\"\(Self.written(6))\":\"x\"}"
    try centre.send(SentEvent.cloudEvent("hush.pause.started", data), to: "middleware", type: nil)
    let pci = "\"interactionId\":\"i-1\",\"agentId\":\"anna\",\"pciField\":\"\(Self.written(7))\",\"complianceRule\":\"\(Self.written(8))\""
    try centre.send(SentEvent.cxone("pci.detected", pci), to: "nice")
    #expect(try centre.post(Array("{\"id\":\"\(Self.cards[0])\"".utf8)).status == 400)
    let headers = [HTTPHeader("Authorization", "Bearer wrong-bearer-token")]
    #expect(try centre.post(Array("{}".utf8), to: "guarded", headers: headers).status == 401)
    try centre.drop("{\"note\":\"\(Self.written(9))\",\"event\":\"\(Self.written(4))\"}", as: "bad.json")
    try eventually("the bad file is set aside", holds: { centre.directory.names(in: "spool/failed").count == 2 })
  }

  @Test func neitherCardsNorPhoneNumbersNorSecretsAreKept() throws {
    let centre = try ContactCentre()
    try send(to: centre)
    try centre.vendors.post("/faults", "{\"match\": {\"path\": \"*/resume\"}, \"status\": 400, \"body\": \"card \(Self.written(1))\"}")
    try centre.await("p-anna", "paused")
    let answer = centre.directory("report.html")
    let export = try centre.command("export", name: "export")
    #expect(export.code == 0)
    let moment = SentEvent.now
    let crafted = export.output.first { $0.contains("pause.started") }?.replacing("secure_pause", with: "x").replacing(
      /"eventId":"[^"]*"/, with: "\"eventId\":\"crafted\""
    ).replacing(
      /"occurredAt":"[^"]*"/, with: "\"occurredAt\":\"\(moment)\""
    ).replacing("\"detail\":{", with: "\"detail\":{\"reason\":\"\(Self.written(0))\",")
    try centre.directory.write(try #require(crafted), to: "crafted.jsonl")
    #expect(try centre.command("import", centre.directory("crafted.jsonl")).output.first?.contains("1 events taken") == true)
    try centre.directory.write("", to: "crafted.jsonl")
    try centre.send(SentEvent.securePause("ended"))
    try eventually("the resume is parked", holds: { centre.daemon.log.contains { $0.contains("parked") } })
    #expect(try centre.command("report", "--out", answer).code == 0)
    centre.daemon.terminate()
    #expect(try centre.daemon.exitCode() == 0)
    var files = ["daemon-1.err", "export.out", "report.html"]
    for folder in ["state", "spool/failed"] { files += centre.directory.names(in: folder).map { "\(folder)/\($0)" } }
    #expect(files.count >= 6)
    try expectNothingIn(centre.directory, files: files)
  }

  private func expectNothingIn(_ directory: TemporaryDirectory, files: [String]) throws {
    let forbidden = Self.secrets + Self.cards + Self.cards.indices.map(Self.written)
    for file in files {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: directory(file)))
      for text in forbidden { #expect(bytes.range(of: Data(text.utf8)) == nil, "\(text) is in \(file)") }
    }
  }
}
