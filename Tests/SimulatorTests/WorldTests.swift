import Model
import Testing

@testable import Simulator

@Suite struct WorldTests {
  private static let path = "/api/v2/conversations/c1"
  private var driver: WorldDriver

  init() throws {
    driver = try WorldDriver(
      """
      {"conversations": [{"id": "c1", "participants": [{"id": "p1", "userId": "u1"}]}],
       "screenRecordings": [{"id": "s", "agentId": "a", "interactionId": "i"}]}
      """)
  }

  @Test mutating func `A limit of one endpoint is hidden, and binds nothing else`() throws {
    try driver.control("POST", "/quota", #"{"path": "*/conversations/*", "allowed": 1, "window": "10s"}"#)
    #expect(try driver.call("GET", Self.path).status == 200)
    let refused = try driver.call("GET", Self.path)
    #expect(refused.status == 429 && refused["Retry-After"] == "10")
    #expect(refused["inin-ratelimit-allowed"] == "1000000", "no header tells of it")
    #expect(try driver.call("GET", "/api/wem/v1/screen-recordings?agentId=a").status == 200)
    driver.pass(.seconds(10))
    #expect(try driver.call("GET", Self.path).status == 200)
    try driver.control("POST", "/quota", #"{"path": null}"#)
    #expect(try driver.call("GET", Self.path).status == 200)
  }

  @Test mutating func `A quota is counted in windows and says when the next one opens`() throws {
    try driver.control("POST", "/quota", #"{"allowed": 2, "window": "10s", "platform": "genesys"}"#)
    #expect(try driver.call("GET", Self.path)["inin-ratelimit-allowed"] == "2")
    driver.pass(.milliseconds(3500))
    #expect(try driver.call("GET", Self.path)["inin-ratelimit-count"] == "2")
    let refused = try driver.call("GET", Self.path)
    #expect(refused.status == 429)
    #expect(refused["Retry-After"] == "7")
    #expect(refused["inin-ratelimit-reset"] == "7")
    #expect(try refused.json()["code"]?.string == "too.many.requests")
    #expect(try driver.call("GET", "/api/wem/v1/screen-recordings").status == 200)
    driver.pass(.milliseconds(6500))
    #expect(try driver.call("GET", Self.path).status == 200)
    try driver.control("POST", "/quota", "{}")
    for _ in 0..<5 { #expect(try driver.call("GET", Self.path).status == 200) }
  }

  @Test mutating func `Calls are listed in order, with what was asked and answered`() throws {
    _ = driver.send("POST", "/oauth/token", "grant_type=client_credentials&secret=x", authorization: "Basic azpz")
    driver.pass(.seconds(1))
    let second = driver.now.timestamp
    _ = try driver.call("PATCH", "\(Self.path)/recordingstate", #"{"recordingState":"PAUSED"}"#)
    _ = try driver.call("GET", "/api/wem/v1/screen-recordings?agentId=a%201")
    let calls = try #require(try driver.control("GET", "/calls").json().elements)
    #expect(calls.map { $0["method"]?.string } == ["POST", "PATCH", "GET"])
    #expect(calls.map { $0["platform"]?.string } == ["genesys", "genesys", "cxone"])
    #expect(calls.map { $0["status"]?.int64 } == [200, 202, 200])
    #expect(calls[0]["body"] == nil, "it may hold a secret")
    #expect(calls[1]["body"]?.string == #"{"recordingState":"PAUSED"}"#)
    #expect(calls[2]["path"]?.string == "/api/wem/v1/screen-recordings?agentId=a%201")
    #expect(calls[0]["time"]?.string?.hasSuffix(".000123Z") == true)
    #expect(try driver.control("GET", "/calls?since=\(second)").json().elements?.count == 2)
    try driver.control("DELETE", "/calls")
    #expect(try driver.control("GET", "/calls").json().elements?.isEmpty == true)
  }

  @Test mutating func `Recordings tell their history and who called for them`() throws {
    driver.pass(.seconds(1))
    _ = try driver.call("PUT", "\(Self.path)/participants/p1/screenrecording/pause")
    _ = try driver.call("GET", Self.path)
    let rows = try #require(try driver.control("GET", "/recordings?conversation=c1").json().elements)
    #expect(rows.map { $0["kind"]?.string } == ["conversation", "screen"])
    #expect(rows[1]["state"]?.string == "paused")
    #expect(rows[1]["since"]?.string == driver.now.timestamp.description)
    #expect(rows[1]["agent"]?.string == "u1")
    #expect(rows[1]["history"]?.elements?.map { $0["state"]?.string } == ["recording", "paused"])
    #expect(rows[1].at(pointer: "/calls/pause")?.int64 == 1)
    #expect(rows[1].at(pointer: "/calls/inspect")?.int64 == 1)
    let cxone = try #require(try driver.control("GET", "/recordings?platform=cxone").json().elements)
    #expect(cxone.map { $0["recording"]?.string } == ["s"])
  }

  @Test mutating func `A platform that is not enabled is not there`() throws {
    driver.world.enabled = ["cxone"]
    #expect(driver.send("POST", "/oauth/token", "grant_type=client_credentials").response?.status == 404)
    #expect(try driver.call("GET", "/api/wem/v1/screen-recordings").status == 200)
  }

  @Test mutating func `A conversation ends with all in it`() throws {
    try driver.control("POST", "/conversations/c1", #"{"ended": true}"#)
    let json = try driver.call("GET", Self.path).json()
    #expect(json["endTime"] != nil)
    #expect(json.at(pointer: "/participants/0/endTime") != nil)
    #expect(try driver.call("PATCH", "\(Self.path)/recordingstate", #"{"recordingState":"PAUSED"}"#).status == 404)
    try driver.control("DELETE", "/conversations/c1")
    #expect(try driver.call("GET", Self.path).status == 404)
  }

  @Test(arguments: [
    ("POST", "/conversations", #"{"participants": []}"#, 400, "id: missing"),
    ("POST", "/conversations", #"{"id": "x", "colour": 1}"#, 400, "colour: no such key"),
    ("POST", "/conversations/c1/participants/p1", #"{"screenRecordingState": "on"}"#, 400, "screenRecordingState: on is none of"),
    ("POST", "/conversations/c1/participants/p1", #"{"state": "talking"}"#, 400, "state: talking is none of"),
    ("POST", "/conversations/c9", "{}", 404, "no conversation c9"),
    ("POST", "/screen-recordings", #"{"id": "s"}"#, 400, "agentId: missing"),
    ("POST", "/quota", #"{"perMinute": 1, "platform": "avaya"}"#, 400, "platform: avaya is none of"),
    ("GET", "/calls?since=yesterday", "", 400, "since: yesterday is no RFC 3339 time"),
    ("GET", "/nothing", "", 404, "no such endpoint"),
  ])
  mutating func `A mistake in the set-up is named`(method: String, target: String, body: String, status: Int, reason: String) throws {
    let response = try #require(driver.send(method, target, body).response)
    #expect(response.status == status)
    #expect(try response.json()["error"]?.string?.contains(reason) == true)
  }

  @Test mutating func `The guide names every endpoint`() throws {
    let guide = String(decoding: try driver.control("GET", "/").body, as: UTF8.self)
    for word in [
      "/world", "/conversations", "/screen-recordings", "/contacts", "/engage-calls", "/connect-contacts", "/recordings", "/calls",
      "/faults", "/quota", "/tokens",
    ] {
      #expect(guide.contains(word))
    }
  }
}
