import Daemon
import FoundationEssentials
import Testing

/// What is sound by itself and not beside the rest.
struct ConfigurationClashTests {
  private let folder: ConfigurationFolder

  init() throws { folder = try ConfigurationFolder() }

  private func spools(_ directories: [String], state: String = "/state") -> [String] {
    let sources = directories.enumerated().map { index, directory in
      "s\(index): { format: \"eventbridge\", platform: \"genesys\", spool: { directory: \"\(directory)\" } }"
    }
    return folder.problems(
      "{ stateDirectory: \"\(state)\", platforms: { \(SoundConfiguration.platform) }, sources: { \(sources.joined(separator: ", ")) } }")
  }

  @Test("a spool directory is not the state directory", arguments: [".", "/state", "/state/", "//state", "spool/..", "/x/../state/."])
  func state(directory: String) {
    let path = directory.hasPrefix("/") ? directory : "/state/\(directory)"
    #expect(
      spools([directory]) == [
        "hushd.json5: sources.s0.spool.directory: \(path) is the state directory, whose journal would be taken for events "
          + "(name one that is the spool's own, like /state/spool/s0)"
      ])
  }

  @Test("nor one that has the state directory in it", arguments: ["/", "/var", "/var/lib/"])
  func aboveState(directory: String) {
    #expect(
      spools([directory], state: "/var/lib/none") == [
        "hushd.json5: sources.s0.spool.directory: \(directory) has the state directory /var/lib/none in it "
          + "(name one that is the spool's own, like /var/lib/none/spool/s0)"
      ])
  }

  @Test("nor is it the archive, nor above it", arguments: ["archive", "/state/archive"])
  func archive(directory: String) {
    #expect(
      spools([directory]) == [
        "hushd.json5: sources.s0.spool.directory: /state/archive is the journal's archive, whose files would be taken for events "
          + "(name one that is the spool's own, like /state/spool/s0)"
      ])
  }

  @Test("a link to the state directory is the state directory")
  func linkedState() throws {
    try FileManager.default.createDirectory(atPath: "\(folder.path)/state", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/link", withDestinationPath: "\(folder.path)/state")
    let problems = spools(["\(folder.path)/link"], state: "\(folder.path)/state")
    #expect(problems.count == 1 && problems.first?.contains("link is the state directory") == true)
  }

  @Test("beside the state directory, in it, or under a longer name a spool is fine")
  func apart() {
    #expect(spools(["spool/s0", "spool/s1", "/state2", "/sta", "/var/spool/hushd"]) == [])
  }

  @Test(
    "two sources do not share a directory, however it is written, nor lie in each other's",
    arguments: [
      ("/x/sp", "/x/sp", "/x/sp is the directory of the source s0 already"),
      ("/x/sp", "/x/sp/", "/x/sp/ is the directory of the source s0 already"),
      ("/x/sp", "/x/./y/../sp", "/x/./y/../sp is the directory of the source s0 already"),
      (
        "/x/sp", "/x/sp/failed",
        "/x/sp/failed lies in /x/sp, the directory of the source s0 (put the two beside each other)"
      ),
      (
        "/x/sp/failed", "/x/sp",
        "/x/sp has /x/sp/failed in it, the directory of the source s0 (put the two beside each other)"
      ),
    ])
  func shared(first: String, second: String, problem: String) {
    #expect(spools([first, second]) == ["hushd.json5: sources.s1.spool.directory: \(problem)"])
  }

  /// One source at each of two Genesys platforms and one at CXone; the second Genesys platform has a system of its own.
  private func rule(_ body: String) -> [String] {
    func platform(_ name: String, _ system: String = "") -> String {
      "\(name): { type: \"genesys-cloud\", region: \"us-east-1\", clientID: \"env:A\", clientSecret: \"env:B\"\(system) }, "
    }
    let cxone = "api: \"https://a.example\", login: \"https://l.example\", accessKeyID: \"env:A\", accessKeySecret: \"env:B\""
    let voice = "screen: { type: \"cxone-screen\", \(cxone) }, voice: { type: \"cxone-voice\", \(cxone) }"
    let sources = [("one", "genesys"), ("two", "other"), ("mw", "screen")].map { name, platform in
      "\(name): { format: \"cloudevents\", platform: \"\(platform)\", http: { path: \"/\(name)\" } }"
    }
    return folder.problems(
      SoundConfiguration.text(
        platforms: platform("genesys") + platform("other", ", system: \"second\"") + voice, sources: sources.joined(separator: ", "),
        rest: "rules: [{ name: \"r\", \(body) }]"))
  }

  @Test(
    "a rule names a platform that one of its sources can reach",
    arguments: [
      "platforms: [\"genesys\", \"other\", \"voice\"]", "when: { source: [\"mw\"] }, platforms: [\"screen\", \"voice\"]",
      "when: { source: [\"mw\", \"one\"] }, platforms: [\"genesys\", \"voice\"]",
      "when: { platform: [\"screen\"] }, platforms: [\"voice\"]", "when: { source: [\"mw\"] }",
    ])
  func reached(body: String) { #expect(rule(body) == []) }

  @Test(
    "a rule that names one that none of them reaches is refused",
    arguments: [
      (
        "when: { source: [\"mw\"] }, platforms: [\"genesys\"]", "genesys of the system \"genesys\": mw is of the system \"cxone\"",
        "genesys"
      ),
      (
        "when: { source: [\"mw\"] }, platforms: [\"screen\", \"other\"]",
        "other of the system \"second\": mw is of the system \"cxone\"", "other"
      ),
      (
        "when: { platform: [\"genesys\", \"other\"] }, platforms: [\"voice\"]",
        "voice of the system \"cxone\": one is of the system \"genesys\", two is of the system \"second\"", "voice"
      ),
    ])
  func unreached(body: String, problem: String, platform: String) {
    #expect(
      rule(body) == [
        "hushd.json5: rules[0].platforms: the rule \"r\" would never pause at \(problem) (leave \(platform) out, let the rule match a source "
          + "of its system, or give the platforms one system if they share conversations)"
      ])
  }

  @Test("what a source with a mistake would reach is not guessed")
  func unknownReach() {
    let problems = folder.problems(
      SoundConfiguration.text(
        platforms: SoundConfiguration.platform + "http: { type: \"http\", pause: { url: \"https://r.example/{call}\" } }",
        sources: SoundConfiguration.source + "s: { format: \"cloudevents\", platform: \"genesis\", http: { path: \"/s\" } }",
        rest: "rules: [{ name: \"r\", platforms: [\"http\"] }]"))
    #expect(problems.count == 2 && problems.allSatisfy { !$0.contains("rules[0]") })
  }
}
