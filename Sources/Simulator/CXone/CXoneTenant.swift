import Model

/// CXone as far as hushd meets it: the access-key token, the screen recordings, and what pauses a contact.
struct CXoneTenant: SimulatedPlatform {
  static let name = "cxone"

  var tokens = IssuedTokens(prefix: "cxone", lifetime: .seconds(3600))
  var quota = Quota()
  var requests = 0
  var screenRecordings: [String: CXoneScreenRecording] = [:]
  var contacts: [String: CXoneContact] = [:]
  /// How long a user's recordings are locked after a mask or unmask; a second one in that time is answered 425.
  var maskLock = Span.zero
  /// An agent nobody set up has a screen recording as soon as it is asked for.
  var createsUnknown = false
  // A list of one agent's rows must not go through everybody's.
  private var recordingsOfAgent: [String: [String]] = [:]

  private static let screenRecordingsPath = ["api", "wem", "v1", "screen-recordings"]

  static func owns(_ path: String) -> Bool {
    ["/api/wem/", "/authentication/", "/incontactapi/", "/interaction-recording-management-service/"].contains {
      path.lowercased().hasPrefix($0)
    }
  }
  static func isTokenRequest(_ request: WireRequest) -> Bool { request.path == "/authentication/v1/token/access-key" }

  mutating func answer(_ request: WireRequest, at moment: Moment, latency: Span) -> HTTPResponse {
    do throws(CXoneError) {
      if Self.isTokenRequest(request) { return try token(request, at: moment) }
      guard let token = request.bearer, tokens.accepts(token, at: moment) else {
        throw CXoneError(401, "the access token is missing, invalid or expired")
      }
      switch request.segments.first?.lowercased() {
      case "incontactapi": return try signal(request, at: moment, latency: latency)
      case "interaction-recording-management-service": return try manage(request, at: moment, latency: latency)
      default: return try screenRecordings(request, at: moment, latency: latency)
      }
    } catch {
      return error.response
    }
  }

  private mutating func screenRecordings(_ request: WireRequest, at moment: Moment, latency: Span) throws(CXoneError) -> HTTPResponse {
    let segments = request.segments
    guard segments.count >= 4, segments.count <= 6, segments[..<4] == Self.screenRecordingsPath[...] else {
      throw CXoneError(404, "no such resource")
    }
    switch segments.count {
    case 4:
      try check(request, takes: "GET")
      return list(request, at: moment)
    case 5:
      try check(request, takes: "GET")
      return try show(segments[4], at: moment)
    default:
      guard let pauses = ["pause": true, "resume": false][segments[5]] else { throw CXoneError(404, "no such resource") }
      try check(request, takes: "PUT")
      return try set(segments[4], paused: pauses, request, at: moment, latency: latency)
    }
  }

  func check(_ request: WireRequest, takes method: String) throws(CXoneError) {
    guard request.method == method else { throw CXoneError(405, "\(request.method) is not allowed here, only \(method)") }
  }

  private mutating func list(_ request: WireRequest, at moment: Moment) -> HTTPResponse {
    let agent = request.query("agentId")
    let status = request.query("status")?.uppercased()
    if let agent, createsUnknown, recordingsOfAgent[agent] == nil { put(Self.derived(from: agent, at: moment)) }
    let ids = agent.map { recordingsOfAgent[$0] ?? [] } ?? screenRecordings.keys.sorted()
    var rows: [CXoneScreenRecording] = []
    for id in ids {
      screenRecordings[id]?.status.settle(at: moment)
      guard let row = screenRecordings[id], status == nil || row.status.value.rawValue == status else { continue }
      screenRecordings[id]?.calls.inspect += 1
      rows.append(row)
    }
    return .json { writer in
      writer.field("screenRecordings", array: { writer in for row in rows { row.write(to: &writer) } })
      writer.field("totalRecords", Int64(rows.count))
    }
  }

  private mutating func show(_ id: String, at moment: Moment) throws(CXoneError) -> HTTPResponse {
    screenRecordings[id]?.status.settle(at: moment)
    screenRecordings[id]?.calls.inspect += 1
    return .json(try written(id))
  }

