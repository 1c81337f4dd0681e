import Model

/// Amazon Connect as far as hushd meets it: one call suspends or resumes a contact's recordings, voice and screen.
struct ConnectInstance: SimulatedPlatform {
  static let name = "connect"

  /// Access keys and their secrets; this vendor gives no tokens. With none, any signature is good.
  var tokens = IssuedTokens(prefix: name, lifetime: .hours(1))
  var quota = Quota()
  var requests = 0
  /// By contact id; a transfer makes a new contact with the same initial one, which is its conversation.
  var contacts: [String: VoiceRecording] = [:]
  var createsUnknown = false

  static func owns(_ path: String) -> Bool { path.hasPrefix("/contact/") }
  static func isTokenRequest(_ request: WireRequest) -> Bool { false }

  mutating func answer(_ request: WireRequest, at moment: Moment, latency: Span) -> HTTPResponse {
    guard let pauses = ["/contact/suspend-recording": true, "/contact/resume-recording": false][request.path] else {
      return Self.failure(404, "UnknownOperationException", "no such operation")
    }
    guard request.method == "POST" else { return Self.failure(405, "MethodNotAllowedException", "only POST") }
    if let refusal = check(request) { return refusal }
    guard let body = try? request.json(), body["InstanceId"]?.string != nil, let contact = body["ContactId"]?.string,
      let initial = body["InitialContactId"]?.string
    else { return Self.failure(400, "InvalidRequestException", "InstanceId, ContactId and InitialContactId are required") }
    if createsUnknown, contacts[contact] == nil {
      contacts[contact] = VoiceRecording(id: contact, conversation: initial, agent: nil, at: moment)
    }
    guard contacts[contact]?.conversation == initial else {
      return Self.failure(404, "ResourceNotFoundException", "no contact \(contact) with the initial contact \(initial)")
    }
    switch (contacts[contact]?.set(paused: pauses, at: moment, latency: latency), pauses) {
    case (nil, _), (.ended, _): return Self.failure(404, "ResourceNotFoundException", "contact \(contact) is not active")
    case (.paused, true): return Self.failure(400, "InvalidRequestException", "the recording is suspended already")
    case (.recording, false): return Self.failure(400, "InvalidRequestException", "the recording is not suspended")
    case (.recording, true), (.paused, false): return .json(Array("{}".utf8))
    }
  }

  private func check(_ request: WireRequest) -> HTTPResponse? {
    guard let signature = SigV4(request, service: "connect") else {
      return Self.failure(403, "MissingAuthenticationTokenException", "the request is not signed for connect")
    }
    guard !tokens.clients.isEmpty else { return nil }
    guard let secret = tokens.clients[signature.accessKeyID] else {
      return Self.failure(403, "UnrecognizedClientException", "the security token included in the request is invalid")
    }
    guard signature.isRight(for: request, secret: secret, service: "connect") else {
      return Self.failure(403, "InvalidSignatureException", "the request signature does not match the one calculated")
    }
    return nil
  }

  private static func failure(_ status: Int, _ type: String, _ message: String) -> HTTPResponse {
    var response = HTTPResponse.json(status: status) { $0.field("Message", message) }
    response.headers.append(HTTPHeader("x-amzn-ErrorType", "\(type):http://internal.amazon.com/coral/"))
    return response
  }

  func refusal(_ status: Int) -> HTTPResponse {
    let types = [403: "AccessDeniedException", 404: "ResourceNotFoundException", 429: "ThrottlingException"]
    return Self.failure(
      status, types[status] ?? (status < 500 ? "InvalidRequestException" : "InternalServiceException"), "answered \(status)")
  }

  // No Retry-After: AWS leaves it to the caller's own schedule.
  func throttled(at moment: Moment) -> HTTPResponse { Self.failure(429, "ThrottlingException", "Rate exceeded") }

  func headers(at moment: Moment) -> [HTTPHeader] { [HTTPHeader("x-amzn-RequestId", "request-\(requests)")] }
  mutating func settle(at moment: Moment) { for id in contacts.keys { contacts[id]?.state.settle(at: moment) } }
  func recordings() -> [RecordingRow] { contacts.values.sorted { $0.id < $1.id }.map { $0.row } }
}
