import Model

/// Genesys Cloud as far as hushd meets it: the token endpoint, conversations, and what pauses their recordings.
struct GenesysOrganization: SimulatedPlatform {
  static let name = "genesys"

  var tokens = IssuedTokens(prefix: "genesys", lifetime: .seconds(86_399))
  var quota = Quota()
  private(set) var conversations: [String: GenesysConversation] = [:]
  /// A conversation nobody set up comes into being when it is asked for.
  var createsUnknown = false
  /// Nobody outside knows whether a secure pause moves a screen's state; some tenants are said to.
  var securePauseMovesScreens = false
  var requests = 0

  static func owns(_ path: String) -> Bool { path.hasPrefix("/api/v2/") && !path.hasPrefix("/api/v2/me/") || path == "/oauth/token" }
  static func isTokenRequest(_ request: WireRequest) -> Bool { request.path == "/oauth/token" }

  mutating func answer(_ request: WireRequest, at moment: Moment, latency: Span) -> HTTPResponse {
    if Self.isTokenRequest(request) { return token(request, at: moment) }
    do throws(GenesysError) {
      guard let token = request.bearer else {
        throw GenesysError(401, "authentication.required", "No authentication bearer token specified in authorization header.")
      }
      guard tokens.accepts(token, at: moment) else { throw GenesysError(status: 401) }
      guard let route = GenesysRoute(request.segments) else { throw GenesysError(status: 404) }
      guard route.method == request.method else {
        throw GenesysError(405, "method.not.allowed", "\(request.method) is not allowed here, only \(route.method).")
      }
      return try follow(route, request, at: moment, latency: latency)
    } catch {
      return error.response(contextID: correlation)
    }
  }

  private mutating func follow(
    _ route: GenesysRoute, _ request: WireRequest, at moment: Moment, latency: Span
  ) throws(GenesysError) -> HTTPResponse {
    switch route {
    case .conversation(let id): return .json(try inspect(id, at: moment).json())
    case .callConversation(let id): return .json(try inspect(id, at: moment).callJSON())
    case .recordingState(let id):
      try setRecordingState(of: id, request, at: moment, latency: latency)
      return HTTPResponse(status: 202)
    case .callRecordingState(let id):
      let state = try setRecordingState(of: id, request, at: moment, latency: latency)
      return .json(Array("\"\(state)\"".utf8))
    case .screen(let id, let participantID, let pauses):
      guard conversations[id] != nil || createsUnknown else { throw .noConversation(id) }
      createIfUnknown(id, participant: participantID, at: moment)
      let result: Void? = try conversations[id]?.withParticipant(participantID) { participant throws(GenesysError) in
        try participant.set(paused: pauses, at: moment, latency: latency)
      }
      guard result != nil else { throw .noParticipant(participantID) }
      return HTTPResponse(status: 202)
    }
  }

  private mutating func inspect(_ id: String, at moment: Moment) throws(GenesysError) -> GenesysConversation {
    createIfUnknown(id, participant: nil, at: moment)
    conversations[id]?.inspect(at: moment)
    guard let conversation = conversations[id] else { throw .noConversation(id) }
    return conversation
  }

  @discardableResult private mutating func setRecordingState(
    of id: String, _ request: WireRequest, at moment: Moment, latency: Span
  ) throws(GenesysError) -> String {
    guard request.hasJSONType else { throw GenesysError(415, "unsupported.media.type", "Unsupported Media Type") }
    guard let body = try? request.json() else {
      throw GenesysError(400, "bad.request", "The request could not be understood by the server.")
    }
    guard let state = body["recordingState"]?.string, ["PAUSED", "ACTIVE"].contains(state) else {
      throw GenesysError(400, "invalid.value", "recordingState must be one of ACTIVE, PAUSED.")
    }
    createIfUnknown(id, participant: nil, at: moment)
    guard conversations[id] != nil else { throw .noConversation(id) }
    try conversations[id]?.set(paused: state == "PAUSED", movesScreens: securePauseMovesScreens, at: moment, latency: latency)
    return state
  }

  func refusal(_ status: Int) -> HTTPResponse { GenesysError(status: status).response(contextID: correlation) }

  func throttled(at moment: Moment) -> HTTPResponse {
    let seconds = quota.secondsToReset(at: moment)
    let message = "Rate limit exceeded the maximum. Retry the request in [\(seconds)] seconds"
    var response = GenesysError(429, "too.many.requests", message).response(contextID: correlation)
    response.headers.append(HTTPHeader("Retry-After", String(seconds)))
    return response
  }

