import Model

/// Genesys Engage on premises: Web Services operations on a call, in the agent's own name.
package struct GenesysEngage: Platform {
  package struct Settings: Hashable, Sendable {
    package var platform: PlatformSettings
    /// Base address.
    package var api: String
    package var user: String
    package var password: Secret

    package init(platform: PlatformSettings, api: String, user: String, password: Secret) {
      self.platform = platform
      self.api = api
      self.user = user
      self.password = password
    }
  }

  package let traits: PlatformTraits
  package let credential: Credential
  private let api: String

  package init(_ settings: Settings) {
    api = URLText.base(settings.api)
    traits = settings.platform.traits(addressing: .call, isShared: true, canResolve: false, canInspect: false)
    credential = .basic(user: settings.user, password: settings.password)
  }

  package func request(for command: Command) -> HTTPRequest? {
    let operation: String
    switch command.kind {
    case .pause: operation = "PauseCallRecording"
    case .resume: operation = "ResumeCallRecording"
    case .resolve, .inspect: return nil
    }
    guard let call = URLText.segment(command.target.recording ?? command.target.call ?? command.target.conversation.id) else { return nil }
    let body = JSONWriter.object { writer in writer.field("operationName", operation) }
    return HTTPRequest(
      method: "POST", url: "\(api)/api/v2/me/calls/\(call)",
      headers: [HTTPHeader("Content-Type", "application/json"), HTTPHeader("Origin", URLText.origin(api))], body: body)
  }

  package func permission(for kind: Command.Kind) -> String { "api-voice-recording" }

  package func outcome(of response: HTTPResponse, to command: Command, at now: Timestamp) -> Outcome {
    var outcome = Outcome(answer: response, to: command, permission: permission(for: command.kind), at: now)
    guard outcome.result == .accepted else { return outcome }
    // A 200 may hold an error: only `statusCode` 0 is a success.
    guard let status = (try? JSONDocument(response.body))?.root["statusCode"]?.int64 else {
      outcome.fail("the answer holds no statusCode")
      return outcome
    }
    guard status != 0 else { return outcome }
    outcome.fail("statusCode \(status): \(AnswerText.message(of: response) ?? "no message")")
    switch status {
    // "Not valid for the current state": paused already, or not recording.
    case 2: outcome.refuse(.conflict)
    case 3, 5: outcome.forbid(command, outcome.message, permission: permission(for: command.kind))
    case 20: outcome.refuse(.unauthorized)
    case 6, 12: outcome.result = .gone
    case 1, 10, 11: outcome.refuse(.malformed)
    default: break
    }
    return outcome
  }
}
