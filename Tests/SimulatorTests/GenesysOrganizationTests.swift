import Model
import Native
import Testing

@testable import Simulator

@Suite struct GenesysOrganizationTests {
  private static let world = """
    {"conversations": [{"id": "c1", "divisionId": "d1", "participants": [
      {"id": "p0"}, {"id": "p1", "userId": "u1", "queueId": "q1"}, {"id": "p2", "userId": "u2", "purpose": "user", "state": "alerting"},
      {"id": "p3", "userId": "u3", "screenRecordingState": "requested"}, {"id": "p4", "userId": "u4", "hideScreenRecordingState": true}]}]}
    """
  private var driver: WorldDriver

  init() throws { driver = try WorldDriver(Self.world) }

  private static func screen(_ participant: String, _ verb: String) -> String {
    "/api/v2/conversations/c1/participants/\(participant)/screenrecording/\(verb)"
  }

  @Test mutating func `A conversation shows its participants as the API does`() throws {
    let response = try driver.call("GET", "/api/v2/conversations/c1")
    let json = try response.json()
    let participants = try #require(json["participants"]?.elements)
    #expect(response.status == 200)
    #expect(json["recordingState"]?.string == "ACTIVE")
    #expect(json["divisions"]?.elements?.first?.at(pointer: "/division/id")?.string == "d1")
    #expect(participants.map { $0["purpose"]?.string } == ["customer", "agent", "user", "agent", "agent"])
    #expect(participants.map { $0["screenRecordingState"]?.string } == [nil, "active", nil, "requested", nil])
    #expect(participants[1]["userId"]?.string == "u1")
    #expect(participants[2].at(pointer: "/calls/0/state")?.string == "alerting")
    #expect(participants[2]["connectedTime"] == nil)
    #expect(participants[1]["startTime"]?.string == driver.now.timestamp.description)
  }

  @Test mutating func `The calls view is flat and names the user otherwise`() throws {
    let json = try driver.call("GET", "/api/v2/conversations/calls/c1").json()
    let agent = try #require(json["participants"]?.elements?[1])
    #expect(agent.at(pointer: "/user/id")?.string == "u1")
    #expect(agent["userId"] == nil)
    #expect(agent["calls"] == nil)
    #expect(agent["screenRecordingState"] == nil)
    #expect(agent["state"]?.string == "connected")
  }

  @Test mutating func `A screen is paused once and resumed once`() throws {
    let steps = [("pause", 202, "paused"), ("pause", 409, "paused"), ("resume", 202, "recording"), ("resume", 409, "recording")]
    for (verb, status, state) in steps {
      let response = try driver.call("PUT", Self.screen("p1", verb))
      #expect(response.status == status)
      #expect(status != 202 || response.body.isEmpty)
      #expect(try driver.screens()["p1"] == state)
    }
    #expect(try driver.screens()["p4"] == "recording")
  }

  @Test(arguments: [("p9", 404), ("p0", 404), ("p2", 404), ("p3", 202)])
  mutating func `What is not recorded cannot be paused`(participant: String, status: Int) throws {
    #expect(try driver.call("PUT", Self.screen(participant, "pause")).status == status)
    #expect(try driver.screens()["p3"] == "requested")
  }

