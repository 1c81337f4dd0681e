import Model

/// NICE CXone's public masking: by the agent's user id, voice and screen together, always his latest call.
package struct CXoneMask: Platform {
  package static let usualPath = "/interaction-recording-management-service/v1/interactions"
  package static let usualUserParameter = "userId"

  package let traits: PlatformTraits
  package let credential: Credential
  private let interactions: String
  private let userParameter: String

  package init(_ account: CXoneAccount, path: String = usualPath, userParameter: String = usualUserParameter) {
    interactions = URLText.base(account.api) + path
    self.userParameter = userParameter
    traits = account.platform.traits(addressing: .user, isShared: true, canResolve: false, canInspect: true)
    credential = account.credential
  }

  package func request(for command: Command) -> HTTPRequest? {
    guard let user = user(of: command), !user.isEmpty else { return nil }
    let query = "?\(userParameter)=\(URLText.encoded(user))"
    switch command.kind {
    case .pause: return HTTPRequest(method: "POST", url: interactions + "/mask" + query)
    case .resume: return HTTPRequest(method: "POST", url: interactions + "/unmask" + query)
    case .inspect: return HTTPRequest(method: "GET", url: interactions + "/get-recording-status" + query)
    case .resolve: return nil
    }
  }

  package func outcome(of response: HTTPResponse, to command: Command, at now: Timestamp) -> Outcome {
    var outcome = Outcome(answer: response, to: command, permission: permission(for: command.kind), at: now)
    guard outcome.result == .confirmed else { return outcome }
    guard let user = user(of: command), let status = (try? JSONDocument(response.body))?.root, status.isObject else {
      outcome.fail("the recording status cannot be read: the answer is no JSON object")
      return outcome
    }
    outcome.observations = [Observation(recording: user, agent: command.target.agent, state: state(in: status, of: command.target))]
    return outcome
  }

  package func permission(for kind: Command.Kind) -> String { "Search & Playback > APIs > Multi-ACD Masking API" }

  private func user(of command: Command) -> String? { command.target.user ?? command.target.recording ?? command.target.agent }

  /// The status is that of the user's latest call: of another interaction it says nothing about this one.
  private func state(in status: JSONValue, of target: Target) -> Observation.State {
    let isSameContact = target.contact != nil && target.contact == status["contactId"]?.text
    if let interaction = status["interactionId"]?.text, !isSameContact,
      Identifier.canonical(interaction) != Identifier.canonical(target.conversation.id)
    {
      return .unknown
    }
    if status["statusReason"]?.string?.lowercased() == "mask" { return .paused }
    switch status["recordingStatusToAgent"]?.string?.lowercased() {
    case "recording", "poorrecordingquality": return .recording
    case "norecording": return .ended
    default: return .unknown
    }
  }
}
