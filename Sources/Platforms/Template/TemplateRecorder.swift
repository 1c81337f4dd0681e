import Model

/// Any other recorder, and what forks off a call (a transcription service, a SIPREC recorder): requests as the operator wrote them.
package struct TemplateRecorder: Platform {
  /// What one call pauses; named like the placeholder that says which.
  package enum PauseWith: String, Sendable, CaseIterable {
    case conversation, participant, recording, contact, agent
  }

  package struct Calls: Hashable, Sendable {
    package var pauseWith: PauseWith
    package var pause: RequestTemplate
    package var resume: RequestTemplate
    /// Nil: the recorder cannot be asked.
    package var inspect: Inspection?

    package init(pauseWith: PauseWith = .conversation, pause: RequestTemplate, resume: RequestTemplate, inspect: Inspection? = nil) {
      self.pauseWith = pauseWith
      self.pause = pause
      self.resume = resume
      self.inspect = inspect
    }
  }

  /// How a state is read from the answer.
  package struct Inspection: Hashable, Sendable {
    package var request: RequestTemplate
    /// A JSON pointer to the state.
    package var state: String
    /// The recorder's words for states.
    package var states: [String: Observation.State]

    package init(request: RequestTemplate, state: String, states: [String: Observation.State]) {
      self.request = request
      self.state = state
      self.states = states
    }
  }

  package let traits: PlatformTraits
  package let credential: Credential
  private let calls: Calls

  package init(_ settings: PlatformSettings, credential: Credential, calls: Calls) {
    self.credential = credential
    self.calls = calls
    let addressing: PlatformTraits.Addressing =
      switch calls.pauseWith {
      case .conversation: .conversation
      case .participant: .participant
      case .recording: .recording
      case .contact: .contact
      case .agent: .user
      }
    traits = settings.traits(
      addressing: addressing, isShared: [.conversation, .contact].contains(calls.pauseWith), canResolve: false,
      canInspect: calls.inspect != nil)
  }

  package func request(for command: Command) -> HTTPRequest? { template(for: command.kind)?.request(for: command) }

  private func template(for kind: Command.Kind) -> RequestTemplate? {
    switch kind {
    case .pause: calls.pause
    case .resume: calls.resume
    case .inspect: calls.inspect?.request
    case .resolve: nil
    }
  }

  package func permission(for kind: Command.Kind) -> String {
    template(for: kind).map { "for \($0.method) \($0.url.text)" } ?? "for a \(kind.rawValue)"
  }

  package func outcome(of response: HTTPResponse, to command: Command, at now: Timestamp) -> Outcome {
    guard let template = template(for: command.kind) else { return Outcome(impossible: command) }
    guard template.success.contains(response.status) else {
      var outcome = Outcome(answer: response, to: command, permission: permission(for: command.kind), at: now)
      // The operator says what means success: any other 2xx is none.
      if (200..<300).contains(response.status) { outcome.fail("HTTP \(response.status) is not among the platform's success statuses") }
      return outcome
    }
    var outcome = Outcome(.accepted, status: response.status, correlation: AnswerText.correlation(of: response))
    guard command.kind == .inspect, let inspect = calls.inspect, let recording = command.target.recording else { return outcome }
    outcome.result = .confirmed
    guard let root = (try? JSONDocument(response.body))?.root else {
      outcome.fail("the state cannot be read: the answer is not JSON")
      return outcome
    }
    let word = root.at(pointer: inspect.state)?.text
    outcome.observations = [
      Observation(
        recording: recording, agent: command.target.agent, participant: command.target.participant,
        state: word.flatMap { inspect.states[$0] } ?? .unknown)
    ]
    return outcome
  }
}

extension TemplateRecorder.PauseWith {
  /// The ids that are always known when a call is made: only these may say in a URL what the call is about.
  package var known: Set<Placeholder.Word> {
    switch self {
    case .conversation: [.conversation, .call, .recording]
    case .participant: [.conversation, .call, .recording, .participant, .agent, .user]
    case .recording: [.conversation, .call, .recording]
    case .contact: [.conversation, .call, .recording, .contact, .initialContact]
    case .agent: [.conversation, .call, .recording, .agent, .user]
    }
  }

  /// The ids of which a pause must name one, or it would be the same call for everybody.
  private var own: Set<Placeholder.Word> {
    switch self {
    case .conversation: known
    case .participant: [.participant, .recording]
    case .recording: [.recording]
    case .contact: [.contact, .recording]
    case .agent: [.agent, .user, .recording]
    }
  }

  /// Whether a placeholder of a pause says which one is meant.
  package func isNamed(by placeholder: Placeholder) -> Bool {
    if case .word(let word) = placeholder { own.contains(word) } else { false }
  }
}
