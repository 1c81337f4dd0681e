import Model
import Synchronization

/// What all connections of a server share: its hooks, its limits and the list of themselves.
final class Service: Sendable {
  let configuration: HTTPServer.Configuration
  let handle: HTTPServer.Handle
  private let admit: HTTPServer.Admit
  private let connections = Monitor<[ObjectIdentifier: Connection]>([:])

  /// Every answer is the last one of its connection.
  let isQuiet = Atomic(false)
  /// New requests are refused.
  let isStopping = Atomic(false)

  init(_ configuration: HTTPServer.Configuration, admit: @escaping HTTPServer.Admit, handle: @escaping HTTPServer.Handle) {
    self.configuration = configuration
    self.admit = admit
    self.handle = handle
  }

  /// Milliseconds since boot.
  func now() -> Int64 { Clock.live.boot().milliseconds }

  /// The longest body that is let pass to be refused properly.
  var discardMax: Int { 16 * configuration.maxBody }

  // MARK: Answers of the server itself

  var tooLarge: HTTPResponse {
    Self.problem(413, "Content Too Large", "the body is longer than \(configuration.maxBody) bytes (http.maxBody)")
  }

  var stopping: HTTPResponse { Self.problem(503, "Service Unavailable", "stopping", [HTTPHeader("Retry-After", "1")]) }

  static let unanswered = problem(500, "Internal Server Error", "nobody answered this request")

  private static func problem(_ status: Int, _ title: String, _ detail: String, _ headers: [HTTPHeader] = []) -> HTTPResponse {
    let body = "{\"type\":\"about:blank\",\"title\":\"\(title)\",\"status\":\(status),\"detail\":\"\(detail)\"}"
    return HTTPResponse(status: status, headers: [HTTPHeader("Content-Type", "application/problem+json")] + headers, body: Array(body.utf8))
  }

  /// Why this request is not taken; nil when it is.
  func refusal(of head: borrowing HTTPServer.Head, length: Int?) -> HTTPResponse? {
    if isStopping.load(ordering: .acquiring) { return stopping }
    if let refusal = admit(head) { return refusal }
    return length ?? 0 > configuration.maxBody ? tooLarge : nil
  }

  /// Answers; after quiescing for the last time on this connection.
  func queue(_ response: HTTPResponse, on connection: ConnectionHandle) -> Bool {
    connection.queue(response, closing: isQuiet.load(ordering: .acquiring))
  }

  // MARK: The list

  /// Whether one more connection is served.
  var admits: Bool { connections.withLock { $0.count < configuration.maxConnections } }

  func add(_ connection: Connection) { connections.withLock { $0[ObjectIdentifier(connection)] = connection } }

  func remove(_ connection: Connection) { _ = connections.withLock { $0.removeValue(forKey: ObjectIdentifier(connection)) } }

  /// Waits until no request is under way, at most that long.
  func drain(within limit: Span) {
    _ = connections.wait(atMost: limit) { connections in !connections.values.contains { $0.isBusy } }
  }

  /// Lets `drain` look again.
  func requestEnded() {
    if isStopping.load(ordering: .acquiring) { connections.withLock { _ in } }
  }

  /// Ends every wait for a reply, and lets no new one begin.
  func abandon() {
    isStopping.store(true, ordering: .releasing)
    for connection in all { connection.abandon() }
  }

  /// Closes connections whose request takes too long to arrive.
  func expire() {
    let now = now()
    for connection in all { connection.expire(now: now, after: configuration.timeout.milliseconds) }
  }

  private var all: [Connection] { connections.withLock { Array($0.values) } }
}
