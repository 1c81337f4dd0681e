import Model

/// Genesys Cloud: events as EventBridge delivers them, a screen recording for each connected participant.
struct GenesysCloudVendor: Vendor {
  let head = VendorHead(
    type: "genesys-cloud", name: "genesys", simulated: "genesys", format: "eventbridge", kind: "screen", pathPrefix: "/api/v2/",
    ending: "secure_pause_ended",
    keys: "api: \"ADDRESS\", login: \"ADDRESS\", clientID: \"file:client\", clientSecret: \"file:secret\"")

  func leg(_ agent: String, of conversation: String, purpose: Leg.Purpose) -> Leg {
    Leg(conversation: conversation, agent: agent, recording: "\(conversation)-\(agent)", purpose: purpose)
  }

  func begin(_ conversation: String) -> [Arrangement] {
    let customer = JSONWriter.object { writer in
      writer.field("id", "\(conversation)-customer")
      writer.field("purpose", "customer")
    }
    return [
      Arrangement("/conversations") { writer in
        writer.field("id", conversation)
        writer.field("participants", array: { $0.element(raw: customer) })
      }
    ]
  }

  func ring(_ leg: Leg) -> [Arrangement] {
    [
      Arrangement(path(leg)) { writer in
        writer.field("purpose", leg.purpose.rawValue)
        writer.field("userId", leg.agent)
        writer.field("state", "alerting")
      }
    ]
  }

  func connect(_ leg: Leg) -> [Arrangement] {
    [
      Arrangement(path(leg)) { writer in
        writer.field("purpose", leg.purpose.rawValue)
        writer.field("userId", leg.agent)
        writer.field("state", "connected")
      }
    ]
  }

  func leave(_ leg: Leg) -> [Arrangement] { [Arrangement(path(leg)) { $0.field("ended", true) }] }

  func remove(_ legs: [Leg]) -> [Arrangement] {
    legs.first.map { [Arrangement("DELETE", "/conversations/\($0.conversation)")] } ?? []
  }

  private func path(_ leg: Leg) -> String { "/conversations/\(leg.conversation)/participants/\(leg.recording)" }

  func event(_ fact: Fact, of leg: Leg, id: String, at moment: Timestamp) -> [UInt8] {
    let topic =
      switch fact {
      case .joined: "user.start"
      case .left: "user.end"
      case .over: "customer.end"
      case .pauseStarted, .pauseEnded: "secure_pause"
      }
    return JSONWriter.object { writer in
      writer.field("version", "0")
      writer.field("id", id)
      writer.field("detail-type", "v2.detail.events.conversation.{id}.\(topic)")
      writer.field("source", "aws.partner/genesys.com/cloud/cf6cb7d5-d0ea-45b5-b0cf-73ad5f5b8721/demo")
      writer.field("time", moment)
      writer.field(
        "detail",
        object: { writer in
          writer.field("topicName", "v2.detail.events.conversation.\(leg.conversation).\(topic)")
          writer.field("version", "2")
          writer.field("eventBody", object: { write(fact, leg, at: moment, to: &$0) })
          writer.field("timestamp", moment)
        })
    }
  }

  private func write(_ fact: Fact, _ leg: Leg, at moment: Timestamp, to writer: inout JSONWriter) {
    writer.field("eventTime", moment.milliseconds)
    writer.field("conversationId", leg.conversation)
    writer.field("mediaType", "VOICE")
    switch fact {
    case .pauseStarted, .pauseEnded:
      writer.field("eventType", fact == .pauseStarted ? "secure_pause_started" : "secure_pause_ended")
      writer.field("userId", leg.agent)
    case .joined, .left:
      writer.field("participantId", leg.recording)
      writer.field("sessionId", "\(leg.recording)-voice")
      writer.field("userId", leg.agent)
      writer.field("disconnectType", fact == .left ? "CLIENT" : nil)
    case .over:
      writer.field("participantId", "\(leg.conversation)-customer")
      writer.field("sessionId", "\(leg.conversation)-customer-voice")
      writer.field("disconnectType", "PEER")
    }
  }

  func example(url: String) -> [String] {
    [
      "curl \(url) -H content-type:application/json -d '",
      "  {\"id\":\"'$RANDOM'\",\"detail\":{\"eventBody\":{\"eventType\":\"secure_pause_started\",",
      "  \"eventTime\":'$(date +%s%3N)',\"conversationId\":\"c-mine\",\"userId\":\"a-mine\"}},",
      "  \"detail-type\":\"v2.detail.events.conversation.{id}.secure_pause\"}'",
    ]
  }

  func change(_ call: [Substring], body _: String) -> (verb: String, recording: String)? {
    guard call.count == 8, call[6] == "screenrecording" else { return nil }
    return (String(call[7]), String(call[5]))
  }
}
