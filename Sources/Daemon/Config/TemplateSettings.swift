import Model

/// A recorder described by the operator: requests as templates, and how to read its answers.
package struct TemplateSettings: Hashable, Sendable {
  /// How its requests are authorised.
  package enum Authentication: Hashable, Sendable {
    case none
    case basic(user: String, password: SecretReference)
    case bearer(token: SecretReference)
    case header(name: String, value: SecretReference)
    case clientCredentials(tokenURL: String, clientID: SecretReference, clientSecret: SecretReference)
  }

  /// One request as a template, and which statuses mean that it was done.
  package struct Request: Hashable, Sendable {
    package var method: String
    package var url: String
    package var headers: [String: String]
    package var body: String
    package var success: [Int]

    package init(method: String, url: String, headers: [String: String] = [:], body: String = "", success: [Int] = [200, 201, 202, 204]) {
      self.method = method
      self.url = url
      self.headers = headers
      self.body = body
      self.success = success
    }
  }

  /// How a state is read from the answer.
  package struct Inspection: Hashable, Sendable {
    package var request: Request
    /// A JSON pointer to the state.
    package var state: String
    /// The recorder's words for states.
    package var states: [String: Observation.State]

    package init(request: Request, state: String, states: [String: Observation.State]) {
      self.request = request
      self.state = state
      self.states = states
    }
  }

  package var authentication: Authentication
  package var pause: Request
  package var resume: Request
  package var inspect: Inspection?

  package init(authentication: Authentication = .none, pause: Request, resume: Request, inspect: Inspection? = nil) {
    self.authentication = authentication
    self.pause = pause
    self.resume = resume
    self.inspect = inspect
  }

  /// What a template may name in braces; besides, `{tags.NAME}`.
  package static let placeholders = [
    "conversation", "participant", "recording", "agent", "contact", "initialContact", "user", "call", "reason",
  ]
}
