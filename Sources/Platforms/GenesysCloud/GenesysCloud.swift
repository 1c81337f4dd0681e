import Model

/// Genesys Cloud: pauses one participant's screen, or the whole conversation's recordings.
package struct GenesysCloud: Platform {
  /// What a pause is about.
  package enum PauseWith: String, Sendable, CaseIterable {
    case participant, conversation
  }

  package struct Settings: Hashable, Sendable {
    package var platform: PlatformSettings
    /// Base addresses.
    package var api: String
    package var login: String
    package var clientID: Secret
    package var clientSecret: Secret
    package var pauseWith: PauseWith

    package init(
      platform: PlatformSettings, api: String, login: String, clientID: Secret, clientSecret: Secret, pauseWith: PauseWith
    ) {
      self.platform = platform
      self.api = api
      self.login = login
      self.clientID = clientID
      self.clientSecret = clientSecret
      self.pauseWith = pauseWith
    }
  }

  package let traits: PlatformTraits
  package let credential: Credential
  private let api: String
  private let pauseWith: PauseWith

  package init(_ settings: Settings) {
    api = URLText.base(settings.api)
    pauseWith = settings.pauseWith
    credential = .token(
      .clientCredentials(ClientCredentials(login: settings.login, clientID: settings.clientID, clientSecret: settings.clientSecret)))
    switch settings.pauseWith {
    case .participant:
      traits = settings.platform.traits(
        addressing: .participant, isShared: false, canResolve: true, canInspect: true, inspectsConversation: true)
    case .conversation:
      traits = settings.platform.traits(
        addressing: .conversation, isShared: true, canResolve: false, canInspect: true, inspectsConversation: true)
    }
  }

  package func request(for command: Command) -> HTTPRequest? {
    guard let conversation = URLText.segment(command.target.conversation.id) else { return nil }
    let path = "\(api)/api/v2/conversations/\(conversation)"
    switch (command.kind, pauseWith) {
    case (.resolve, .participant), (.inspect, _):
      return HTTPRequest(method: "GET", url: path, headers: [HTTPHeader("Accept", "application/json")])
    case (.resolve, .conversation):
      return nil
    case (.pause, .participant), (.resume, .participant):
      guard let participant = URLText.segment(command.target.recording ?? command.target.participant ?? "") else { return nil }
      let url = "\(path)/participants/\(participant)/screenrecording/\(command.kind.rawValue)"
      return HTTPRequest(method: "PUT", url: url, headers: [HTTPHeader("Accept", "application/json")])
    case (.pause, .conversation), (.resume, .conversation):
      let state = command.kind == .pause ? "PAUSED" : "ACTIVE"
      let headers = [HTTPHeader("Content-Type", "application/json"), HTTPHeader("Accept", "application/json")]
      let body = JSONWriter.object { writer in writer.field("recordingState", state) }
      return HTTPRequest(method: "PATCH", url: "\(path)/recordingstate", headers: headers, body: body)
    }
  }

  package func outcome(of response: HTTPResponse, to command: Command, at now: Timestamp) -> Outcome {
    var outcome = Outcome(answer: response, to: command, permission: permission(for: command.kind), at: now)
    // A pause answers with nothing, with a bare string or with an object: only its status counts.
    guard outcome.result == .confirmed else { return outcome }
    guard let conversation = GenesysConversation(response.body) else {
      outcome.fail("the conversation cannot be read: its answer is not the expected JSON")
      return outcome
    }
    outcome.conversationEnded = conversation.hasEnded
    switch pauseWith {
    case .conversation:
      outcome.observations = [conversation.observation(of: command.target.conversation.id)]
    case .participant where command.kind == .resolve:
      outcome.observations = conversation.candidates(for: command.target)
    case .participant:
      outcome.observations = conversation.participants(for: command.target)
    }
    return outcome
  }

  package func permission(for kind: Command.Kind) -> String {
    switch kind {
    case .resolve, .inspect: "conversation:communication:view"
    case .pause, .resume: "conversation:recording:pauseOthers"
    }
  }
}
