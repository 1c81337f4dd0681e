import Model

/// Everything the simulator knows: the vendors' services, what shall go wrong with them, and what they were asked.
package struct World: Sendable {
  var genesys = GenesysOrganization()
  var cxone = CXoneTenant()
  var engage = EngageServer()
  var connect = ConnectInstance()
  var recorder = RecorderService()
  /// Names of the platforms that answer; the others' paths are unknown.
  var enabled: Set<String> = World.names
  var faults = FaultPlan()
  /// Limits of single endpoints, of which no header tells.
  var limits: [(path: String, quota: Quota)] = []
  var log = CallLog()
  /// How long every answer of a platform takes.
  var delay = Span.zero

  static let names: Set<String> = [
    GenesysOrganization.name, CXoneTenant.name, EngageServer.name, ConnectInstance.name, RecorderService.name,
  ]

  package init() {}

  /// What becomes of a request: its answer, nil for a connection that is cut, and how long that takes.
  package struct Reaction: Sendable {
    package var response: HTTPResponse?
    package var delay = Span.zero
  }

  /// Takes one request, of hushd to a platform or of a test to the simulator itself.
  package mutating func react(to request: WireRequest, at moment: Moment) -> Reaction {
    if owns(request.path, GenesysOrganization.self) { return react(\.genesys, request, at: moment) }
    if owns(request.path, CXoneTenant.self) { return react(\.cxone, request, at: moment) }
    if owns(request.path, EngageServer.self) { return react(\.engage, request, at: moment) }
    if owns(request.path, ConnectInstance.self) { return react(\.connect, request, at: moment) }
    if owns(request.path, RecorderService.self) { return react(\.recorder, request, at: moment) }
    return Reaction(response: control(request, at: moment))
  }

  private func owns<Platform: SimulatedPlatform>(_ path: String, _ platform: Platform.Type) -> Bool {
    enabled.contains(platform.name) && platform.owns(path)
  }

  private mutating func react<Platform: SimulatedPlatform>(
    _ platform: WritableKeyPath<World, Platform>, _ request: WireRequest, at moment: Moment
  ) -> Reaction {
    let isToken = Platform.isTokenRequest(request)
    var reaction = Reaction(response: nil, delay: delay)
    self[keyPath: platform].requests += 1
    if !isToken, !self[keyPath: platform].quota.take(at: moment) {
      reaction.response = self[keyPath: platform].throttled(at: moment)
    } else if let quota = exhaustedLimit(request, at: moment) {
      var limited = self[keyPath: platform]
      limited.quota = quota
      reaction.response = limited.throttled(at: moment)
    } else if let fault = faults.take(request) {
      reaction.delay = delay + fault.delay
      reaction.response = strike(fault, platform, request, at: moment)
    } else {
      reaction.response = self[keyPath: platform].answer(request, at: moment, latency: .zero)
    }
    reaction.response?.headers.append(contentsOf: self[keyPath: platform].headers(at: moment))
    log.append(
      CallLog.Call(
        platform: Platform.name, at: moment, answeredAt: moment + reaction.delay, method: request.method, path: request.target,
        status: reaction.response?.status, body: isToken ? [] : request.body))
    return reaction
  }

  private mutating func exhaustedLimit(_ request: WireRequest, at moment: Moment) -> Quota? {
    for index in limits.indices where Wildcard.matches(request, path: limits[index].path) {
      if !limits[index].quota.take(at: moment) { return limits[index].quota }
    }
    return nil
  }

  /// Answers as the fault has it; nil when it cuts the connection.
  private mutating func strike<Platform: SimulatedPlatform>(
    _ fault: Fault, _ platform: WritableKeyPath<World, Platform>, _ request: WireRequest, at moment: Moment
  ) -> HTTPResponse? {
    var response: HTTPResponse
    if fault.hasEffect {
      response = self[keyPath: platform].answer(request, at: moment, latency: fault.latencyOfEffect)
    } else {
      // Done to a copy: the answer is what it would have been, and nothing happened.
      var copy = self[keyPath: platform]
      response = copy.answer(request, at: moment, latency: .zero)
    }
    if fault.cuts { return nil }
    if let status = fault.status, status != response.status {
      response = status >= 400 ? self[keyPath: platform].refusal(status) : HTTPResponse(status: status)
    }
    if let body = fault.body {
      let type = fault.contentType ?? (body.first == UInt8(ascii: "<") ? "text/html" : "application/json")
      response = HTTPResponse(status: response.status, headers: [HTTPHeader("Content-Type", type)], body: body)
    }
    if let retryAfter = fault.retryAfter {
      response.headers.removeAll { $0.name.lowercased() == "retry-after" }
      response.headers.append(HTTPHeader("Retry-After", retryAfter))
    }
    return response
  }
}
