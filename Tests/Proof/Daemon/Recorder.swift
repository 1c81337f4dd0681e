import Daemon
import Model
import Platforms

/// What records the calls of one simulated contact centre, and in whose words its events come.
enum Recorder: CaseIterable {
  /// Each agent's screen has a participant's id.
  case genesysScreen
  /// Each of an agent's conversations has a participant of his, and a window in one of them covers them all.
  case genesysDesktop
  /// One recording of the whole conversation, shared by its agents.
  case genesysConversation
  /// Each agent's screen has an id of its own; all of an interaction are paused together.
  case cxoneScreen
  /// Each agent has one screen, which is named in all his interactions.
  case cxoneDesktop

  private static let vendor = "http://vendor"
  /// How long a call may take.
  static let timeout = Span.seconds(3)

  /// What a reload may change.
  struct Limits {
    var perMinute = 300
    var maxInFlight = 16
    var resumeDelay = Span.milliseconds(500)
  }

  func platform(verify: Bool, driftCheck: Span?, limits: Limits) -> PlatformConfiguration {
    let settings = PlatformSettings(
      name: "recorder", system: "system", rate: .init(perMinute: limits.perMinute, burst: 20, reservedForPauses: 0.3),
      maxInFlight: limits.maxInFlight, timeout: Self.timeout, verify: verify, driftCheck: driftCheck)
    let (id, secret) = (SecretReference(.given(Secret("id"))), SecretReference(.given(Secret("secret"))))
    guard !isCXone else {
      let cxone = CXoneSettings(api: Self.vendor, login: Self.vendor, accessKeyID: id, accessKeySecret: secret)
      return PlatformConfiguration(settings, kind: .cxoneScreen(cxone))
    }
    let genesys = GenesysCloudSettings(
      api: Self.vendor, login: Self.vendor, clientID: id, clientSecret: secret,
      pauseWith: self == .genesysConversation ? .conversation : .participant)
    return PlatformConfiguration(settings, kind: .genesysCloud(genesys))
  }

  var isCXone: Bool { self == .cxoneScreen || self == .cxoneDesktop }
  /// An agent is in several conversations, and has one screen.
  var isDesktop: Bool { self == .genesysDesktop || self == .cxoneDesktop }
  /// An agent's screen is known by its announcement only: nobody looks for it.
  var needsAnnouncing: Bool { isCXone || isDesktop }
  var scope: Governance.Scope { self == .genesysDesktop ? .agent : .initiator }

  var decoder: EventDecoder {
    let format: EventFormat = isCXone ? .cxone : .eventbridge
    return EventDecoder(
      format: format, source: SourceIdentity(name: "source", origin: "\(format.rawValue):system", system: "system", platform: "recorder"))
  }

  /// The recording in which an agent is to be seen.
  func recording(of agent: CallCentre.Agent) -> String {
    switch self {
    case .genesysScreen, .genesysDesktop: agent.participant
    case .genesysConversation: agent.conversation
    case .cxoneScreen: "s" + agent.participant
    case .cxoneDesktop: "s" + agent.user
    }
  }

  /// Whether a window of one agent covers the recording of another.
  func covers(_ other: CallCentre.Agent, windowOf agent: CallCentre.Agent) -> Bool {
    switch self {
    case .genesysScreen: other.participant == agent.participant
    case .genesysDesktop, .cxoneDesktop: other.user == agent.user
    case .genesysConversation, .cxoneScreen: other.conversation == agent.conversation
    }
  }

  /// Whether it asks for a token.
  func isToken(_ request: HTTPRequest) -> Bool {
    request.url.hasPrefix(Self.vendor + (isCXone ? "/authentication/" : "/oauth/"))
  }

  /// What a request does to which recording; nil for one that changes nothing.
  func change(by request: HTTPRequest) -> (recording: String, isResume: Bool)? {
    let parts = request.url.split(separator: "/").map(String.init)
    guard request.method != "GET", let last = parts.last else { return nil }
    if isCXone { return parts.contains("screen-recordings") ? (parts[parts.count - 2], last == "resume") : nil }
    if self != .genesysConversation { return parts.contains("participants") ? (parts[parts.count - 3], last == "resume") : nil }
    guard last == "recordingstate" else { return nil }
    return (parts[parts.count - 2], String(decoding: request.body, as: UTF8.self).contains("ACTIVE"))
  }