  private mutating func set(
    _ id: String, paused: Bool, _ request: WireRequest, at moment: Moment, latency: Span
  ) throws(CXoneError) -> HTTPResponse {
    guard request.body.isEmpty || request.hasJSONType else { throw CXoneError(415, "the body must be application/json") }
    guard let body = try? request.json(), body.isObject else { throw CXoneError(400, "the body is not a JSON object") }
    if let metadata = body["metadata"], !metadata.isObject { throw CXoneError(400, "metadata must be an object") }
    if createsUnknown, screenRecordings[id] == nil {
      put(CXoneScreenRecording(id: id, agentID: Self.derived("a", from: id), interactionID: Self.derived("c", from: id), at: moment))
    }
    try screenRecordings[id]?.set(paused: paused, reason: body["reason"]?.string, at: moment, latency: latency)
    return .json(try written(id))
  }

  private func written(_ id: String) throws(CXoneError) -> [UInt8] {
    guard let recording = screenRecordings[id] else { throw CXoneError(404, "no screen recording \(id)") }
    var writer = JSONWriter()
    recording.write(to: &writer)
    return writer.bytes
  }

  private mutating func token(_ request: WireRequest, at moment: Moment) throws(CXoneError) -> HTTPResponse {
    try check(request, takes: "POST")
    guard request.hasJSONType else { throw CXoneError(415, "the body must be application/json") }
    guard let body = try? request.json(), let id = body["accessKeyId"]?.string, let secret = body["accessKeySecret"]?.string else {
      throw CXoneError(400, "accessKeyId and accessKeySecret are required")
    }
    guard let token = try? tokens.issue(to: id, secret: secret, at: moment) else { throw CXoneError(401, "the access key is not valid") }
    return .json { writer in
      writer.field("access_token", token)
      writer.field("token_type", "Bearer")
      writer.field("expires_in", tokens.lifetime.milliseconds / 1000)
    }
  }

  func refusal(_ status: Int) -> HTTPResponse { CXoneError(status, "the service answered \(status)").response }

  func throttled(at moment: Moment) -> HTTPResponse {
    var response = CXoneError(429, "too many requests").response
    response.headers.append(HTTPHeader("Retry-After", String(quota.secondsToReset(at: moment))))
    return response
  }

  func headers(at moment: Moment) -> [HTTPHeader] { [] }

  mutating func settle(at moment: Moment) {
    for id in screenRecordings.keys { screenRecordings[id]?.status.settle(at: moment) }
    for id in contacts.keys { contacts[id]?.settle(at: moment) }
  }

  func recordings() -> [RecordingRow] {
    screenRecordings.values.sorted { $0.id < $1.id }.map { $0.row } + contacts.values.sorted { $0.id < $1.id }.map { $0.row }
  }
}

extension CXoneTenant {
  mutating func put(_ recording: CXoneScreenRecording) {
    remove(recording.id)
    screenRecordings[recording.id] = recording
    recordingsOfAgent[recording.agentID, default: []].append(recording.id)
  }

  @discardableResult mutating func remove(_ id: String) -> Bool {
    guard let old = screenRecordings.removeValue(forKey: id) else { return false }
    recordingsOfAgent[old.agentID]?.removeAll { $0 == id }
    return true
  }

  mutating func put(_ contact: CXoneContact) { contacts[contact.id] = contact }

  mutating func removeAll() {
    screenRecordings = [:]
    recordingsOfAgent = [:]
    contacts = [:]
  }

  mutating func update(_ id: String, _ json: JSONValue, at moment: Moment) throws(ControlError) {
    guard var recording = screenRecordings[id] else { throw ControlError("no screen recording \(id)", status: 404) }
    try recording.update(json, at: moment)
    put(recording)
  }

  /// An id that follows from another: its first character replaced (`a` an agent, `c` the interaction, `e` the recording).
  static func derived(_ role: Character, from id: String) -> String { "\(role)\(id.dropFirst())" }

  private static func derived(from agent: String, at moment: Moment) -> CXoneScreenRecording {
    CXoneScreenRecording(id: derived("e", from: agent), agentID: agent, interactionID: derived("c", from: agent), at: moment)
  }
}
