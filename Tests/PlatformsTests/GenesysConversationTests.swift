import Model
import Platforms
import Testing

@Suite("genesys-cloud: which participants are whose screen (vendor-facts 1.4)")
struct GenesysConversationTests {
  private static let agentA = "a1111111-1111-4111-8111-111111111111"
  private static let agentB = "b2222222-2222-4222-8222-222222222222"
  private static let participantA = "c0000000-0000-4000-8000-00000000000a"
  private static let participantB = "c0000000-0000-4000-8000-00000000000b"
  private static let declined = "c0000000-0000-4000-8000-00000000000f"

  private func look(
    _ participants: String..., as kind: Command.Kind = .resolve, agent: String? = nil, recording: String? = nil, rest: String = ""
  ) -> Outcome {
    let body = "{\"participants\":[\(participants.joined(separator: ","))]\(rest)}"
    return GenesysCloud.usual(.participant).outcome(200, body, to: .of(kind, recording: recording, agent: agent))
  }

  private static func user(
    _ id: String, _ agent: String, _ state: String = "connected", media: String = "calls", more: String = ""
  ) -> String {
    #"{"id":"\#(id)","userId":"\#(agent)","purpose":"agent","\#(media)":[{"state":"\#(state)"}]\#(more)}"#
  }

  @Test("the stored consult: both agents' live participants, not the declined offer")
  func consult() throws {
    let body = String(decoding: try Fixture(name: "genesys-conversation-consult").bytes(), as: UTF8.self)
    let platform = GenesysCloud.usual(.participant)
    let resolved = platform.outcome(200, body, to: .of(.resolve, agent: GenesysConversationTests.agentA))
    #expect(
      resolved.observations == [
        Observation(
          recording: GenesysConversationTests.participantA, agent: GenesysConversationTests.agentA,
          participant: GenesysConversationTests.participantA, state: .recording),
        Observation(
          recording: GenesysConversationTests.participantB, agent: GenesysConversationTests.agentB,
          participant: GenesysConversationTests.participantB, state: .recording),
      ])
    #expect(!resolved.conversationEnded)
    let inspected = platform.outcome(200, body, to: .of(.inspect, recording: GenesysConversationTests.declined))
    #expect(inspected.observations.map(\.state) == [.ended, .recording, .recording])
    #expect(GenesysCloud.usual(.conversation).outcome(200, body, to: .of(.inspect)).observations.first?.state == .paused)
  }

  @Test("a connected participant outranks the same user's alerting one, not another user's")
  func rank() {
    let outcome = look(
      GenesysConversationTests.user("p1", "u", "alerting"), GenesysConversationTests.user("p2", "u"),
      GenesysConversationTests.user("p3", "v", "dialing"))
    #expect(outcome.observations.map(\.recording) == ["p2", "p3"])
    #expect(outcome.observations.map(\.isConnected) == [true, false])
  }

  @Test("an inspection shows an outranked participant only to whom it concerns")
  func rankInspected() {
    let (alerting, connected) = (GenesysConversationTests.user("p1", "u", "alerting"), GenesysConversationTests.user("p2", "u"))
    #expect(look(alerting, connected, as: .inspect, recording: "p2").observations.map(\.recording) == ["p2"])
    #expect(look(alerting, connected, as: .inspect, recording: "p1").observations.map(\.recording) == ["p1", "p2"])
  }

  @Test("several live participants of one user are all paused")
  func several() {
    let outcome = look(GenesysConversationTests.user("p1", "u"), GenesysConversationTests.user("p2", "u", media: "chats"))
    #expect(outcome.observations.map(\.recording) == ["p1", "p2"])
  }

  @Test(
    "any medium counts, states in any case", arguments: ["calls", "callbacks", "chats", "emails", "messages", "videos", "screenshares"])
  func media(name: String) {
    #expect(look(GenesysConversationTests.user("p", "u", "CONNECTED", media: name)).observations.count == 1)
  }

  @Test(
    "who has left, hung up or only watches is no candidate",
    arguments: [
      user("p", "u", more: #","endTime":"2026-03-19T22:00:00Z""#), user("p", "u", "terminated"), user("p", "u", "disconnected"),
      user("p", "u", media: "screenMonitorings"), #"{"id":"p","userId":"u"}"#,
      #"{"id":"p","purpose":"customer","calls":[{"state":"connected"}]}"#,
      #"{"userId":"u","calls":[{"state":"connected"}]}"#, #"{"id":5,"userId":"u"}"#, "7",
    ])
  func noCandidate(participant: String) {
    let outcome = look(participant)
    #expect(outcome.result == .confirmed)
    #expect(outcome.observations.isEmpty)
  }

  @Test(
    "a supervisor has no recording of his own, unless he is the initiator",
    arguments: [
      "monitoredParticipantId", "coachedParticipantId", "bargedParticipantId",
    ])
  func supervisors(field: String) {
    let supervisor = GenesysConversationTests.user("s", "boss", more: #","\#(field)":"p""#)
    let agent = GenesysConversationTests.user("p", "u")
    #expect(look(supervisor, agent, agent: "u").observations.map(\.recording) == ["p"])
    #expect(look(supervisor, agent, agent: "boss").observations.map(\.recording) == ["s", "p"])
    #expect(look(supervisor, agent, as: .inspect, recording: "s").observations.map(\.recording) == ["s", "p"])
  }

  @Test("a consulted colleague is of purpose user; a null endTime is none")
  func colleague() {
    let colleague = GenesysConversationTests.user("p", "u", more: #","endTime":null"#).replacing("\"agent\"", with: "\"user\"")
    #expect(look(colleague).observations.count == 1)
  }

  @Test(
    "screenRecordingState is what can be known of the screen",
    arguments: [
      ("active", Observation.State.recording), ("paused", .paused), ("PAUSED", .paused), ("stopped", .ended), ("error", .ended),
      ("timeout", .ended), ("requested", .requested), ("dreaming", .unknown),
    ])
  func states(text: String, state: Observation.State) {
    let participant = GenesysConversationTests.user("p", "u", more: #","screenRecordingState":"\#(text)""#)
    #expect(look(participant, as: .inspect, recording: "p").observations.map(\.state) == [state])
  }

  @Test("without it nothing is known; an ended participant has ended whatever it says")
  func otherStates() {
    #expect(look(GenesysConversationTests.user("p", "u"), as: .inspect).observations.map(\.state) == [.unknown])
    let ended = GenesysConversationTests.user("p", "u", more: #","screenRecordingState":"active","endTime":"2026-03-19T22:00:00Z""#)
    #expect(look(ended, as: .inspect).observations.map(\.state) == [.ended])
  }

  @Test("after-call work is not alerting: its screen is inspected as connected")
  func afterCallWork() {
    let participant = GenesysConversationTests.user("p", "u", "disconnected", more: #","screenRecordingState":"active""#)
    let observation = look(participant, as: .inspect).observations.first
    #expect(observation?.isConnected == true && observation?.state == .recording)
  }

  @Test("an ended conversation has no candidates and says so")
  func ended() {
    let rest = #","endTime":"2026-03-19T22:00:00Z""#
    let outcome = look(GenesysConversationTests.user("p", "u"), rest: rest)
    #expect(outcome.conversationEnded && outcome.observations.isEmpty)
    #expect(look(GenesysConversationTests.user("p", "u"), as: .inspect, rest: rest).observations.map(\.state) == [.ended])
  }

  @Test("UUIDs of any case meet")
  func canonicalCase() {
    let outcome = look(
      GenesysConversationTests.user(GenesysConversationTests.participantA.uppercased(), GenesysConversationTests.agentA.uppercased()))
    #expect(outcome.observations.first?.recording == GenesysConversationTests.participantA)
    #expect(outcome.observations.first?.agent == GenesysConversationTests.agentA)
  }
}
