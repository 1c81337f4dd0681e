import Model
import Native
import Testing

/// What senders are answered: every row of the contract, and that what was refused has left no trace (G8).
struct IntakeAnswerTests {
  private static let good = Array(SentEvent.securePause("started").utf8)
  private static let huge = [UInt8](repeating: UInt8(ascii: " "), count: 3 * 1024 * 1024)

  /// Which of several mistakes is told: 404, 405, 413, 415, 401, 400.
  @Test func theOrderOfRefusals() throws {
    let centre = try ContactCentre()
    func post(
      _ method: String = "POST", _ path: String = "/events/guarded", body: [UInt8] = Array("{".utf8), type: String = "application/json",
      token: String = TestSettings.bearerToken
    ) throws -> Reply {
      try Reply.fetch(method, centre.address + path, body, type: type, headers: [HTTPHeader("Authorization", "Bearer \(token)")])
    }
    #expect(try post("PUT", "/events/nobody", body: Self.huge, type: "text/html", token: "wrong").status == 404)
    let wrongMethod = try post("PUT", body: Self.huge, type: "text/html", token: "wrong")
    #expect(wrongMethod.status == 405)
    #expect(wrongMethod.response["Allow"] == "POST")
    #expect(try post(body: Self.huge, type: "text/html", token: "wrong").status == 413)
    #expect(try post(type: "text/html", token: "wrong").status == 415)
    #expect(try post(token: "wrong").status == 401)
    #expect(try post().status == 400)
    #expect(try post(body: Self.good).status == 200)
    let health = try Reply.fetch("POST", "\(centre.address)/livez")
    #expect(health.status == 405)
    #expect(health.response["Allow"]?.contains("GET") == true)
    #expect(try centre.entries().count == 1)
  }

  @Test func contentTypes() throws {
    let centre = try ContactCentre()
    func status(_ type: String?) throws -> Int { try centre.post(Self.good, type: type).status }
    let accepted = ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=\"UTF-8\"", "text/plain", nil]
    for type in accepted { #expect(try status(type) == 200, "\(type ?? "none")") }
    for type in ["application/xml", "text/html", "application/json; charset=latin1", "application/jsonx"] {
      #expect(try status(type) == 415, "\(type)")
    }
    #expect(try centre.entries().count == 1, "they were one event")
  }

  struct Bad: CustomTestStringConvertible {
    let what: String
    let body: [UInt8]
    var testDescription: String { what }

    init(_ what: String, _ body: [UInt8]) { (self.what, self.body) = (what, body) }
    init(_ what: String, _ body: String) { self.init(what, Array(body.utf8)) }
  }

  private static var bad: [Bad] {
    let text = String(decoding: good, as: UTF8.self)
    func replacing(_ old: String, _ new: String) -> String {
      text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    }
    let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
    return [
      Bad("an empty body", ""), Bad("an empty list", "[]"), Bad("blanks", " \n "), Bad("no event", "{}"), Bad("a word", "\"hello\""),
      Bad("cut", Array(good.dropLast(20))), Bad("cut in a string", Array(good.prefix(40))), Bad("two in one line", "\(text) \(text)x"),
      Bad("not UTF-8", good.map { $0 == UInt8(ascii: "V") ? 0xFF : $0 }), Bad("an overlong NUL", [0x22, 0xC0, 0x80, 0x22]),
      Bad("half a surrogate", replacing("VOICE", "\\ud800")), Bad("a zero byte", good + [0]), Bad("deep", deep),
      Bad("a deep member", replacing("\"VOICE\"", deep)),
      Bad("an id that is a number", replacing("\"id\":\"", "\"id\":1,\"x\":\"")), Bad("no id", replacing("\"id\":", "\"iD\":")),
      Bad("detail is a list", "{\"id\":\"1\",\"detail-type\":\"x\",\"detail\":[]}"),
      Bad("a time that is none", replacing("\"eventTime\":", "\"eventTime\":\"soon\",\"x\":")),
      Bad("a conversation that is an object", replacing("\"conversationId\":", "\"conversationId\":{},\"x\":")),
      Bad("an agent that is a list", replacing("\"userId\":", "\"userId\":[],\"x\":")),
      Bad("a list with a number", "[\(text),7]"), Bad("an endless number", "[1e\(String(repeating: "9", count: 400))]"),
    ]
  }

