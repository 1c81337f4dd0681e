import Model

// The simulator's own endpoints, by which a test sets up the world, breaks it and looks at it: Guide.swift lists them.

extension World {
  /// Answers a request to the simulator itself.
  mutating func control(_ request: WireRequest, at moment: Moment) -> HTTPResponse {
    do throws(ControlError) {
      guard let response = try follow(request, try Self.body(of: request), at: moment) else {
        throw ControlError("\(request.method) \(request.path): no such endpoint of the simulator, nor of an enabled platform", status: 404)
      }
      return response
    } catch {
      return .json(status: error.status) { $0.field("error", error.description) }
    }
  }

  private static let endpoints: Set<String> = [
    "world", "conversations", "screen-recordings", "contacts", "engage-calls", "connect-contacts", "recorder-calls", "recordings", "calls",
    "faults", "quota",
    "tokens",
  ]

  /// An unknown endpoint is one whatever the body is, so that is not looked at.
  private static func body(of request: WireRequest) throws(ControlError) -> JSONValue? {
    guard let first = request.segments.first, endpoints.contains(first) else { return nil }
    do throws(JSONError) { return try request.json() } catch { throw ControlError(error.description) }
  }

  /// Nil when there is no such endpoint.
  private mutating func follow(_ request: WireRequest, _ body: JSONValue?, at moment: Moment) throws(ControlError) -> HTTPResponse? {
    let segments = request.segments
    if segments.isEmpty, request.method == "GET" { return Guide.response }
    guard let body else { return nil }
    let done = HTTPResponse(status: 204)
    switch (request.method, segments.first, segments.count) {
    case ("POST", "world", 1):
      removeAll()
      try add(body, at: moment)
    case ("DELETE", "world", 1): removeAll()
    case (_, "conversations", _): return try changeConversations(request, body, at: moment) ? done : nil
    case (_, "screen-recordings", _): return try changeScreenRecordings(request, body, at: moment) ? done : nil
    case (_, "contacts", _): return try changeContacts(request, body, at: moment) ? done : nil
    case (_, "engage-calls", _): return try changeCalls(\.engage.calls, request, body, at: moment) ? done : nil
    case (_, "connect-contacts", _): return try changeCalls(\.connect.contacts, request, body, at: moment) ? done : nil
    case (_, "recorder-calls", _): return try changeCalls(\.recorder.calls, request, body, at: moment) ? done : nil
    case ("GET", "recordings", 1): return .json(recordings(request, at: moment))
    case ("GET", "calls", 1): return .json(try calls(since: request.query("since")))
    case ("DELETE", "calls", 1): log.clear()
    case ("GET", "faults", 1): return .json(listFaults())
    case ("POST", "faults", 1): for fault in try Self.faults(body) { faults.add(fault) }
    case ("DELETE", "faults", 1): faults.clear()
    case ("POST", "quota", 1): try setQuota(body)
    case ("GET", "tokens", 1): return .json(tokens())
    case ("POST", "tokens", 1): try setTokens(body)
    case ("POST", "tokens", 2) where segments[1] == "expire":
      try change(body) { tokens, _ throws(ControlError) in tokens.expireAll() }
    default: return nil
    }
    return done
  }

  /// Adds what a world's file describes.
  mutating func add(_ json: JSONValue, at moment: Moment) throws(ControlError) {
    let keys = ["auto", "contacts", "conversations", "maskLock", "screenRecordings", "securePauseMovesScreens"]
    if let unknown = json.members.first(where: { !keys.contains($0.name) }) {
      throw ControlError("\(unknown.name): no such key of a world (one of \(keys.joined(separator: ", ")))")
    }
    if let auto = json["auto"]?.bool { createsUnknown = auto }
    if let moves = json["securePauseMovesScreens"]?.bool { genesys.securePauseMovesScreens = moves }
    for conversation in try json.list("conversations") { genesys.put(try GenesysConversation(conversation, at: moment)) }
    for recording in try json.list("screenRecordings") { cxone.put(try CXoneScreenRecording(recording, at: moment)) }
    for contact in try json.list("contacts") { cxone.put(try CXoneContact(contact, at: moment)) }
    cxone.maskLock = try json.span("maskLock") ?? cxone.maskLock
  }

