import Model
import Testing

/// One call in which a scenario plays; every id of it bears its tag, so that no scenario meets another's.
struct TestedCall: Sendable {
  let tag: String

  var conversation: String { "c-\(tag)" }
  /// CXone's voice contact.
  var contact: String { "k-\(tag)" }
  /// Amazon Connect's contact after a transfer; the first one is the conversation.
  var laterLeg: String { "l-\(tag)" }
  func agent(_ name: String) -> String { "\(name)-\(tag)" }
  func user(_ name: String) -> String { "u-\(name)-\(tag)" }
  func participant(_ name: String) -> String { "p-\(name)-\(tag)" }
  func screen(_ name: String) -> String { "s-\(name)-\(tag)" }
}

/// A platform as the scenarios need to know it: its configuration, its call in the simulator, and what it cannot do.
struct PlatformUnderTest: Sendable, CustomTestStringConvertible {
  /// Whose recordings a window of one agent pauses.
  enum Reach { case ownScreen, everyScreen, call }

  typealias Arrangement = (path: String, body: String)

  let name: String
  /// Keys of the platform's section; VENDOR stands for the simulator, SECRET for a secret's reference.
  let settings: String
  /// As the simulator names it.
  let simulated: String
  let reach: Reach
  let canInspect: Bool
  /// Answers a repeated pause with an error.
  var refusesRepetition = true
  /// Cannot be asked who is there: it has to be told.
  var isTold = false
  /// Tokens that run out; otherwise the credentials never change.
  var hasTokens = true
  /// Texts that tell its pauses and resumes from other calls.
  let pause: String
  let resume: String
  /// What an operator lacks when it answers 403.
  let permission: String
  /// Recordings in the simulator, with the agents' telephones connected.
  let setUp: @Sendable (TestedCall, _ agent: String) -> [Arrangement]
  /// An agent's recording as the simulator names it.
  let recording: @Sendable (TestedCall, _ agent: String) -> String
  /// Ends or forces the state of an agent's recording.
  let change: @Sendable (TestedCall, _ agent: String, _ state: String) -> Arrangement
  /// What events say besides conversation and agent.
  var aliases: @Sendable (TestedCall, _ agent: String) -> String = { _, _ in "" }

  var testDescription: String { name }
}

extension PlatformUnderTest {
  static let all = [
    genesysParticipant, genesysConversation, cxoneScreen, cxoneVoice("body", pause: "\"Pause", resume: "\"Resume"),
    cxoneVoice("query", pause: "p1=Pause", resume: "p1=Resume"), cxoneMask, engage, connect, recorder, recorderOfScreens,
  ]

  private static let cxone =
    "api: \"VENDOR\", login: \"VENDOR\", accessKeyID: \"SECRET\", accessKeySecret: \"SECRET\""
  private static let genesys =
    "type: \"genesys-cloud\", api: \"VENDOR\", login: \"VENDOR\", clientID: \"SECRET\", clientSecret: \"SECRET\""

