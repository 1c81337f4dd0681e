import Foundation
import Model
import Testing

/// What must be in no log and in no journal (G7).
struct PrivacyTests {
  private static let card = "4111111111111111"
  private static let secrets = [
    TestSettings.webhookSecret, TestSettings.bearerToken, TestSettings.clientSecret, "wrong-bearer-token", "3175550123", "3175550100", card,
    "4111 1111 1111 1111", "5500-0055-5555-5559",
  ]

  @Test func neitherCardsNorPhoneNumbersNorSecretsAreKept() throws {
    let centre = try ContactCentre()
    let numbers =
      ",\"ani\":\"tel:+13175550123\",\"dnis\":\"tel:+13175550100\",\"addressTo\":\"sip:+13175550100@x\",\"note\":\"\(Self.card)\""
    try centre.send(SentEvent.user("start", "p-anna", of: "anna", more: numbers))
    try centre.send(SentEvent.securePause("started"))
    let data =
      "\"conversation\":\"c-1\",\"agent\":\"anna\",\"reason\":\"typed 4111 1111 1111 1111\",\"metadata\":{\"pan\":\"5500-0055-5555-5559\"}"
    try centre.send(SentEvent.cloudEvent("hush.pause.started", data), to: "middleware", type: nil)
    #expect(try centre.post(Array("{\"id\":\"\(Self.card)\"".utf8)).status == 400)
    let headers = [HTTPHeader("Authorization", "Bearer wrong-bearer-token")]
    #expect(try centre.post(Array("{}".utf8), to: "guarded", headers: headers).status == 401)
    try centre.drop("{\"note\":\"\(Self.card)\"}", as: "bad.json")
    try eventually("the bad file is set aside", holds: { centre.directory.names(in: "spool/failed").count == 2 })
    try centre.vendors.post("/faults", "{\"match\": {\"path\": \"*/resume\"}, \"status\": 400, \"body\": \"card \(Self.card)\"}")
    try centre.await("p-anna", "paused")
    try centre.send(SentEvent.securePause("ended"))
    try eventually("the resume is parked", holds: { centre.daemon.log.contains { $0.contains("parked") } })
    centre.daemon.terminate()
    #expect(try centre.daemon.exitCode() == 0)
    try expectNothingIn(centre.directory, files: ["daemon-1.err", "spool/failed/bad.json.error"])
    try expectNothingIn(centre.directory, files: centre.directory.names(in: "state").map { "state/\($0)" })
  }

  private func expectNothingIn(_ directory: TemporaryDirectory, files: [String]) throws {
    for file in files {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: directory(file)))
      for secret in Self.secrets { #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(secret) is in \(file)") }
    }
  }
}
