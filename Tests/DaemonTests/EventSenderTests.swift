import Daemon
import Model
import Native
import Synchronization
import Testing

/// `hushd send` against a real server that authenticates as the daemon does.
struct EventSenderTests {
  private struct Taken: Sendable, Equatable {
    var path: String
    var contentType: String?
    var body: String
  }

  private static let secret = "whsec_c2VjcmV0LW9mLTI1LWJ5dGVzLWFiY2Rl"
  private let folder: ConfigurationFolder

  init() throws { folder = try ConfigurationFolder() }

  /// Sends a file to a server that answers with that status when the sender is who it says, and returns what the server took.
  private func send(
    _ text: String, auth: String, format: String = "eventbridge", status: Int = 200, restamped: Bool = false
  ) throws -> (answer: String, taken: [Taken]) {
    let file = try folder.write(text, to: "event.json")
    let environment = ["WEBHOOK": Self.secret, "TOKEN": "t"]
    let source = "s: { format: \"\(format)\", platform: \"genesys\", http: { path: \"/in\", auth: [\(auth)] } }"
    var configuration = try folder.load(SoundConfiguration.text(sources: source))
    let http = try #require(configuration.source(named: "s")?.http)
    let authentication = try Authentication(http.auth, environment: { environment[$0] })
    let taken = Mutex<[Taken]>([])
    let server = try HTTPServer(HTTPServer.Configuration(listen: [ListenAddress(host: "127.0.0.1", port: 0)])) { _ in
      nil
    } handle: { request, reply in
      let verdict = authentication.verdict(body: request.body, at: Clock.live.wall()) { request.head[$0] }
      guard verdict == .passed else { return reply.send(HTTPResponse(status: 401)) }
      let body = String(decoding: request.body, as: UTF8.self)
      let one = Taken(path: request.head.path, contentType: request.head["content-type"], body: body)
      taken.withLock { $0.append(one) }
      reply.send(HTTPResponse(status: status, body: Array("{\"accepted\":1,\"duplicates\":0}".utf8)))
    }
    defer { server.stop(within: .seconds(1)) }
    configuration.http.listen = .addresses([ListenAddress(host: "0.0.0.0", port: server.ports[0])])
    let sender = try EventSender(configuration, source: "s", address: nil, environment: { environment[$0] })
    let answer = try sender.send(file: file, restamped: restamped)
    return (answer, taken.withLock { $0 })
  }

  @Test(
    "each way to authenticate is one the daemon takes",
    arguments: [
      "", "{ type: \"standard-webhooks\", secrets: [\"env:WEBHOOK\"] }", "{ type: \"bearer\", tokens: [\"env:TOKEN\"] }",
      "{ type: \"api-key\", keys: [\"env:TOKEN\"] }", "{ type: \"basic\", user: \"u\", password: \"env:TOKEN\" }",
    ])
  func authenticated(auth: String) throws {
    let (answer, taken) = try send("{ \"id\" : 1 }\n", auth: auth)
    #expect(answer == "{\"accepted\":1,\"duplicates\":0}")
    #expect(taken == [Taken(path: "/in", contentType: "application/json", body: "{ \"id\" : 1 }\n")])
  }

  @Test(
    "the content type says what the file holds",
    arguments: [
      ("{\"a\":1}", "eventbridge", "application/json"), ("{\"a\":1}\n{\"a\":2}", "eventbridge", "application/x-ndjson"),
      ("{\"a\":1}", "cloudevents", "application/cloudevents+json"), ("[{\"a\":1}]", "cloudevents", "application/cloudevents-batch+json"),
      ("{\"a\":", "cloudevents", "application/json"),
    ])
  func contentType(text: String, format: String, type: String) throws {
    #expect(try send(text, auth: "", format: format).taken == [Taken(path: "/in", contentType: type, body: text)])
  }

  @Test("restamped lines stay lines, with times in their order")
  func restamped() throws {
    let line = "{\"eventId\":\"a\",\"timestamp\":\"2026-03-19T22:07:00.000Z\"}"
    let before = Clock.live.wall()
    let taken = try send("\(line)\n\(line)\n", auth: "", format: "cxone", restamped: true).taken
    let events = try #require(taken.first).body.split(separator: "\n").map { try JSONDocument(Array($0.utf8)).root }
    let times = events.compactMap { $0["timestamp"]?.string.flatMap { Timestamp(rfc3339: $0) } }
    #expect(Set(events.compactMap { $0["eventId"]?.string }).count == 2)
    try #require(times.count == 2)
    #expect(times[1] - times[0] == .milliseconds(1))
    #expect(times[1] >= before && times[1] <= Clock.live.wall())
  }

  @Test("a refusal says what the server said, and is a failure of its kind")
  func refused() throws {
    let error = #expect(throws: EventSender.Failure.self) { try send("{}", auth: "", status: 400) }
    #expect(error?.code == .badData)
    #expect(error?.description.hasSuffix("event.json: refused with 400: {\"accepted\":1,\"duplicates\":0}") == true)
    let later = #expect(throws: EventSender.Failure.self) { try send("{}", auth: "", status: 503) }
    #expect(later?.code == .tryLater)
  }

  @Test("what cannot be sent says why")
  func unsendable() throws {
    let sources = SoundConfiguration.source + "drop: { format: \"cxone\", platform: \"genesys\", spool: { directory: \"d\" } }"
    let configuration = try folder.load(SoundConfiguration.text(sources: sources))
    func failure(_ source: String, address: String? = nil) -> EventSender.Failure? {
      #expect(throws: EventSender.Failure.self) {
        try EventSender(configuration, source: source, address: address, environment: { _ in nil }).send(
          file: "\(folder.path)/none", restamped: false)
      }
    }
    #expect(failure("gensys")?.description == "there is no source gensys (did you mean genesys?)")
    #expect(failure("drop")?.description == "the source drop takes no HTTP requests; put the file into its spool")
    #expect(failure("genesys")?.code == .ioError)
  }
}