  func headers(at moment: Moment) -> [HTTPHeader] {
    [
      HTTPHeader("inin-ratelimit-count", String(quota.used)),
      HTTPHeader("inin-ratelimit-allowed", String(quota.announced)),
      HTTPHeader("inin-ratelimit-reset", String(quota.secondsToReset(at: moment))),
      HTTPHeader("ININ-Correlation-Id", correlation),
    ]
  }

  mutating func settle(at moment: Moment) {
    for id in conversations.keys { conversations[id]?.settle(at: moment) }
  }

  func recordings() -> [RecordingRow] {
    conversations.values.sorted { $0.id < $1.id }.flatMap { $0.recordings() }
  }

  /// Names the present request, in replies and in error bodies alike.
  private var correlation: String {
    let digits = String(requests, radix: 16)
    return "00000000-0000-4000-8000-\(String(repeating: "0", count: max(0, 12 - digits.count)))\(digits)"
  }
}

extension GenesysOrganization {
  mutating func put(_ conversation: GenesysConversation) { conversations[conversation.id] = conversation }
  mutating func remove(_ id: String) -> Bool { conversations.removeValue(forKey: id) != nil }
  mutating func removeAll() { conversations = [:] }

  mutating func update(_ id: String, _ body: (inout GenesysConversation) throws(ControlError) -> Void) throws(ControlError) {
    guard var conversation = conversations[id] else { throw ControlError("no conversation \(id)", status: 404) }
    try body(&conversation)
    conversations[id] = conversation
  }

  /// With `createsUnknown`: a customer and one connected agent, with ids a load generator can foretell (see `derived`).
  private mutating func createIfUnknown(_ id: String, participant: String?, at moment: Moment) {
    guard createsUnknown else { return }
    if conversations[id] == nil {
      var conversation = GenesysConversation(id: id, at: moment)
      conversation.add(GenesysParticipant(id: Self.derived("d", from: id), purpose: "customer", userID: nil, at: moment))
      if participant == nil { conversation.add(Self.agent(Self.derived("b", from: id), of: id, at: moment)) }
      conversations[id] = conversation
    }
    if let participant, conversations[id]?.endTime == nil,
      conversations[id]?.participants.contains(where: { $0.id == participant }) == false
    {
      conversations[id]?.add(Self.agent(participant, of: id, at: moment))
    }
  }

  private static func agent(_ id: String, of conversation: String, at moment: Moment) -> GenesysParticipant {
    GenesysParticipant(id: id, purpose: "agent", userID: derived("a", from: conversation), at: moment)
  }

  /// An id that follows from another: its first character replaced (`a` a user, `b` the agent's participant, `d` the customer's).
  static func derived(_ role: Character, from id: String) -> String { "\(role)\(id.dropFirst())" }
}

extension GenesysOrganization {
  private mutating func token(_ request: WireRequest, at moment: Moment) -> HTTPResponse {
    guard request.method == "POST" else { return GenesysError(405, "method.not.allowed", "Only POST.").response(contextID: correlation) }
    let form = PercentCoding.form(String(decoding: request.body, as: UTF8.self))
    guard form.first(where: { $0.name == "grant_type" })?.value == "client_credentials" else {
      return oauthError(400, "unsupported_grant_type", "grant_type must be client_credentials")
    }
    guard let (id, secret) = request.basic else {
      return oauthError(400, "invalid_request", "no Basic authorization with client id and secret")
    }
    do throws(IssuedTokens.Refusal) {
      let token = try tokens.issue(to: id, secret: secret, at: moment)
      return .json { writer in
        writer.field("access_token", token)
        writer.field("token_type", "bearer")
        writer.field("expires_in", tokens.lifetime.milliseconds / 1000)
      }
    } catch {
      switch error {
      case .unknownClient: return oauthError(400, "invalid_client", "client not found")
      case .wrongSecret: return oauthError(401, "invalid_client", "authentication failed")
      }
    }
  }

  private func oauthError(_ status: Int, _ error: String, _ description: String) -> HTTPResponse {
    .json(status: status) { writer in
      writer.field("error", error)
      writer.field("description", description)
      writer.field("error_description", description)
    }
  }
}
