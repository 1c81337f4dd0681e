import Model
import Native

/// A recorder of nobody's in particular, for the platform `http`: calls that are paused and resumed, and a state to be read.
struct RecorderService: SimulatedPlatform {
  static let name = "recorder"

  var tokens = IssuedTokens(prefix: name, lifetime: .hours(1))
  var quota = Quota()
  var requests = 0
  var calls: [String: VoiceRecording] = [:]
  var createsUnknown = false

  static func owns(_ path: String) -> Bool { path.hasPrefix("/recorder/") }
  static func isTokenRequest(_ request: WireRequest) -> Bool { request.path == "/recorder/token" }

  mutating func answer(_ request: WireRequest, at moment: Moment, latency: Span) -> HTTPResponse {
    if Self.isTokenRequest(request) { return token(request, at: moment) }
    guard isAdmitted(request, at: moment) else { return Self.failure(401, "no valid credentials") }
    let segments = request.segments
    guard (3...4).contains(segments.count), segments[1] == "calls" else { return Self.failure(404, "no such resource") }
    let id = segments[2]
    if createsUnknown, calls[id] == nil { calls[id] = VoiceRecording(id: id, conversation: id, agent: nil, at: moment) }
    guard segments.count == 4 else {
      guard request.method == "GET" else { return Self.failure(405, "only GET") }
      calls[id]?.calls.inspect += 1
      calls[id]?.state.settle(at: moment)
      return state(of: id)
    }
    guard let pauses = ["pause": true, "resume": false][segments[3]] else { return Self.failure(404, "no such resource") }
    guard request.method == "POST" else { return Self.failure(405, "only POST") }
    guard (try? request.json()) != nil else { return Self.failure(400, "the body is not JSON") }
    switch (calls[id]?.set(paused: pauses, at: moment, latency: latency), pauses) {
    case (nil, _), (.ended, _): return Self.failure(404, "no call \(id)")
    case (.paused, true): return Self.failure(409, "call \(id) is paused already")
    case (.recording, false): return Self.failure(409, "call \(id) is not paused")
    case (.recording, true), (.paused, false): return state(of: id)
    }
  }

  private func state(of id: String) -> HTTPResponse {
    guard let call = calls[id] else { return Self.failure(404, "no call \(id)") }
    let words: [VoiceRecording.State: String] = [.recording: "ON", .paused: "OFF", .ended: "GONE"]
    return .json { writer in
      writer.field("id", id)
      writer.field("recorder", object: { $0.field("status", words[call.state.value]) })
    }
  }

  private mutating func token(_ request: WireRequest, at moment: Moment) -> HTTPResponse {
    let form = PercentCoding.form(String(decoding: request.body, as: UTF8.self))
    guard request.method == "POST", form.contains(where: { $0.name == "grant_type" && $0.value == "client_credentials" }),
      let (id, secret) = request.basic, let token = try? tokens.issue(to: id, secret: secret, at: moment)
    else { return .json(status: 401) { $0.field("error", "invalid_client") } }
    return .json { writer in
      writer.field("access_token", token)
      writer.field("expires_in", tokens.lifetime.milliseconds / 1000)
    }
  }

  /// Whichever way the platform's configuration says: a token of ours, a client's secret as bearer or key, or Basic.
  private func isAdmitted(_ request: WireRequest, at moment: Moment) -> Bool {
    if let bearer = request.bearer, bearer.hasPrefix("\(Self.name)-token-") { return tokens.accepts(bearer, at: moment) }
    guard !tokens.clients.isEmpty else { return true }
    if request.basic != nil { return tokens.admits(request) }
    return [request.bearer, request.header("X-Recorder-Key")].contains { $0.map(tokens.clients.values.contains) ?? false }
  }

  private static func failure(_ status: Int, _ message: String) -> HTTPResponse { .json(status: status) { $0.field("message", message) } }

  func refusal(_ status: Int) -> HTTPResponse { Self.failure(status, "the recorder answered \(status)") }

  func throttled(at moment: Moment) -> HTTPResponse {
    var response = refusal(429)
    response.headers.append(HTTPHeader("Retry-After", String(quota.secondsToReset(at: moment))))
    return response
  }

  func headers(at moment: Moment) -> [HTTPHeader] { [HTTPHeader("X-Request-Id", "recorder-\(requests)")] }
  mutating func settle(at moment: Moment) { for id in calls.keys { calls[id]?.state.settle(at: moment) } }
  func recordings() -> [RecordingRow] { calls.values.sorted { $0.id < $1.id }.map { $0.row } }
}
