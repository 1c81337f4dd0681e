import Model
import Testing

@testable import Simulator

@Suite struct FaultTests {
  private static let pause = "/api/v2/conversations/c1/participants/p1/screenrecording/pause"
  private var driver: WorldDriver

  init() throws {
    driver = try WorldDriver(#"{"conversations": [{"id": "c1", "participants": [{"id": "p1", "userId": "u1"}]}]}"#)
  }

  private mutating func pause() throws -> World.Reaction { try driver.react("PUT", Self.pause) }
  private mutating func state() throws -> String? { try driver.screens()["p1"] }

  @Test mutating func `A status strikes as often as it says and has no effect`() throws {
    try driver.control("POST", "/faults", #"{"match": {"path": "/api/v2/", "times": 2}, "status": 503, "retryAfter": "2"}"#)
    for _ in 0..<2 {
      let response = try #require(try pause().response)
      #expect(response.status == 503)
      #expect(response["Retry-After"] == "2")
      #expect(try response.json()["code"]?.string == "service.unavailable")
      #expect(try state() == "recording")
    }
    #expect(try pause().response?.status == 202)
    #expect(try driver.control("GET", "/faults").json().elements?.isEmpty == true)
  }

  @Test(
    arguments: [
      (#""drop": true"#, nil, "recording"), (#""applyThenDrop": true"#, nil, "paused"), (#""ignoreButAnswer": true"#, 202, "recording"),
      (#""status": 500, "apply": true"#, 500, "paused"), (#""status": 204"#, 204, "paused"), (#""status": 403"#, 403, "recording"),
    ] as [(String, Int?, String)])
  mutating func `What the caller hears and what happened are told apart`(fault: String, status: Int?, state: String) throws {
    try driver.control("POST", "/faults", "{\"match\": {\"path\": \"/api/v2/*/pause\"}, \(fault)}")
    #expect(try pause().response?.status == status)
    #expect(try self.state() == state)
    let call = try #require(try driver.control("GET", "/calls").json().elements?.last)
    #expect(call["status"]?.int64 == status.map { Int64($0) })
  }

  @Test mutating func `An effect may come late`() throws {
    try driver.control("POST", "/faults", #"{"match": {"method": "PUT", "path": "*pause"}, "latencyOfEffect": "1s"}"#)
    #expect(try pause().response?.status == 202)
    driver.pass(.milliseconds(999))
    #expect(
      try driver.call("GET", "/api/v2/conversations/c1").json().at(pointer: "/participants/0/screenRecordingState")?.string == "active")
    driver.pass(.milliseconds(1))
    #expect(
      try driver.call("GET", "/api/v2/conversations/c1").json().at(pointer: "/participants/0/screenRecordingState")?.string == "paused")
  }

  @Test mutating func `A body may be anything, and answers may take their time`() throws {
    try driver.control("POST", "/faults", #"{"match": {"path": "/"}, "status": 502, "body": "<html>", "delay": "300ms"}"#)
    let reaction = try pause()
    #expect(reaction.delay == .milliseconds(300))
    #expect(reaction.response?["Content-Type"] == "text/html")
    #expect(reaction.response?.body == Array("<html>".utf8))
    try driver.control("POST", "/faults", #"{"match": {"path": "/"}, "bodyBytes": 70000}"#)
    #expect(try pause().response?.body.count == 70_000)
  }

  @Test mutating func `Faults can be skipped to and taken away`() throws {
    try driver.control(
      "POST", "/faults", #"[{"match": {"path": "/api", "skip": 1}, "status": 500}, {"match": {"times": "always"}, "status": 504}]"#)
    #expect(try [pause(), pause(), pause(), pause()].map { $0.response?.status } == [202, 500, 504, 504])
    try driver.control("DELETE", "/faults")
    #expect(try pause().response?.status == 409)
  }

  @Test(arguments: [
    ("/api", "/api/v2/x", true), ("/apx", "/api/v2/x", false), ("*", "/api/v2/x", true), ("/api/*/x", "/api/v2/x", true),
    ("/api/*/x", "/api/v2/x/y", false), ("*a*b*", "/aab", true), ("*a*b", "/abab", true), ("*ab*c", "/abd", false), ("/*/", "/", false),
  ])
  func `Paths match by prefix or pattern`(pattern: String, path: String, matches: Bool) throws {
    let fault = try Fault(JSONDocument(Array("{\"match\": {\"path\": \"\(pattern)\"}}".utf8)).root)
    #expect(fault.matches(WireRequest(method: "GET", path: path)) == matches)
  }

  @Test(arguments: [
    (#"{"statsu": 503}"#, "statsu: no such key of a fault"), (#"{"delay": "fast"}"#, "delay: not a length of time"),
    (#"{"status": 99}"#, "status: 99 is no final HTTP status"), ("[1]", "a fault is an object"), ("{", "not JSON"),
  ])
  mutating func `A fault that is not understood is refused with a reason`(body: String, reason: String) throws {
    let response = try #require(driver.send("POST", "/faults", body).response)
    #expect(response.status == 400)
    #expect(try response.json()["error"]?.string?.contains(reason) == true)
  }
}
