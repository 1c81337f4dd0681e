import Model

/// The Web Services of Genesys Engage as far as hushd meets them: an agent's call, whose recording is paused by an operation on it.
struct EngageServer: SimulatedPlatform {
  static let name = "engage"

  /// Users and their passwords; this vendor gives no tokens.
  var tokens = IssuedTokens(prefix: name, lifetime: .hours(1))
  var quota = Quota()
  var requests = 0
  var calls: [String: VoiceRecording] = [:]
  var createsUnknown = false

  static func owns(_ path: String) -> Bool { path.hasPrefix("/api/v2/me/") }
  static func isTokenRequest(_ request: WireRequest) -> Bool { false }

  mutating func answer(_ request: WireRequest, at moment: Moment, latency: Span) -> HTTPResponse {
    guard tokens.admits(request) else { return Self.failure(401, 20, "Authentication failed") }
    let segments = request.segments
    guard segments.count == 5, segments[3] == "calls" else { return Self.failure(404, 6, "The resource was not found") }
    guard request.method == "POST" else { return Self.failure(405, 3, "Method not allowed") }
    guard let body = try? request.json(), let operation = body["operationName"]?.string else {
      return Self.failure(200, 1, "Required parameter operationName is missing")
    }
    guard let pauses = ["PauseCallRecording": true, "ResumeCallRecording": false][operation] else {
      return Self.failure(200, 10, "Operation \(operation) is not supported")
    }
    let id = segments[4]
    if createsUnknown, calls[id] == nil { calls[id] = VoiceRecording(id: id, conversation: id, agent: nil, at: moment) }
    // Most failures come with HTTP 200: only the status code in the body tells.
    switch (calls[id]?.set(paused: pauses, at: moment, latency: latency), pauses) {
    case (nil, _), (.ended, _): return Self.failure(200, 6, "Call \(id) does not exist")
    case (.paused, true), (.recording, false): return Self.failure(200, 2, "Operation \(operation) is not allowed in the current state")
    case (.recording, true), (.paused, false): return .json { $0.field("statusCode", Int64(0)) }
    }
  }

  private static func failure(_ status: Int, _ code: Int64, _ message: String) -> HTTPResponse {
    .json(status: status) { writer in
      writer.field("statusCode", code)
      writer.field("statusMessage", message)
    }
  }

  func refusal(_ status: Int) -> HTTPResponse { Self.failure(status, Int64(status), "The service answered \(status)") }

  func throttled(at moment: Moment) -> HTTPResponse {
    var response = refusal(429)
    response.headers.append(HTTPHeader("Retry-After", String(quota.secondsToReset(at: moment))))
    return response
  }

  func headers(at moment: Moment) -> [HTTPHeader] { [] }
  mutating func settle(at moment: Moment) { for id in calls.keys { calls[id]?.state.settle(at: moment) } }
  func recordings() -> [RecordingRow] { calls.values.sorted { $0.id < $1.id }.map { $0.row } }
}

extension IssuedTokens {
  /// Whether Basic credentials are good.
  func admits(_ request: WireRequest) -> Bool {
    guard let (id, secret) = request.basic else { return false }
    return clients.isEmpty || clients[id] == secret
  }
}
