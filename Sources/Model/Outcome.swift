/// What came back from a call. The vocabulary is closed: a platform answers with nothing else.
package struct Outcome: Hashable, Sendable {
  package enum Result: String, Sendable, CaseIterable {
    /// A look-up was answered; `observations` say what it saw.
    case confirmed
    /// A pause or resume was taken (2xx), not yet verified (R10).
    case accepted
    /// The platform will not do it as asked; `refusal` says why.
    case refused
    /// The recording or conversation is not there (404).
    case gone
    /// It was not done, and may be tried again.
    case failed
    /// The answer was lost: it may have been done (R9).
    case unknown
  }

  package enum Refusal: String, Sendable, CaseIterable {
    /// 401: the token is not accepted.
    case unauthorized
    /// 403: a permission is missing.
    case forbidden
    /// 409: the recording is in another state.
    case conflict
    /// Another 4xx, or a platform that cannot do this: repeating cannot help.
    case malformed
    /// 425, 429: asked to wait.
    case throttled
  }

  package var result: Result
  package var refusal: Refusal?
  package var status: Int?
  /// One line for the operator: what the platform said, what to do.
  package var message: String?
  /// The vendor's own id of the request.
  package var correlation: String?
  /// How long the platform asks to wait.
  package var retryAfter: Span?
  package var observations: [Observation]
  /// A look-up saw that the whole conversation is over.
  package var conversationEnded: Bool
  /// A contact id (alias) that the answer named for the conversation (E3).
  package var contact: String?

  package init(
    _ result: Result, refusal: Refusal? = nil, status: Int? = nil, message: String? = nil, correlation: String? = nil,
    retryAfter: Span? = nil, observations: [Observation] = [], conversationEnded: Bool = false, contact: String? = nil
  ) {
    self.result = result
    self.refusal = refusal
    self.status = status
    self.message = message
    self.correlation = correlation
    self.retryAfter = retryAfter
    self.observations = observations
    self.conversationEnded = conversationEnded
    self.contact = contact
  }
}

/// One recording as a look-up saw it.
package struct Observation: Hashable, Sendable {
  package enum State: String, Sendable, CaseIterable {
    case recording, paused, ended
    /// Announced but not recording yet: a 2xx does not pause it (R4).
    case requested
    /// The platform does not say: it cannot be inspected (R5).
    case unknown
  }

  package var recording: String
  package var agent: String?
  package var participant: String?
  package var state: State
  /// False while its participant is only alerting or dialing.
  package var isConnected: Bool

  package init(recording: String, agent: String? = nil, participant: String? = nil, state: State, isConnected: Bool = true) {
    self.recording = recording
    self.agent = agent
    self.participant = participant
    self.state = state
    self.isConnected = isConnected
  }
}
