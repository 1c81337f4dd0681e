import Model
import Native
import Platforms
import Synchronization

/// The HTTP side of the sources (design 5.3): says no as early as it can, and 200 only when the events are on disk (G1).
package final class HTTPIntake: Sendable {
  /// A class, because it goes from hand to hand with every request and a decoder has many parts.
  private final class Route: Sendable {
    let decoder: EventDecoder
    let authentication: Authentication

    init(_ decoder: EventDecoder, _ authentication: Authentication) {
      self.decoder = decoder
      self.authentication = authentication
    }
  }

  private let routes: Mutex<[String: Route]>
  private let maxBody: Int
  private let mailbox: Mailbox<Letter>
  private let observers: Observers
  private let clock: Clock
  private let metrics: @Sendable () -> String

  /// `metrics` gives the text for `GET /metrics`.
  package init(
    _ configuration: Configuration, mailbox: Mailbox<Letter>, observers: Observers, clock: Clock, environment: Environment.Lookup,
    metrics: @escaping @Sendable () -> String
  ) throws(ConfigurationError) {
    routes = Mutex(try Self.routes(configuration, environment: environment))
    maxBody = configuration.http.maxBody
    self.mailbox = mailbox
    self.observers = observers
    self.clock = clock
    self.metrics = metrics
  }

  /// Takes over other sources, or other credentials of theirs; requests under way go on by the old.
  func reload(_ configuration: Configuration, environment: Environment.Lookup) throws(ConfigurationError) {
    let routes = try Self.routes(configuration, environment: environment)
    self.routes.withLock { $0 = routes }
  }

  private static func routes(_ configuration: Configuration, environment: Environment.Lookup) throws(ConfigurationError) -> [String: Route]
  {
    var routes: [String: Route] = [:]
    for source in configuration.sources {
      guard let http = source.http else { continue }
      routes[http.path] = Route(
        EventDecoder(format: source.format, source: source.identity), try Authentication(http.auth, environment: environment))
    }
    return routes
  }

  private func route(_ path: String) -> Route? { routes.withLock { $0[path] } }

  /// In the order 404, 405, 413, 415; 401 and 400 need the body.
  package func admit(_ head: borrowing HTTPServer.Head) -> HTTPResponse? {
    if HealthPage(path: head.path) != nil {
      return ["GET", "HEAD"].contains(head.method) ? nil : .problem(405, "only GET is answered here", allow: "GET")
    }
    guard route(head.path) != nil else { return .problem(404, "no source has this path") }
    guard head.method == "POST" else { return .problem(405, "events are posted", allow: "POST") }
    if let length = head.contentLength, length > maxBody { return .problem(413, "the body is larger than \(maxBody) bytes") }
    guard ContentType.isAccepted(head["Content-Type"]) else {
      return .problem(415, "events are JSON: \(ContentType.accepted.joined(separator: ", "))")
    }
    return nil
  }

  package func handle(_ request: borrowing HTTPServer.Request, _ reply: HTTPServer.Reply) {
    if let page = HealthPage(path: request.head.path) {
      reply.send(answer(page, query: request.head.query))
      return
    }
    // A reload may have taken it away since the request was admitted.
    guard let route = route(request.head.path) else { return reply.send(.problem(404, "no source has this path")) }
    let receivedAt = clock.microseconds()
    let now = clock.wall()
    let name = route.decoder.source.name
    let verdict = verdict(of: route, on: request, at: now)
    guard verdict == .passed else {
      observers.metrics.refused(source: name)
      reply.send(.unauthorized(verdict))
      return
    }
    do throws(DecodeError) {
      let headers = request.head["ce-specversion"] == nil ? [] : request.head.headers
      let message = InboundMessage(body: request.body, contentType: request.head["Content-Type"], headers: headers, receivedAt: now)
      post(Submission(events: try route.decoder.decode(message), receivedAt: receivedAt) { reply.send(.taken($0)) }, reply)
    } catch {
      observers.metrics.refused(source: name)
      reply.send(.malformed(error))
    }
  }

  private func verdict(of route: Route, on request: borrowing HTTPServer.Request, at now: Timestamp) -> Authentication.Verdict {
    route.authentication.verdict(body: request.body, at: now) { request.head[$0] }
  }

  private func post(_ submission: Submission, _ reply: HTTPServer.Reply) {
    if !mailbox.post(.submission(submission)) { reply.send(.taken(.unavailable)) }
  }

  private func answer(_ page: HealthPage, query: String?) -> HTTPResponse {
    let isVerbose = query?.split(separator: "&").contains { $0 == "verbose" || $0.hasPrefix("verbose=") } ?? false
    switch page {
    case .live:
      let isLive = observers.health.isLive(at: clock.boot())
      return .text(isLive ? 200 : 503, isLive ? "ok\n" : "the loop has not turned for 10 s\n")
    case .ready:
      let report = observers.health.report(verbose: isVerbose)
      return .text(report.isReady ? 200 : 503, report.text)
    case .metrics:
      return .text(200, metrics(), type: "text/plain; version=0.0.4; charset=utf-8")
    }
  }
}

/// The pages that are not a source's.
enum HealthPage: String {
  case live = "/livez"
  case ready = "/readyz"
  case metrics = "/metrics"

  init?(path: String) { self.init(rawValue: path) }
}
