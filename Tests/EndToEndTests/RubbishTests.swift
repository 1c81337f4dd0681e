import Foundation
import Model
import Testing

/// A platform that answers rubbish costs nothing but its own retries (issue 4).
struct RubbishTests {
  private static let rubbish: [(name: String, fault: String)] = [
    ("html", #""body": "<html><body>Bad Gateway</body></html>""#), ("nothing", #""body": """#),
    ("half", #""body": "{\"id\": \"c-""#), ("200 MB", #""bodyBytes": 200000000"#), ("silence", #""delay": "30s""#),
  ]
  /// How a call is matched beside its conversation, and whether it has its effect.
  private static let kinds: [(name: String, match: String, more: String)] = [
    ("resolve", #""method": "GET""#, ""), ("inspect", #""method": "GET", "skip": 1"#, ""),
    ("pause", #""path": "*/pause""#, #", "apply": false"#),
  ]
  private static let memoryMax = 128 * 1024

  @Test("HTML, nothing, half, 200 MB and silence: every recording is paused all the same, and memory stays bounded")
  func everyKind() throws {
    var settings = TestSettings()
    settings.timeout = "1s"
    let centre = try ContactCentre(settings)
    for (_, fault) in Self.rubbish {
      try centre.vendors.post("/faults", #"{"match": {"path": "/oauth/token"}, \#(fault)}"#)
    }
    let scenarios = scenarios(in: centre)
    // Another vendor's token is no concern of theirs.
    try centre.vendors.post("/screen-recordings", #"{"id": "sr-1", "agentId": "carla", "interactionId": "i-1"}"#)
    try centre.send(SentEvent.cxone("pci.detected", #""interactionId":"i-1","agentId":"carla""#), to: "nice")
    try centre.await("sr-1", "paused", in: "i-1", within: .seconds(3))

    try Scenario.play(scenarios) {
      Observed(recordings: try centre.vendors.recordings(), calls: try centre.vendors.calls(), log: centre.daemon.log)
    }
    let status = try String(contentsOfFile: "/proc/\(centre.daemon.id)/status", encoding: .utf8)
    let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }?.split(separator: " ").compactMap { Int($0) }.first
    #expect(try #require(peak) < Self.memoryMax, "KiB")
    #expect(try centre.command("parked", "--json").output == [])
  }

  private func scenarios(in centre: ContactCentre) -> [Scenario] {
    var scenarios: [Scenario] = []
    for kind in Self.kinds {
      for rubbish in Self.rubbish {
        let call = TestedCall(tag: "r\(scenarios.count + 10)")
        var scenario = Scenario("\(rubbish.name) to a \(kind.name)", call)
        let participant = #"{"id": "\#(call.participant("anna"))", "userId": "\#(call.agent("anna"))"}"#
        scenario.act {
          try centre.vendors.post("/conversations", #"{"id": "\#(call.conversation)", "participants": [\#(participant)]}"#)
          try centre.vendors.post(
            "/faults", #"{"match": {\#(kind.match), "contains": ["\#(call.tag)"]}, \#(rubbish.fault)\#(kind.more)}"#)
          try centre.send(SentEvent.securePause("started", of: call.agent("anna"), in: call.conversation))
        }
        scenario.wait("paused") { $0.state(call.participant("anna"), of: call) == "paused" }
        scenario.act { try centre.send(SentEvent.securePause("ended", of: call.agent("anna"), in: call.conversation)) }
        scenario.wait("recording") { $0.state(call.participant("anna"), of: call) == "recording" }
        scenarios.append(scenario)
      }
    }
    return scenarios
  }
}
