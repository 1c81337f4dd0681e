import Model
import Platforms
import Testing

@Suite("cxone-screen (design 6)")
struct CXoneScreenTests {
  private let platform = CXoneScreen.usual

  @Test("the calls")
  func requests() throws {
    let base = "https://api.test/api/wem/v1/screen-recordings"
    #expect(platform.request(for: .of(.resolve, agent: "a&b"))?.line == "GET \(base)?agentId=a%26b&status=RECORDING")
    #expect(platform.request(for: .of(.resolve))?.line == "GET \(base)?status=RECORDING")
    #expect(platform.request(for: .of(.inspect, recording: "r/1"))?.line == "GET \(base)/r%2F1")
    #expect(platform.request(for: .of(.pause)) == nil)
    let pause = try #require(
      platform.request(
        for: .of(
          .pause, recording: "r", reason: "WHY", metadata: ["pciField": "cvv", "x": "sender"], tags: ["x": "operator", "y": "\"1\""])))
    #expect(pause.line == "PUT \(base)/r/pause")
    #expect(pause.text == #"{"reason":"WHY","metadata":{"pciField":"cvv","x":"operator","y":"\"1\""}}"#)
    #expect(pause.headers.contains(HTTPHeader("Content-Type", "application/json")))
    let resume = try #require(platform.request(for: .of(.resume, recording: "r")))
    #expect(resume.line == "PUT \(base)/r/resume")
    #expect(resume.text == #"{"reason":"PCI_DATA_CLEARED"}"#)
  }

  @Test("a look-up answers with every row of this interaction, and no other", arguments: ["", "screenRecordings", "items", "data"])
  func rows(member: String) {
    let rows = """
      [{"screenRecordingId":"r1","agentId":"a","interactionId":"c 1","status":"RECORDING","contactId":12345},
       {"id":77,"agentId":8,"interactionId":"c 1","status":"paused"},
       {"screenRecordingId":"r3","agentId":"a","interactionId":"other","status":"RECORDING"},
       {"screenRecordingId":"r4","agentId":"a","status":"RECORDING"}, {"interactionId":"c 1"}, 5]
      """
    let outcome = platform.outcome(200, member.isEmpty ? rows : "{\"\(member)\":\(rows)}", to: .of(.resolve, agent: "a"))
    #expect(outcome.result == .confirmed)
    #expect(
      outcome.observations == [
        Observation(recording: "r1", agent: "a", state: .recording), Observation(recording: "77", agent: "8", state: .paused),
      ])
    #expect(outcome.contact == "12345")
    #expect(platform.outcome(200, "[]", to: .of(.resolve)).observations.isEmpty)
  }

  @Test(
    "an inspection reads the state, and says when it cannot",
    arguments: [
      (#"{"status":"RECORDING"}"#, Observation.State.recording), (#"{"status":"PAUSED"}"#, .paused), (#"{"status":"ended"}"#, .ended),
      (#"{"status":"NEW"}"#, .unknown), ("{}", .unknown), (#"{"data":{"status":"PAUSED"}}"#, .paused),
    ])
  func inspection(body: String, state: Observation.State) {
    let outcome = platform.outcome(200, body, to: .of(.inspect, recording: "r"))
    #expect(outcome.observations == [Observation(recording: "r", state: state)])
  }

  @Test("a look-up's answer that cannot be read is a failure, not an empty answer", arguments: ["", "<html>", "{}", "\"x\"", "[{"])
  func unreadable(body: String) {
    let outcome = platform.outcome(200, body, to: .of(.resolve))
    #expect(outcome.result == .failed)
    #expect(outcome.message?.contains("cannot be read") == true)
  }

  @Test("a missing permission is named")
  func permissions() {
    let message = platform.outcome(403, to: .of(.pause, recording: "r")).message
    #expect(message == "forbidden: check that the client of platform vendor has the permission wem.recording.pause")
    #expect(platform.outcome(403, to: .of(.resolve)).message?.contains("wem.recording.read") == true)
  }

  @Test("traits")
  func traits() {
    let traits = platform.traits
    #expect(traits.addressing == .recording && !traits.isShared && traits.canResolve && traits.canInspect)
    #expect(traits.coversEveryone && !traits.inspectsConversation)
  }
}
