import Model
import Testing

@Suite("hushd doctor says what is missing, and changes nothing")
struct DoctorTests {
  private struct Line {
    let subject: String
    let check: String
    let isWell: Bool
    let detail: String
    let remedy: String?
  }

  private func examine(_ centre: ContactCentre, conversation: String? = nil) throws -> (lines: [Line], code: Int32) {
    let result =
      try conversation.map { try centre.command("doctor", "--json", "--conversation", $0) } ?? centre.command("doctor", "--json")
    let lines = try result.output.map { line in
      let json = try JSONDocument(Array(line.utf8)).root
      return Line(
        subject: try #require(json["subject"]?.string), check: try #require(json["check"]?.string),
        isWell: try #require(json["pass"]?.bool as Bool?), detail: try #require(json["detail"]?.string), remedy: json["remedy"]?.string)
    }
    return (lines, result.code)
  }

  /// A roomy disk is not what these tests are about.
  private func problems(_ lines: [Line]) -> [Line] { lines.filter { !$0.isWell && $0.check != "disk space" } }

  @Test func wellIsSaidOfEachPart() throws {
    let centre = try ContactCentre()
    let (lines, _) = try examine(centre)
    #expect(problems(lines).map { "\($0.check): \($0.detail)" } == [])
    let genesys = lines.filter { $0.subject == "genesys" }.map(\.check)
    #expect(
      genesys == [
        "address", "clock", "token", "permission conversation:communication:view", "dry inspection",
        "permission conversation:recording:pauseOthers", "quota",
      ])
    let screens = lines.filter { $0.subject == "screens" }.map(\.check)
    #expect(
      screens.filter { $0.hasPrefix("permission") }.map { $0.dropFirst("permission ".count) }.sorted()
        == ["wem.recording.control", "wem.recording.pause", "wem.recording.read"])
    #expect(Set(lines.filter { $0.subject == "hushd" }.map(\.check)) == ["state directory", "disk space", "spool of drop"])
    #expect(try centre.vendors.recordings(of: "c-1").values.allSatisfy { $0.pauses == 0 && $0.resumes == 0 })
  }

  @Test func aWrongSecretIsNamed() throws {
    let centre = try ContactCentre()
    try centre.vendors.post("/tokens", #"{"platform": "genesys", "clients": {"somebody": "else"}}"#)
    let (lines, code) = try examine(centre)
    #expect(code == 1)
    let problem = try #require(problems(lines).first)
    #expect(problem.check == "token" && problem.subject == "genesys")
    #expect(
      problem.detail
        == "Genesys refused the client credentials (invalid_client: client not found): check clientID and the region of platform genesys"
    )
    #expect(problems(lines).count == 1, "the other platform is well")
  }

  @Test func aMissingPermissionIsNamed() throws {
    let centre = try ContactCentre()
    try centre.vendors.post("/faults", #"{"match": {"path": "*/pause", "times": "always"}, "status": 403}"#)
    let (lines, code) = try examine(centre)
    #expect(code == 1)
    let checks = problems(lines).map { "\($0.subject) \($0.check)" }
    #expect(checks == ["genesys permission conversation:recording:pauseOthers", "screens permission wem.recording.pause"])
    #expect(problems(lines).allSatisfy { $0.remedy != nil })
  }

  @Test func aPlatformThatDoesNotAnswerIsSaidTo() throws {
    let centre = try ContactCentre()
    try centre.vendors.post("/faults", #"{"match": {"path": "/", "times": "always"}, "drop": true}"#)
    let (lines, code) = try examine(centre)
    #expect(code == 1)
    #expect(problems(lines).map(\.check) == ["token", "token"])
  }

  @Test("whether a secure pause moves the screens is measured on the one conversation, and undone", arguments: [true, false])
  func securePause(moves: Bool) throws {
    let world = #"{"securePauseMovesScreens": \#(moves), "conversations": [\#(ContactCentre.call)]}"#
    let centre = try ContactCentre(vendors: ["--world", world])
    let (lines, _) = try examine(centre, conversation: "c-1")
    let line = try #require(lines.first { $0.check == "secure pause and screens" })
    #expect(line.isWell)
    #expect(line.detail.hasPrefix(moves ? "a secure pause pauses the screens too" : "a secure pause leaves the screens recording"))
    for screen in ["p-anna", "p-ben"] { try centre.await(screen, "recording") }
  }

  @Test func aConversationThatIsNotThereIsNotMeasured() throws {
    let (lines, code) = try examine(try ContactCentre(), conversation: "c-nobody")
    #expect(code == 1)
    #expect(problems(lines).map(\.detail) == ["conversation c-nobody cannot be read"])
  }
}