  @Test func badBodiesAreRefusedAndLeaveNoTrace() throws {
    let centre = try ContactCentre()
    for bad in Self.bad {
      let reply = try centre.post(bad.body)
      #expect(reply.status == 400, "\(bad.what): \(reply.text)")
      #expect(reply.response["Content-Type"] == "application/problem+json", "\(bad.what)")
      #expect(reply.json?["status"]?.int64 == 400, "\(bad.what)")
      #expect(reply.json?["detail"]?.string?.isEmpty == false, "\(bad.what)")
    }
    #expect(try centre.post(Self.huge).status == 413)
    #expect(try centre.entries().isEmpty)
    #expect(try centre.vendors.apiCalls().isEmpty)
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
    #expect(try centre.entries().count == 1)
  }

  @Test func aBatchIsTakenWholeOrNotAtAll() throws {
    let centre = try ContactCentre()
    let first = SentEvent.securePause("started")
    let withoutConversation = SentEvent.securePause("started", of: "ben").split(separator: "\"conversationId\"").joined(
      separator: "\"other\"")
    let reply = try centre.post(Array("[\(first),\(withoutConversation)]".utf8))
    #expect(reply.status == 400)
    #expect(reply.json?["index"]?.int64 == 1)
    #expect(reply.json?["field"]?.string?.contains("conversationId") == true, "\(reply.text)")
    #expect(try centre.entries().isEmpty)
    try centre.send("[\(first),\(first)]", accepted: 1, duplicates: 1)
    try centre.await("p-anna", "paused")
  }

  @Test func whatHushdHasNoUseForIsTakenAsIgnored() throws {
    let centre = try ContactCentre()
    try centre.send(SentEvent.eventBridge("acd.start", in: "c-1", body: "\"queueId\":\"q-1\""))
    try centre.send("{\"id\":\"x\",\"detail-type\":\"Scheduled Event\",\"detail\":{}}")
    try centre.send(SentEvent.cxone("agent.coffee", "\"cups\":2"), to: "nice")
    #expect(try centre.entries().map { $0["kind"]?.string } == ["ignored", "ignored", "ignored"])
    #expect(try centre.vendors.apiCalls().isEmpty)
  }

  @Test func bearerAndSignatureOpenTheDoor() throws {
    let centre = try ContactCentre()
    func status(_ headers: [HTTPHeader]) throws -> Reply { try centre.post(Self.good, to: "guarded", headers: headers) }
    let seconds = SentEvent.now.milliseconds / 1000
    func signed(at time: Int64, secret: String = "hushd end to end tests", body: [UInt8] = Self.good) -> [HTTPHeader] {
      let signature = HMACSHA256.authenticate(Array("id-1.\(time).".utf8) + body, key: Array(secret.utf8))
      return [
        HTTPHeader("webhook-id", "id-1"), HTTPHeader("webhook-timestamp", "\(time)"),
        HTTPHeader("webhook-signature", "v1,\(Base64.encode(signature))"),
      ]
    }
    let refusals = [
      try status([]), try status([HTTPHeader("Authorization", "Bearer wrong")]),
      try status([HTTPHeader("Authorization", "Basic \(TestSettings.bearerToken)")]), try status(signed(at: seconds - 400)),
      try status(signed(at: seconds + 400)), try status(signed(at: seconds, secret: "another")),
      try status(signed(at: seconds, body: Self.good + [32])),
    ]
    for (index, refusal) in refusals.enumerated() {
      #expect(refusal.status == 401, "\(index)")
      #expect(refusal.response["Content-Type"] == "application/problem+json")
    }
    #expect(try centre.entries().isEmpty)
    #expect(try status(signed(at: seconds)).text == "{\"accepted\":1,\"duplicates\":0}")
    #expect(try status([HTTPHeader("Authorization", "bearer \(TestSettings.bearerToken)")]).text == "{\"accepted\":0,\"duplicates\":1}")
  }

  @Test func healthAndMetrics() throws {
    let centre = try ContactCentre()
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
    func get(_ path: String) throws -> Reply { try Reply.fetch("GET", centre.address + path, type: nil) }
    #expect(try get("/livez").status == 200)
    #expect(try get("/readyz").status == 200)
    #expect(try get("/readyz?verbose").text.contains("readyz check passed"))
    let metrics = try get("/metrics")
    #expect(metrics.response["Content-Type"]?.hasPrefix("text/plain; version=0.0.4") == true)
    let lines = metrics.text.split(separator: "\n").map(String.init)
    #expect(lines.contains("hushd_events_total{source=\"genesys\",kind=\"pause.started\",result=\"accepted\"} 1"))
    #expect(lines.contains("hushd_windows_open 1"))
    #expect(lines.contains { $0.hasPrefix("hushd_calls_total{platform=\"genesys\",command=\"pause\",status=\"202\"} 1") })
    #expect(!metrics.text.contains("c-1"), "no conversation's id is in a label")
  }
}
