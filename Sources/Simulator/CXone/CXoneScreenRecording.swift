import Model

/// A simulated screen recording of CXone.
struct CXoneScreenRecording: Sendable {
  enum Status: String, Sendable {
    case recording = "RECORDING"
    case paused = "PAUSED"
    case ended = "ENDED"
  }

  let id: String
  var agentID: String
  var interactionID: String
  var startTime: Timestamp
  var endTime: Timestamp?
  var status: Settling<Status>
  var reason: String?
  var calls = CallCounts()

  init(id: String, agentID: String, interactionID: String, status: Status = .recording, at moment: Moment) {
    self.id = id
    self.agentID = agentID
    self.interactionID = interactionID
    startTime = moment.timestamp
    self.status = Settling(status, at: moment)
  }

  /// Pauses or resumes as the API would, or says why not.
  mutating func set(paused: Bool, reason: String?, at moment: Moment, latency: Span) throws(CXoneError) {
    if paused { calls.pause += 1 } else { calls.resume += 1 }
    status.settle(at: moment)
    switch (status.value, paused) {
    case (.ended, _): throw CXoneError(404, "screen recording \(id) has ended")
    case (.paused, true): throw CXoneError(409, "screen recording \(id) is already paused")
    case (.recording, false): throw CXoneError(409, "screen recording \(id) is not paused")
    case (.recording, true): status.wish(.paused, at: moment, after: latency)
    case (.paused, false): status.wish(.recording, at: moment, after: latency)
    }
    self.reason = reason
  }

  mutating func end(at moment: Moment) {
    status.force(.ended, at: moment)
    endTime = endTime ?? moment.timestamp
  }

  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("screenRecordingId", id)
      writer.field("agentId", agentID)
      writer.field("interactionId", interactionID)
      writer.field("status", status.value.rawValue)
      writer.field("startTime", startTime)
      writer.field("endTime", endTime)
      writer.field("reason", reason)
    }
  }

  var row: RecordingRow {
    func word(_ status: Status) -> String { status.rawValue.lowercased() }
    return RecordingRow(
      kind: .screen, conversation: interactionID, agent: agentID, recording: id, state: word(status.value), since: status.since,
      history: status.history.map { ($0.at, word($0.value)) }, calls: calls)
  }
}

extension CXoneScreenRecording {
  private static let keys: Set<String> = ["id", "agentId", "interactionId", "status", "startTime", "ended"]

  /// A recording as the world's file describes it.
  init(_ json: JSONValue, at moment: Moment) throws(ControlError) {
    self.init(
      id: try json.required("id"), agentID: try json.required("agentId"), interactionID: try json.required("interactionId"), at: moment)
    try update(json, at: moment)
  }

  /// Takes over what is given.
  mutating func update(_ json: JSONValue, at moment: Moment) throws(ControlError) {
    if let unknown = json.members.first(where: { !Self.keys.contains($0.name) }) {
      throw ControlError("\(unknown.name): no such key of a screen recording (one of \(Self.keys.sorted().joined(separator: ", ")))")
    }
    agentID = json["agentId"]?.text ?? agentID
    interactionID = json["interactionId"]?.text ?? interactionID
    startTime = try json.time("startTime") ?? startTime
    if let text = json["status"]?.string {
      guard let value = Status(rawValue: text.uppercased()) else {
        throw ControlError("status: \(text) is none of RECORDING, PAUSED, ENDED")
      }
      if value == .ended { end(at: moment) } else { status.force(value, at: moment) }
    }
    if json["ended"]?.bool == true { end(at: moment) }
  }
}
