import Model

/// A conversation as `GET /api/v2/conversations/{id}` shows it, as far as recordings are concerned.
///
/// One user may have several participants in it: declined, rejoined, consulting. The mapping follows vendor-facts 1.4: alive, not a
/// supervisor unless it is the initiator, and a connected one outranks one still alerting.
struct GenesysConversation {
  private let root: JSONValue
  private let participants: [JSONValue]

  init?(_ body: [UInt8]) {
    guard let root = try? JSONDocument(body).root, let participants = root["participants"]?.elements else { return nil }
    self.root = root
    self.participants = participants
  }

  var hasEnded: Bool { root["endTime"]?.string != nil }

  /// The recording of the conversation as a whole. Its `recordingState` may be paused by a hold, so only `securePause` tells.
  func observation(of conversation: String) -> Observation {
    guard !hasEnded else { return Observation(recording: conversation, state: .ended) }
    let state: Observation.State =
      switch root["securePause"]?.bool {
      case true?: .paused
      case false?: .recording
      case nil: .unknown
      }
    return Observation(recording: conversation, state: state)
  }

  /// The users' participants, ended ones too, but what outranked ones and supervisors are: what an inspection sees.
  func participants(for target: Target) -> [Observation] {
    let (users, wanted) = (users(for: target), wanted(by: target))
    return users.filter { wanted.contains($0.id) || !$0.isOutranked(among: users) }.map(\.observation)
  }

  /// The participants that a window on this conversation may pause.
  func candidates(for target: Target) -> [Observation] {
    let users = users(for: target)
    return users.filter { $0.isLive && !hasEnded && !$0.isOutranked(among: users) }.map(\.observation)
  }

  private func wanted(by target: Target) -> [String] { [target.recording, target.participant].compactMap { $0.map(Identifier.canonical) } }

  private func users(for target: Target) -> [User] {
    let wanted = wanted(by: target)
    let initiator = target.agent.map(Identifier.canonical)
    return participants.compactMap { participant in
      guard let user = User(participant, conversationEnded: hasEnded) else { return nil }
      return user.isSupervisor && user.agent != initiator && !wanted.contains(user.id) ? nil : user
    }
  }
}

extension GenesysConversation {
  /// A participant that is a user, whatever its purpose: a consulted colleague is `user`, not `agent`.
  private struct User {
    private static let media = [
      "calls", "callbacks", "chats", "cobrowsesessions", "emails", "messages", "internalMessages", "screenshares", "socialExpressions",
      "videos",
    ]
    private static let supervision = ["monitoredParticipantId", "coachedParticipantId", "bargedParticipantId"]

    let id: String
    let agent: String
    let isSupervisor: Bool
    let isConnected: Bool
    private let isAlerting: Bool
    private let hasEnded: Bool
    private let screenRecording: String?

    init?(_ participant: JSONValue, conversationEnded: Bool) {
      guard let id = participant["id"]?.string, let agent = participant["userId"]?.string, !id.isEmpty, !agent.isEmpty else { return nil }
      self.id = Identifier.canonical(id)
      self.agent = Identifier.canonical(agent)
      hasEnded = conversationEnded || participant["endTime"]?.string != nil
      isSupervisor = User.supervision.contains { participant[$0]?.string?.isEmpty == false }
      screenRecording = participant["screenRecordingState"]?.string?.lowercased()
      var isConnected = false
      var isAlerting = false
      for communication in User.media.lazy.compactMap({ participant[$0]?.elements }).joined() {
        switch communication["state"]?.string?.lowercased() {
        case "connected": isConnected = true
        case "alerting", "dialing", "contacting", "offering": isAlerting = true
        default: break
        }
      }
      self.isConnected = isConnected
      self.isAlerting = isAlerting
    }

    var isLive: Bool { !hasEnded && (isConnected || isAlerting) }

    /// It only alerts, while the same user is connected as another participant.
    func isOutranked(among users: [User]) -> Bool {
      isLive && !isConnected && users.contains { $0.agent == agent && $0.isLive && $0.isConnected }
    }

    var observation: Observation {
      // In after-call work nothing is connected any more, yet the screen may be recorded: only an alerting one is not there yet.
      Observation(recording: id, agent: agent, participant: id, state: state, isConnected: isConnected || !isAlerting)
    }

    private var state: Observation.State {
      guard !hasEnded else { return .ended }
      switch screenRecording {
      case "active": return .recording
      case "paused": return .paused
      case "stopped", "error", "timeout": return .ended
      case "requested": return .requested
      default: return .unknown
      }
    }
  }
}
