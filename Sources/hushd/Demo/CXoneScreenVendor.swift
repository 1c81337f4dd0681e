import Model

/// NICE CXone: its webhooks, and a screen recording for each agent in an interaction.
struct CXoneScreenVendor: Vendor {
  let head = VendorHead(
    type: "cxone-screen", name: "cxone", simulated: "cxone", format: "cxone", kind: "screen", pathPrefix: "/api/wem/",
    ending: "pci.cleared",
    keys: "api: \"ADDRESS\", login: \"ADDRESS\", accessKeyID: \"file:client\", accessKeySecret: \"file:secret\"")

  func leg(_ agent: String, of conversation: String, purpose: Leg.Purpose) -> Leg {
    Leg(conversation: conversation, agent: agent, recording: "screen-\(conversation)-\(agent)", purpose: purpose)
  }

  func connect(_ leg: Leg) -> [Arrangement] {
    [
      Arrangement("/screen-recordings") { writer in
        writer.field("id", leg.recording)
        writer.field("agentId", leg.agent)
        writer.field("interactionId", leg.conversation)
      }
    ]
  }

  func leave(_ leg: Leg) -> [Arrangement] { [Arrangement("/screen-recordings/\(leg.recording)") { $0.field("ended", true) }] }

  func remove(_ legs: [Leg]) -> [Arrangement] { legs.map { Arrangement("DELETE", "/screen-recordings/\($0.recording)") } }

  func event(_ fact: Fact, of leg: Leg, id: String, at moment: Timestamp) -> [UInt8] {
    let type =
      switch fact {
      case .joined: "screen-recording.started"
      case .left: "screen-recording.ended"
      case .over: "interaction.status-changed"
      case .pauseStarted: "pci.detected"
      case .pauseEnded: "pci.cleared"
      }
    return JSONWriter.object { writer in
      writer.field("eventId", id)
      writer.field("eventType", type)
      writer.field("timestamp", moment)
      writer.field(
        "data",
        object: { writer in
          writer.field("interactionId", leg.conversation)
          writer.field("agentId", fact == .over ? nil : leg.agent)
          writer.field("screenRecordingId", fact == .joined || fact == .left ? leg.recording : nil)
          writer.field("status", fact == .over ? "CLOSED" : nil)
          writer.field("pciField", fact == .pauseStarted ? "credit_card_number" : nil)
        })
    }
  }

  func example(url: String) -> [String] {
    [
      "curl \(url) -H content-type:application/json -d '",
      "  {\"eventId\":\"'$RANDOM'\",\"eventType\":\"pci.detected\",",
      "  \"timestamp\":\"'$(date -u +%FT%T.%3NZ)'\",",
      "  \"data\":{\"interactionId\":\"c-mine\",\"agentId\":\"a-mine\"}}'",
    ]
  }

  func change(_ call: [Substring], body _: String) -> (verb: String, recording: String)? {
    guard call.count == 6, call[3] == "screen-recordings" else { return nil }
    return (String(call[5]), String(call[4]))
  }
}
