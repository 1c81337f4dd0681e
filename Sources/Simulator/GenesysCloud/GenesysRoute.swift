/// The calls of Genesys Cloud's API that the simulator knows.
enum GenesysRoute {
  case conversation(String)
  case callConversation(String)
  case recordingState(String)
  case callRecordingState(String)
  case screen(conversation: String, participant: String, pauses: Bool)

  init?(_ segments: [String]) {
    guard segments.count > 3, segments[..<3] == ["api", "v2", "conversations"] else { return nil }
    let rest = Array(segments[3...])
    switch (rest.count, rest[0], rest[rest.count - 1]) {
    case (1, let id, _): self = .conversation(id)
    case (2, "calls", let id): self = .callConversation(id)
    case (2, let id, "recordingstate"): self = .recordingState(id)
    case (3, "calls", "recordingstate"): self = .callRecordingState(rest[1])
    case (5, let id, let verb) where rest[1] == "participants" && rest[3] == "screenrecording" && (verb == "pause" || verb == "resume"):
      self = .screen(conversation: id, participant: rest[2], pauses: verb == "pause")
    default: return nil
    }
  }

  /// The one method it takes.
  var method: String {
    switch self {
    case .conversation, .callConversation: "GET"
    case .recordingState: "PATCH"
    case .callRecordingState, .screen: "PUT"
    }
  }
}
