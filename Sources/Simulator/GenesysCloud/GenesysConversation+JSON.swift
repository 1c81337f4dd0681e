import Model

extension GenesysConversation {
  /// The body of `GET /api/v2/conversations/{id}`.
  func json() -> [UInt8] {
    JSONWriter.object { writer in
      writer.field("id", id)
      writer.field("startTime", startTime)
      writer.field("endTime", endTime)
      writer.field("address", "tel:+13175550100")
      writer.field("recordingState", endTime != nil ? "NONE" : securePause.value ? "PAUSED" : "ACTIVE")
      writer.field("securePause", securePause.value)
      writer.field("divisions", array: { writer in if let divisionID { Self.writeDivision(divisionID, to: &writer) } })
      if let recentTransfers { writer.field("recentTransfers", raw: recentTransfers) }
      writer.field("participants", array: { writer in for participant in participants { write(participant, to: &writer) } })
      writer.field("selfUri", "/api/v2/conversations/\(id)")
    }
  }

  /// The body of `GET /api/v2/conversations/calls/{id}`, which is shaped differently: see vendor-facts.md, 1.4.
  func callJSON() -> [UInt8] {
    JSONWriter.object { writer in
      writer.field("id", id)
      writer.field("participants", array: { writer in for participant in participants { writeFlat(participant, to: &writer) } })
      writer.field("otherMediaUris", array: { _ in })
      writer.field("recordingState", endTime != nil ? "none" : securePause.value ? "paused" : "active")
      writer.field("securePause", securePause.value)
      writer.field("selfUri", "/api/v2/conversations/calls/\(id)")
    }
  }

  private static func writeDivision(_ id: String, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field(
        "division",
        object: { writer in
          writer.field("id", id)
          writer.field("selfUri", "/api/v2/authorization/divisions/\(id)")
        })
      writer.field("entities", array: { _ in })
    }
  }

  private func write(_ participant: GenesysParticipant, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("id", participant.id)
      writer.field("name", participant.name)
      writer.field("purpose", participant.purpose)
      writer.field("userId", participant.userID)
      writer.field("queueId", participant.queueID)
      writer.field("startTime", participant.startTime)
      writer.field("connectedTime", participant.connectedTime)
      writer.field("endTime", participant.endTime)
      writer.field("consultParticipantId", participant.consultParticipantID)
      writer.field("monitoredParticipantId", participant.monitoredParticipantID)
      writer.field("coachedParticipantId", participant.coachedParticipantID)
      writer.field("bargedParticipantId", participant.bargedParticipantID)
      writer.field("attributes", object: { _ in })
      if !participant.hidesScreen { writer.field("screenRecordingState", participant.screen?.value.rawValue) }
      writer.field(
        "calls",
        array: { writer in
          writer.object { writer in
            writer.field("id", "call-\(participant.id)")
            writer.field("state", participant.state)
            writer.field("initialState", "alerting")
            writer.field("provider", "Edge")
            writer.field("segments", array: { _ in })
            writer.field("startAlertingTime", participant.startTime)
            writer.field("connectedTime", participant.connectedTime)
            writer.field("disconnectedTime", participant.endTime)
            writer.field("disconnectType", participant.disconnectType)
            writeMedia(of: participant, to: &writer)
            writer.field(
              "recordersState",
              object: { writer in
                writer.field("adhocState", "NONE")
                writer.field("customerExperienceState", securePause.value ? "PAUSED" : "ACTIVE")
                writer.field("agentExperienceState", "NONE")
                writer.field("snippetState", "NONE")
              })
          }
        })
    }
  }

  private func writeFlat(_ participant: GenesysParticipant, to writer: inout JSONWriter) {
    func link(_ id: String, _ path: String) -> (inout JSONWriter) -> Void {
      { writer in
        writer.field("id", id)
        writer.field("selfUri", "\(path)/\(id)")
      }
    }
    writer.object { writer in
      writer.field("id", participant.id)
      writer.field("name", participant.name)
      writer.field("purpose", participant.purpose)
      writer.field("state", participant.state)
      if let userID = participant.userID { writer.field("user", object: link(userID, "/api/v2/users")) }
      if let queueID = participant.queueID { writer.field("queue", object: link(queueID, "/api/v2/routing/queues")) }
      writer.field("startTime", participant.startTime)
      writer.field("connectedTime", participant.connectedTime)
      writer.field("endTime", participant.endTime)
      writer.field("disconnectType", participant.disconnectType)
      writer.field("consultParticipantId", participant.consultParticipantID)
      writer.field("attributes", object: { _ in })
      writer.field("provider", "Edge")
      writeMedia(of: participant, to: &writer)
    }
  }

  /// What a call and a flat participant say in the same words.
  private func writeMedia(of participant: GenesysParticipant, to writer: inout JSONWriter) {
    writer.field("direction", "inbound")
    writer.field("recording", participant.isLive)
    writer.field("recordingState", !participant.isLive ? "none" : securePause.value ? "paused" : "active")
    writer.field("muted", false)
    writer.field("confined", false)
    writer.field("held", participant.isHeld)
    writer.field("securePause", participant.isLive && securePause.value)
  }
}