  @Test mutating func `A participant that answers is recorded, one that left is gone`() throws {
    try driver.control("POST", "/conversations/c1/participants/p2", #"{"state": "connected"}"#)
    #expect(try driver.call("PUT", Self.screen("p2", "pause")).status == 202)
    try driver.control("POST", "/conversations/c1/participants/p2", #"{"ended": true}"#)
    #expect(try driver.call("PUT", Self.screen("p2", "resume")).status == 404)
    #expect(try driver.screens()["p2"] == "ended")
    let gone = try #require(try driver.call("GET", "/api/v2/conversations/c1").json()["participants"]?.elements?[2])
    #expect(gone["endTime"] != nil)
    #expect(gone.at(pointer: "/calls/0/state")?.string == "terminated")
  }

  @Test mutating func `Both recordingstate calls pause the conversation, each with its own answer`() throws {
    let patched = try driver.call("PATCH", "/api/v2/conversations/c1/recordingstate", #"{"recordingState":"PAUSED"}"#)
    #expect(patched.status == 202 && patched.body.isEmpty)
    let paused = try driver.call("GET", "/api/v2/conversations/c1").json()
    #expect(paused["securePause"]?.bool == true)
    #expect(paused.at(pointer: "/participants/1/calls/0/recordingState")?.string == "paused")
    #expect(try driver.screens()["p1"] == "recording")
    let put = try driver.call("PUT", "/api/v2/conversations/calls/c1/recordingstate", #"{"recordingState":"ACTIVE"}"#)
    #expect(put.status == 200 && String(decoding: put.body, as: UTF8.self) == "\"ACTIVE\"")
    #expect(try driver.call("PATCH", "/api/v2/conversations/c1/recordingstate", #"{"recordingState":"HELD"}"#).status == 400)
    #expect(try driver.call("PATCH", "/api/v2/conversations/c2/recordingstate", #"{"recordingState":"PAUSED"}"#).status == 404)
  }

  @Test mutating func `A secure pause moves the screens only in a tenant where it does`() throws {
    driver.world.genesys.securePauseMovesScreens = true
    _ = try driver.call("PATCH", "/api/v2/conversations/c1/recordingstate", #"{"recordingState":"PAUSED"}"#)
    #expect(try driver.screens() == ["p1": "paused", "p3": "requested", "p4": "paused"])
    _ = try driver.call("PATCH", "/api/v2/conversations/c1/recordingstate", #"{"recordingState":"ACTIVE"}"#)
    #expect(try driver.screens()["p1"] == "recording")
  }

  @Test mutating func `Errors have the API's body and the request's correlation id`() throws {
    let response = try driver.call("GET", "/api/v2/conversations/c9")
    let json = try response.json()
    #expect(response.status == 404)
    #expect(json["code"]?.string == "conversation.error.conversation.not.found")
    #expect(json["status"]?.int64 == 404)
    #expect(json["contextId"]?.string == response["inin-correlation-id"])
    #expect(response["inin-ratelimit-count"] == "1")
    #expect(try driver.call("GET", "/api/v2/conversations/c9")["ININ-Correlation-Id"] != response["ININ-Correlation-Id"])
  }

  @Test mutating func `Without a token nothing is said, with an expired one neither`() throws {
    let missing = try #require(driver.send("GET", "/api/v2/conversations/c1").response)
    #expect(missing.status == 401)
    #expect(try missing.json()["code"]?.string == "authentication.required")
    let token = try driver.world.genesys.tokens.issue(to: "k", secret: "s", at: driver.now)
    #expect(driver.send("GET", "/api/v2/conversations/c1", authorization: "Bearer \(token)").response?.status == 200)
    driver.pass(.hours(24))
    let expired = try #require(driver.send("GET", "/api/v2/conversations/c1", authorization: "Bearer \(token)").response)
    #expect(expired.status == 401)
    #expect(try expired.json()["code"]?.string == "bad.credentials")
  }

  @Test mutating func `A client gets a token by Basic and a form`() throws {
    try driver.control("POST", "/tokens", #"{"clients": {"me": "se:cret"}, "lifetime": "300s", "platform": "genesys"}"#)
    func ask(_ credentials: String, _ form: String = "grant_type=client_credentials") throws -> HTTPResponse {
      try #require(driver.send("POST", "/oauth/token", form, authorization: "Basic \(Base64.encode(Array(credentials.utf8)))").response)
    }
    let good = try ask("me:se:cret")
    #expect(good.status == 200)
    #expect(try good.json()["expires_in"]?.int64 == 300)
    #expect(try good.json()["token_type"]?.string == "bearer")
    let unknown = try ask("you:se:cret")
    #expect(unknown.status == 400)
    #expect(try unknown.json()["description"]?.string == "client not found")
    let wrong = try ask("me:other")
    #expect(wrong.status == 401)
    #expect(try wrong.json()["error"]?.string == "invalid_client")
    #expect(try ask("me:se:cret", "grant_type=password").status == 400)
    let counts = try driver.control("GET", "/tokens").json()
    #expect(counts.at(pointer: "/genesys/issued")?.int64 == 1)
    #expect(counts.at(pointer: "/genesys/refused")?.int64 == 2)
  }

  @Test mutating func `Unknown paths and wrong methods are refused`() throws {
    #expect(try driver.call("GET", "/api/v2/users/me").status == 404)
    #expect(try driver.call("DELETE", "/api/v2/conversations/c1").status == 405)
    #expect(try driver.call("POST", Self.screen("p1", "pause")).status == 405)
    #expect(try driver.call("PUT", Self.screen("p1", "stop")).status == 404)
  }

  @Test mutating func `With auto a conversation comes into being as it is asked for`() throws {
    try driver.control("POST", "/world", #"{"auto": true}"#)
    let json = try driver.call("GET", "/api/v2/conversations/c-77").json()
    #expect(json.at(pointer: "/participants/0/id")?.string == "d-77")
    #expect(json.at(pointer: "/participants/1/id")?.string == "b-77")
    #expect(json.at(pointer: "/participants/1/userId")?.string == "a-77")
    #expect(try driver.call("PUT", "/api/v2/conversations/c-77/participants/b-77/screenrecording/pause").status == 202)
    #expect(try driver.call("PUT", "/api/v2/conversations/c-78/participants/any/screenrecording/pause").status == 202)
    #expect(try driver.screens() == ["b-77": "paused", "any": "paused"])
  }
}