  /// Whether a row of the simulator's `GET /recordings` is about a recording.
  func isRow(_ row: JSONValue, of recording: String) -> Bool {
    switch self {
    case .genesysScreen, .genesysDesktop: row["participant"]?.string == recording
    case .genesysConversation: row["kind"]?.string == "conversation" && row["conversation"]?.string == recording
    case .cxoneScreen, .cxoneDesktop: row["recording"]?.string == recording
    }
  }

  /// Somebody presses a button at the vendor: where to tell the simulator, and what.
  func drift(of agent: CallCentre.Agent) -> (path: String, body: String) {
    switch self {
    case .genesysScreen, .genesysDesktop:
      ("/conversations/\(agent.conversation)/participants/\(agent.participant)", #"{"screenRecordingState":"active"}"#)
    case .genesysConversation: ("/conversations/\(agent.conversation)", #"{"securePause":false}"#)
    case .cxoneScreen, .cxoneDesktop: ("/screen-recordings/\(recording(of: agent))", #"{"status":"RECORDING"}"#)
    }
  }
}

// MARK: - In the vendor's words

extension Recorder {
  /// The world in which the calls are, for the simulator's `POST /world`.
  func world(of agents: [CallCentre.Agent]) -> String {
    guard !isCXone else {
      let screens = Dictionary(agents.map { (recording(of: $0), $0) }) { first, _ in first }
      let rows = screens.sorted { $0.key < $1.key }.map { id, agent in
        #"{"id":"\#(id)","agentId":"\#(agent.user)","interactionId":"\#(agent.conversation)"}"#
      }
      return #"{"screenRecordings":[\#(rows.joined(separator: ","))]}"#
    }
    let rows = Dictionary(grouping: agents, by: \.conversation).sorted { $0.key < $1.key }.map { id, agents in
      let participants = agents.map {
        #"{"id":"\#($0.participant)","userId":"\#($0.user)","purpose":"agent","screenRecordingState":"active"}"#
      }
      return #"{"id":"\#(id)","participants":[\#(participants.joined(separator: ","))]}"#
    }
    return #"{"conversations":[\#(rows.joined(separator: ","))]}"#
  }

  /// The body in which a fact comes.
  func body(of fact: CallCentre.Fact, at moment: Timestamp) -> [UInt8] {
    Array((isCXone ? cxone(fact, at: moment) : eventBridge(fact, at: moment)).utf8)
  }

  private func cxone(_ fact: CallCentre.Fact, at moment: Timestamp) -> String {
    let agent = #""interactionId":"\#(fact.agent.conversation)","agentId":"\#(fact.agent.user)""#
    let type =
      switch fact.kind {
      case .pauseStarted: "pci.detected"
      case .pauseEnded: "pci.cleared"
      default: "screen-recording.started"
      }
    let recording = fact.kind == .agentJoined ? #","screenRecordingId":"\#(recording(of: fact.agent))""# : ""
    return #"{"eventId":"\#(fact.id)","eventType":"\#(type)","timestamp":"\#(moment)","data":{\#(agent)\#(recording)}}"#
  }

  private func eventBridge(_ fact: CallCentre.Fact, at moment: Timestamp) -> String {
    var body = #""conversationId":"\#(fact.agent.conversation)","userId":"\#(fact.agent.user)","eventTime":\#(moment.milliseconds)"#
    var topic = "secure_pause"
    switch fact.kind {
    case .pauseStarted: body += #","eventType":"secure_pause_started""#
    case .pauseEnded: body += #","eventType":"secure_pause_ended""#
    default:
      topic = "user.start"
      body += #","participantId":"\#(fact.agent.participant)","sessionId":"s""#
    }
    return #"""
      {"version":"0","id":"\#(fact.id)","detail-type":"v2.detail.events.conversation.{id}.\#(topic)",
      "source":"aws.partner/genesys.com/cloud/org/name","detail":{"eventBody":{\#(body)}}}
      """#
  }
}
