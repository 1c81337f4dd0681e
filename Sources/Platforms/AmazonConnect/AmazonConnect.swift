import Model

/// Amazon Connect: one call suspends the voice and the screen of a contact.
package struct AmazonConnect: Platform {
  package struct Settings: Hashable, Sendable {
    package var platform: PlatformSettings
    /// Base address; `AmazonConnect.api(region:)` unless configured.
    package var api: String
    package var region: String
    package var instance: String
    package var accessKeyID: Secret
    package var secretAccessKey: Secret
    package var sessionToken: Secret?

    package init(
      platform: PlatformSettings, api: String, region: String, instance: String, accessKeyID: Secret, secretAccessKey: Secret,
      sessionToken: Secret? = nil
    ) {
      self.platform = platform
      self.api = api
      self.region = region
      self.instance = instance
      self.accessKeyID = accessKeyID
      self.secretAccessKey = secretAccessKey
      self.sessionToken = sessionToken
    }
  }

  package let traits: PlatformTraits
  /// The signature needs no token; the session's own is a signed header.
  package let credential = Credential.none
  private let settings: Settings

  package init(_ settings: Settings) {
    self.settings = settings
    traits = settings.platform.traits(addressing: .leg, isShared: true, canResolve: false, canInspect: false)
  }

  /// Amazon's address for a region.
  package static func api(region: String) -> String { "https://connect.\(region).amazonaws.com" }

  package func request(for command: Command) -> HTTPRequest? {
    let path: String
    switch command.kind {
    case .pause: path = "/contact/suspend-recording"
    case .resume: path = "/contact/resume-recording"
    case .resolve, .inspect: return nil
    }
    // After a transfer the live contact is a new one, and the chain's first stays the initial one.
    let conversation = command.target.conversation.id
    guard !conversation.isEmpty else { return nil }
    let body = JSONWriter.object { writer in
      writer.field("InstanceId", settings.instance)
      writer.field("ContactId", command.target.recording ?? command.target.contact ?? conversation)
      writer.field("InitialContactId", command.target.initialContact ?? conversation)
    }
    var headers = [HTTPHeader("Content-Type", "application/json")]
    if let token = settings.sessionToken { headers.append(HTTPHeader("X-Amz-Security-Token", token.revealText())) }
    return HTTPRequest(
      method: "POST", url: URLText.base(settings.api) + path, headers: headers, body: body,
      signing: .sigV4(
        region: settings.region, service: "connect", accessKeyID: settings.accessKeyID.revealText(),
        secretAccessKey: settings.secretAccessKey.revealText()))
  }

  package func outcome(of response: HTTPResponse, to command: Command, at now: Timestamp) -> Outcome {
    var outcome = Outcome(answer: response, to: command, permission: permission(for: command.kind), at: now)
    guard response.status == 400 else { return outcome }
    switch AmazonConnect.errorType(of: response) {
    // Suspended already, or not recording: which of them nobody says.
    case "InvalidRequestException"?: outcome.refuse(.conflict)
    case "ThrottlingException"?, "TooManyRequestsException"?: outcome.refuse(.throttled)
    default: break
    }
    return outcome
  }

  /// From the header, which may end with an address, or from the body, where it may begin with a namespace.
  private static func errorType(of response: HTTPResponse) -> String? {
    let text = response["x-amzn-ErrorType"] ?? (try? JSONDocument(response.body))?.root["__type"]?.string
    return text?.split(separator: "#").last?.split(separator: ":").first.map(String.init)
  }

  package func permission(for kind: Command.Kind) -> String {
    kind == .pause ? "connect:SuspendContactRecording" : "connect:ResumeContactRecording"
  }
}