  private static let genesysParticipant = PlatformUnderTest(
    name: "genesys-cloud, participant", settings: genesys, simulated: "genesys", reach: .ownScreen, canInspect: true,
    pause: "screenrecording/pause", resume: "screenrecording/resume", permission: "conversation:recording:pauseOthers",
    setUp: { call, agent in
      let participant = #"{"id": "\#(call.participant(agent))", "userId": "\#(call.agent(agent))"}"#
      // The second agent is added to the conversation that the first came with.
      if agent == "ben" { return [("/conversations/\(call.conversation)/participants/\(call.participant(agent))", participant)] }
      return [
        (
          "/conversations",
          #"{"id": "\#(call.conversation)", "participants": [{"id": "d-\#(call.tag)", "purpose": "customer"}, \#(participant)]}"#
        )
      ]
    },
    recording: { call, agent in call.participant(agent) },
    change: { call, agent, state in
      let path = "/conversations/\(call.conversation)/participants/\(call.participant(agent))"
      return (path, state == "ended" ? #"{"ended": true}"# : #"{"screenRecordingState": "\#(state == "recording" ? "active" : state)"}"#)
    },
    aliases: { call, agent in #","participant":"\#(call.participant(agent))""# })

  private static let genesysConversation = PlatformUnderTest(
    name: "genesys-cloud, conversation", settings: genesys + ", pauseWith: \"conversation\"", simulated: "genesys", reach: .call,
    canInspect: true, refusesRepetition: false, pause: "\"PAUSED\"", resume: "\"ACTIVE\"",
    permission: "conversation:recording:pauseOthers", setUp: genesysParticipant.setUp, recording: { _, _ in "" },
    change: { call, _, state in
      ("/conversations/\(call.conversation)", state == "ended" ? #"{"ended": true}"# : #"{"securePause": \#(state == "paused")}"#)
    })

  private static let cxoneScreen = PlatformUnderTest(
    name: "cxone-screen", settings: "type: \"cxone-screen\", \(cxone)", simulated: "cxone", reach: .everyScreen, canInspect: true,
    pause: "/pause", resume: "/resume", permission: "wem.recording.pause",
    setUp: { call, agent in
      let body = #"{"id": "\#(call.screen(agent))", "agentId": "\#(call.agent(agent))", "interactionId": "\#(call.conversation)"}"#
      return [("/screen-recordings", body)]
    },
    recording: { call, agent in call.screen(agent) },
    change: { call, agent, state in ("/screen-recordings/\(call.screen(agent))", #"{"status": "\#(state)"}"#) },
    aliases: { call, agent in #","recording":"\#(call.screen(agent))""# })

  private static func contact(_ call: TestedCall, _ agent: String, _ state: String) -> Arrangement {
    ("/contacts/\(call.contact)", #"{"state": "\#(state)"}"#)
  }

  private static func cxoneVoice(_ signal: String, pause: String, resume: String) -> PlatformUnderTest {
    PlatformUnderTest(
      name: "cxone-voice, \(signal)", settings: "type: \"cxone-voice\", \(cxone), signalWith: \"\(signal)\"", simulated: "cxone",
      reach: .call, canInspect: false, refusesRepetition: false, pause: pause, resume: resume, permission: "to signal interactions",
      setUp: { call, agent in
        agent == "ben" ? [] : [("/contacts", #"{"id": "\#(call.contact)", "interactionId": "\#(call.conversation)"}"#)]
      },
      recording: { call, _ in call.contact }, change: contact, aliases: { call, _ in #","contact":"\#(call.contact)""# })
  }

  private static let cxoneMask = PlatformUnderTest(
    name: "cxone-mask", settings: "type: \"cxone-mask\", \(cxone)", simulated: "cxone", reach: .call, canInspect: true,
    refusesRepetition: false, pause: "/mask", resume: "/unmask", permission: "Multi-ACD Masking API",
    setUp: { call, agent in
      let id = agent == "ben" ? "\(call.contact)-ben" : call.contact
      return [("/contacts", #"{"id": "\#(id)", "interactionId": "\#(call.conversation)", "userId": "\#(call.user(agent))"}"#)]
    },
    recording: { call, _ in call.contact }, change: contact,
    aliases: { call, agent in #","user":"\#(call.user(agent))","contact":"\#(call.contact)""# })

  private static let engage = PlatformUnderTest(
    name: "genesys-engage", settings: "type: \"genesys-engage\", api: \"VENDOR\", user: \"hushd\", password: \"SECRET\"",
    simulated: "engage", reach: .call, canInspect: false, hasTokens: false, pause: "PauseCallRecording", resume: "ResumeCallRecording",
    permission: "api-voice-recording",
    setUp: { call, agent in agent == "ben" ? [] : [("/engage-calls", #"{"id": "\#(call.conversation)"}"#)] },
    recording: { call, _ in call.conversation },
    change: { call, _, state in ("/engage-calls/\(call.conversation)", #"{"state": "\#(state)"}"#) })

  private static let connect = PlatformUnderTest(
    name: "amazon-connect",
    settings: "type: \"amazon-connect\", api: \"VENDOR\", instance: \"i-1\", accessKeyID: \"SECRET\", secretAccessKey: \"SECRET\"",
    simulated: "connect", reach: .call, canInspect: false, hasTokens: false, pause: "suspend-recording", resume: "resume-recording",
    permission: "connect:SuspendContactRecording",
    setUp: { call, agent in
      let id = agent == "ben" ? call.laterLeg : call.conversation
      return [("/connect-contacts", #"{"id": "\#(id)", "initialContact": "\#(call.conversation)"}"#)]
    },
    recording: { call, agent in agent == "ben" ? call.laterLeg : call.conversation },
    change: { call, agent, state in
      ("/connect-contacts/\(agent == "ben" ? call.laterLeg : call.conversation)", #"{"state": "\#(state)"}"#)
    },
    aliases: { call, agent in
      agent == "ben" ? #","contact":"\#(call.laterLeg)","initialContact":"\#(call.conversation)""# : ""
    })

  private static let recorder = PlatformUnderTest(
    name: "http",
    settings: """
      type: "http", api: "VENDOR/recorder",
      auth: { type: "oauth-client-credentials", tokenURL: "VENDOR/recorder/token", clientID: "SECRET", clientSecret: "SECRET" },
      pause: { url: "/calls/{conversation}/pause", body: '{"by":{agent},"why":"{reason}"}' }, resume: { url: "/calls/{conversation}/resume" },
      inspect: { url: "/calls/{conversation}", state: "/recorder/status", states: { ON: "recording", OFF: "paused", GONE: "ended" } }
      """,
    simulated: "recorder", reach: .call, canInspect: true, pause: "/pause", resume: "/resume",
    permission: "for POST VENDOR/recorder/calls/{conversation}/pause",
    setUp: { call, agent in agent == "ben" ? [] : [("/recorder-calls", #"{"id": "\#(call.conversation)"}"#)] },
    recording: { call, _ in call.conversation },
    change: { call, _, state in ("/recorder-calls/\(call.conversation)", #"{"state": "\#(state)"}"#) })

  private static let recorderOfScreens = PlatformUnderTest(
    name: "http, participant",
    settings: """
      type: "http", api: "VENDOR/recorder", pauseWith: "participant", auth: { type: "basic", user: "hushd", password: "SECRET" },
      pause: { url: "/calls/{participant}/pause" }, resume: { url: "/calls/{participant}/resume" },
      inspect: { url: "/calls/{participant}", state: "/recorder/status", states: { ON: "recording", OFF: "paused", GONE: "ended" } }
      """,
    simulated: "recorder", reach: .ownScreen, canInspect: true, isTold: true, hasTokens: false, pause: "/pause", resume: "/resume",
    permission: "for POST VENDOR/recorder/calls/{participant}/pause",
    setUp: { call, agent in
      [("/recorder-calls", #"{"id": "\#(call.participant(agent))", "conversation": "\#(call.conversation)"}"#)]
    },
    recording: { call, agent in call.participant(agent) },
    change: { call, agent, state in ("/recorder-calls/\(call.participant(agent))", #"{"state": "\#(state)"}"#) },
    aliases: { call, agent in #","participant":"\#(call.participant(agent))""# })
}