  /// Whether conversations and recordings that nobody set up come into being when they are asked for.
  var createsUnknown: Bool {
    get { genesys.createsUnknown }
    set {
      genesys.createsUnknown = newValue
      cxone.createsUnknown = newValue
      engage.createsUnknown = newValue
      connect.createsUnknown = newValue
      recorder.createsUnknown = newValue
    }
  }

  private mutating func removeAll() {
    genesys.removeAll()
    cxone.removeAll()
    engage.calls = [:]
    connect.contacts = [:]
    recorder.calls = [:]
  }

  private mutating func changeConversations(
    _ request: WireRequest, _ body: JSONValue, at moment: Moment
  ) throws(ControlError) -> Bool {
    let segments = request.segments
    switch (request.method, segments.count) {
    case ("POST", 1):
      for conversation in body.elements ?? [body] { genesys.put(try GenesysConversation(conversation, at: moment)) }
    case ("POST", 2): try genesys.update(segments[1]) { conversation throws(ControlError) in try conversation.update(body, at: moment) }
    case ("POST", 4) where segments[2] == "participants":
      try genesys.update(segments[1]) { conversation throws(ControlError) in
        try conversation.update(participant: segments[3], body, at: moment)
      }
    case ("DELETE", 2): guard genesys.remove(segments[1]) else { throw ControlError("no conversation \(segments[1])", status: 404) }
    default: return false
    }
    return true
  }

  private mutating func changeScreenRecordings(
    _ request: WireRequest, _ body: JSONValue, at moment: Moment
  ) throws(ControlError) -> Bool {
    let segments = request.segments
    switch (request.method, segments.count) {
    case ("POST", 1):
      for recording in body.elements ?? [body] { cxone.put(try CXoneScreenRecording(recording, at: moment)) }
    case ("POST", 2): try cxone.update(segments[1], body, at: moment)
    case ("DELETE", 2): guard cxone.remove(segments[1]) else { throw ControlError("no screen recording \(segments[1])", status: 404) }
    default: return false
    }
    return true
  }

  /// Reads one fault or an array of them.
  static func faults(_ json: JSONValue) throws(ControlError) -> [Fault] {
    var result: [Fault] = []
    for fault in json.elements ?? [json] { result.append(try Fault(fault)) }
    return result
  }

  private mutating func setQuota(_ json: JSONValue) throws(ControlError) {
    let allowed = (json["perMinute"] ?? json["allowed"])?.int64
    let window = try json.span("window") ?? .minutes(1)
    if let path = json["path"] {
      if let path = path.string { limits.append((path, Quota(allowed: allowed.map { Int($0) }, window: window))) } else { limits = [] }
      return
    }
    try change(json) { _, quota throws(ControlError) in quota = Quota(allowed: allowed.map { Int($0) }, window: window) }
  }

  private mutating func setTokens(_ json: JSONValue) throws(ControlError) {
    let lifetime = try json.span("lifetime")
    let clients = json["clients"]?.members.map { ($0.name, $0.value.string ?? "") }
    try change(json) { tokens, _ throws(ControlError) in
      if let lifetime { tokens.lifetime = lifetime }
      if let clients { tokens.clients = Dictionary(clients) { _, last in last } }
    }
  }

  /// Changes the tokens and the quota of the platform that `platform` names; without it, of all.
  mutating func change(
    _ json: JSONValue, _ body: (inout IssuedTokens, inout Quota) throws(ControlError) -> Void
  ) throws(ControlError) {
    let name = json["platform"]?.string
    if let name, !Self.names.contains(name) {
      throw ControlError("platform: \(name) is none of \(Self.names.sorted().joined(separator: ", "))")
    }
    try forEach(named: name, body)
  }

  mutating func forEach<Failure: Error>(
    named name: String? = nil, _ body: (inout IssuedTokens, inout Quota) throws(Failure) -> Void
  ) throws(Failure) {
    if name == nil || name == GenesysOrganization.name { try body(&genesys.tokens, &genesys.quota) }
    if name == nil || name == CXoneTenant.name { try body(&cxone.tokens, &cxone.quota) }
    if name == nil || name == EngageServer.name { try body(&engage.tokens, &engage.quota) }
    if name == nil || name == ConnectInstance.name { try body(&connect.tokens, &connect.quota) }
    if name == nil || name == RecorderService.name { try body(&recorder.tokens, &recorder.quota) }
  }
}
