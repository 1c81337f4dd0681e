import Model

/// NICE CXone's voice recording, paused by a signal to the Studio script of the contact. The script acts; nothing can be read back.
package struct CXoneVoice: Platform {
  /// Where the signal's name stands.
  package enum SignalStyle: String, Sendable, CaseIterable {
    /// `{"eventName": …}`
    case body
    /// `?p1=…`, as the public documentation has it.
    case query
  }

  package let traits: PlatformTraits
  package let credential: Credential
  private let interactions: String
  private let signal: SignalStyle

  package init(_ account: CXoneAccount, signalWith signal: SignalStyle) {
    interactions = URLText.base(account.api) + "/inContactAPI/services/v22.0/interactions"
    self.signal = signal
    traits = account.platform.traits(addressing: .contact, isShared: true, canResolve: false, canInspect: false)
    credential = account.credential
  }

  package func request(for command: Command) -> HTTPRequest? {
    let name: String
    switch command.kind {
    case .pause: name = "PauseRecordingSignal"
    case .resume: name = "ResumeRecordingSignal"
    case .resolve, .inspect: return nil
    }
    // The contact id is a number unlike the interaction's id: without it there is nothing to signal (E3).
    guard let contact = URLText.segment(command.target.recording ?? command.target.contact ?? "") else { return nil }
    let url = "\(interactions)/\(contact)/signal"
    switch signal {
    case .query:
      return HTTPRequest(method: "POST", url: "\(url)?p1=\(name)")
    case .body:
      let body = JSONWriter.object { writer in writer.field("eventName", name) }
      return HTTPRequest(method: "POST", url: url, headers: [HTTPHeader("Content-Type", "application/json")], body: body)
    }
  }

  package func outcome(of response: HTTPResponse, to command: Command, at now: Timestamp) -> Outcome {
    Outcome(answer: response, to: command, permission: permission(for: command.kind), at: now)
  }

  package func permission(for kind: Command.Kind) -> String { "to signal interactions" }
}
