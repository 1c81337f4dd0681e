import Model

/// A simulated conversation of Genesys Cloud.
struct GenesysConversation: Sendable {
  let id: String
  var startTime: Timestamp
  private(set) var endTime: Timestamp?
  private(set) var participants: [GenesysParticipant] = []
  /// True while the whole conversation is in a secure pause.
  private(set) var securePause: Settling<Bool>
  private(set) var divisionID: String?
  /// JSON, passed on as it was given.
  private(set) var recentTransfers: [UInt8]?
  private(set) var calls = CallCounts()

  init(id: String, at moment: Moment) {
    self.id = id
    startTime = moment.timestamp
    securePause = Settling(false, at: moment)
  }

  mutating func add(_ participant: GenesysParticipant) {
    participants.removeAll { $0.id == participant.id }
    participants.append(participant)
  }

  /// Changes one participant; nil when there is none of that id.
  mutating func withParticipant<Result, Failure: Error>(
    _ id: String, _ body: (inout GenesysParticipant) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    guard let index = participants.firstIndex(where: { $0.id == id }) else { return nil }
    return try body(&participants[index])
  }

  /// Counts a look-up, which shows every recording of the conversation.
  mutating func inspect(at moment: Moment) {
    settle(at: moment)
    calls.inspect += 1
    for index in participants.indices { participants[index].calls.inspect += 1 }
  }

  /// Pauses or resumes the recording of the whole conversation; asking for what is already so is accepted.
  mutating func set(paused: Bool, movesScreens: Bool, at moment: Moment, latency: Span) throws(GenesysError) {
    if paused { calls.pause += 1 } else { calls.resume += 1 }
    guard endTime == nil else { throw .noConversation(id) }
    securePause.wish(paused, at: moment, after: latency)
    guard movesScreens else { return }
    for index in participants.indices where participants[index].isLive {
      let from: GenesysParticipant.Screen = paused ? .active : .paused
      guard participants[index].screen?.value == from else { continue }
      participants[index].screen?.wish(paused ? .paused : .active, at: moment, after: latency)
    }
  }

  mutating func settle(at moment: Moment) {
    securePause.settle(at: moment)
    for index in participants.indices { participants[index].screen?.settle(at: moment) }
  }

  mutating func end(at moment: Moment) {
    guard endTime == nil else { return }
    endTime = moment.timestamp
    for index in participants.indices { participants[index].end(at: moment, disconnectType: "peer") }
  }

  /// Its recordings: the conversation's own, and each screen.
  func recordings() -> [RecordingRow] {
    func word(_ isPaused: Bool) -> String { isPaused ? "paused" : "recording" }
    let own = RecordingRow(
      kind: .conversation, conversation: id, state: endTime == nil ? word(securePause.value) : "ended", since: endTime ?? securePause.since,
      history: securePause.history.map { ($0.at, word($0.value)) }, calls: calls)
    return [own]
      + participants.compactMap { participant in
        guard let screen = participant.screen else { return nil }
        return RecordingRow(
          kind: .screen, conversation: id, participant: participant.id, agent: participant.userID,
          state: GenesysParticipant.word(for: screen.value), since: screen.since,
          history: screen.history.map { ($0.at, GenesysParticipant.word(for: $0.value)) }, calls: participant.calls)
      }
  }
}

extension GenesysConversation {
  private static let keys: Set<String> = [
    "id", "participants", "startTime", "endTime", "ended", "recordingState", "securePause", "divisionId", "recentTransfers",
  ]

  /// A conversation as the world's file describes it.
  init(_ json: JSONValue, at moment: Moment) throws(ControlError) {
    self.init(id: try json.required("id"), at: moment)
    try update(json, at: moment)
  }

  /// Takes over what is given; participants are added or updated by their ids.
  mutating func update(_ json: JSONValue, at moment: Moment) throws(ControlError) {
    if let unknown = json.members.first(where: { !Self.keys.contains($0.name) }) {
      throw ControlError("\(unknown.name): no such key of a conversation (one of \(Self.keys.sorted().joined(separator: ", ")))")
    }
    startTime = try json.time("startTime") ?? startTime
    endTime = try json.time("endTime") ?? endTime
    divisionID = json["divisionId"]?.string ?? divisionID
    recentTransfers = json["recentTransfers"]?.raw ?? recentTransfers
    if let isPaused = json["securePause"]?.bool ?? json["recordingState"]?.string.map({ $0.uppercased() == "PAUSED" }) {
      securePause.force(isPaused, at: moment)
    }
    for participant in try json.list("participants") { try update(participant: try participant.required("id"), participant, at: moment) }
    if json["ended"]?.bool == true { end(at: moment) }
  }

  mutating func update(participant id: String, _ json: JSONValue, at moment: Moment) throws(ControlError) {
    let known: Void? = try withParticipant(id) { participant throws(ControlError) in try participant.update(json, at: moment) }
    if known == nil { add(try GenesysParticipant(json, id: id, at: moment)) }
  }
}
