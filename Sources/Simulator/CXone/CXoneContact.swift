import Model

/// A voice contact of CXone with its recording and the Studio script that runs in it.
struct CXoneContact: Sendable {
  /// The recorder's own id of the agent: not the numeric `agentId`.
  var userID: String?
  var startTime: Timestamp
  var voice: VoiceRecording
  /// The script's safety net: it resumes by itself this long after a pause.
  var selfResumes: Span?
  var lockedUntil: Moment?

  init(id: String, interactionID: String, agentID: String?, userID: String?, at moment: Moment) {
    self.userID = userID
    startTime = moment.timestamp
    voice = VoiceRecording(id: id, conversation: interactionID, agent: agentID, at: moment)
  }

  var id: String { voice.id }
  var row: RecordingRow { voice.row }

  /// Pauses or resumes its recording; one that has ended stays as it is.
  mutating func set(paused: Bool, at moment: Moment, latency: Span) {
    settle(at: moment)
    // A script has one timer.
    if selfResumes != nil { voice.state.forgetWishes() }
    voice.set(paused: paused, at: moment, latency: latency)
    if paused, let selfResumes, voice.state.value != .ended { voice.state.wish(.recording, at: moment, after: latency + selfResumes) }
  }

  mutating func settle(at moment: Moment) { voice.state.settle(at: moment) }

  private static let keys: Set<String> = ["id", "interactionId", "agentId", "userId", "state", "ended", "selfResumes"]

  /// A contact as the world's file describes it.
  init(_ json: JSONValue, at moment: Moment) throws(ControlError) {
    self.init(
      id: try json.required("id"), interactionID: try json.required("interactionId"), agentID: json["agentId"]?.text,
      userID: json["userId"]?.text, at: moment)
    try update(json, at: moment)
  }

  /// Takes over what is given.
  mutating func update(_ json: JSONValue, at moment: Moment) throws(ControlError) {
    if let unknown = json.members.first(where: { !Self.keys.contains($0.name) }) {
      throw ControlError("\(unknown.name): no such key of a contact (one of \(Self.keys.sorted().joined(separator: ", ")))")
    }
    voice.conversation = json["interactionId"]?.text ?? voice.conversation
    voice.agent = json["agentId"]?.text ?? voice.agent
    userID = json["userId"]?.text ?? userID
    selfResumes = try json.span("selfResumes") ?? selfResumes
    try voice.update(json, at: moment)
  }
}
