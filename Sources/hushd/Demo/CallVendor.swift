import Model

/// A platform that pauses a call rather than somebody's screen. Its senders use CloudEvents, the format for one's own middleware.
struct CallVendor: Vendor {
  let head: VendorHead
  /// Where the simulator takes its calls.
  let calls: String
  /// Each agent has a recording of his own.
  var isPerAgent = false
  /// What the simulator and the events call the recording, besides its id and the conversation.
  var alias: String?
  let example: String
  /// What begins a pause and a resume, in a call's path or body.
  let pause: String
  let resume: String
  /// Where a call names the recording: the path's segment, or the member of the body.
  let recording: Place

  enum Place { case segment(Int), query, member(String) }

  func leg(_ agent: String, of conversation: String, purpose: Leg.Purpose) -> Leg {
    Leg(conversation: conversation, agent: agent, recording: isPerAgent ? "\(conversation)-\(agent)" : conversation, purpose: purpose)
  }

  func connect(_ leg: Leg) -> [Arrangement] {
    guard leg.purpose == .agent || isPerAgent else { return [] }
    return [
      Arrangement("/\(calls)") { writer in
        writer.field("id", leg.recording)
        writer.field("interactionId", leg.conversation)
        writer.field("agentId", leg.agent)
        writer.field("userId", isPerAgent ? leg.recording : nil)
      }
    ]
  }

  /// A call that is one for all ends with the agent whose it is.
  func leave(_ leg: Leg) -> [Arrangement] {
    leg.purpose == .agent || isPerAgent ? [Arrangement("/\(calls)/\(leg.recording)") { $0.field("ended", true) }] : []
  }

  func remove(_ legs: [Leg]) -> [Arrangement] {
    Set(legs.map(\.recording)).sorted().map { Arrangement("DELETE", "/\(calls)/\($0)") }
  }

  func event(_ fact: Fact, of leg: Leg, id: String, at moment: Timestamp) -> [UInt8] {
    let type =
      switch fact {
      case .joined: "hush.agent.joined"
      case .left: "hush.agent.left"
      case .over: "hush.conversation.ended"
      case .pauseStarted: "hush.pause.started"
      case .pauseEnded: "hush.pause.ended"
      }
    return JSONWriter.object { writer in
      writer.field("specversion", "1.0")
      writer.field("id", id)
      writer.field("source", "/demo")
      writer.field("type", type)
      writer.field("time", moment)
      writer.field(
        "data",
        object: { writer in
          writer.field("conversation", leg.conversation)
          writer.field("agent", fact == .over ? nil : leg.agent)
          if let alias { writer.field(alias, fact == .over ? nil : leg.recording) }
        })
    }
  }

  func example(url: String) -> [String] {
    [
      "curl \(url) -H content-type:application/json -d '",
      "  {\"specversion\":\"1.0\",\"id\":\"'$RANDOM'\",\"source\":\"/me\",",
      "  \"type\":\"hush.pause.started\",\"time\":\"'$(date -u +%FT%T.%3NZ)'\",",
      "  \"data\":{\"conversation\":\"c-mine\",\"agent\":\"a-mine\"\(example)}}'",
    ]
  }

  func change(_ call: [Substring], body: String) -> (verb: String, recording: String)? {
    let text = call.joined(separator: "/") + body
    guard let verb = [(pause, "pause"), (resume, "resume")].first(where: { text.contains($0.0) })?.1 else { return nil }
    let id =
      switch recording {
      case .segment(let index): call.count > index ? String(call[index]) : nil
      case .query: call.last?.split(separator: "=").last.map(String.init)
      case .member(let name): (try? JSONDocument(Array(body.utf8)))?.root[name]?.string
      }
    return id.map { (verb, $0) }
  }
}

extension CallVendor {
  private static let cxone = "api: \"ADDRESS\", login: \"ADDRESS\", accessKeyID: \"file:client\", accessKeySecret: \"file:secret\""

  static let all = [
    CallVendor(
      head: head("cxone-voice", "cxone", "/inContactAPI/", cxone), calls: "contacts", alias: "contact", example: ",\"contact\":\"n-mine\"",
      pause: "PauseRecordingSignal", resume: "ResumeRecordingSignal", recording: .segment(4)),
    CallVendor(
      head: head("cxone-mask", "cxone", "/interaction-recording-management-service/", cxone), calls: "contacts", isPerAgent: true,
      alias: "user", example: "", pause: "/mask", resume: "/unmask", recording: .query),
    CallVendor(
      head: head("genesys-engage", "engage", "/api/v2/me/", "api: \"ADDRESS\", user: \"demo\", password: \"file:secret\""),
      calls: "engage-calls", example: "", pause: "PauseCallRecording", resume: "ResumeCallRecording", recording: .segment(4)),
    CallVendor(
      head: head(
        "amazon-connect", "connect", "/contact/",
        "api: \"ADDRESS\", instance: \"demo\", accessKeyID: \"file:client\", secretAccessKey: \"file:secret\""),
      calls: "connect-contacts", example: "", pause: "/suspend-recording", resume: "/resume-recording", recording: .member("ContactId")),
    CallVendor(
      head: head(
        "http", "recorder", "/recorder/",
        """
        api: "ADDRESS/recorder", auth: { type: "bearer", token: "file:secret" },
              pause: { url: "/calls/{conversation}/pause", body: '{"agent":{agent}}' }, resume: { url: "/calls/{conversation}/resume" },
              inspect: {
                url: "/calls/{conversation}", state: "/recorder/status", states: { ON: "recording", OFF: "paused", GONE: "ended" },
              }
        """), calls: "recorder-calls", example: "", pause: "/pause", resume: "/resume", recording: .segment(2)),
  ]

  private static func head(_ type: String, _ simulated: String, _ pathPrefix: String, _ keys: String) -> VendorHead {
    VendorHead(
      type: type, name: simulated, simulated: simulated, format: "cloudevents", kind: "voice", pathPrefix: pathPrefix,
      ending: "hush.pause.ended", keys: keys)
  }
}
