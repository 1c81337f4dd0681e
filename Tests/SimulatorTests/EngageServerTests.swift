import Model
import Testing

@testable import Simulator

@Suite struct EngageServerTests {
  private static let pause = #"{"operationName": "PauseCallRecording"}"#
  private static let resume = #"{"operationName": "ResumeCallRecording"}"#
  private var driver: WorldDriver

  init() throws {
    driver = try WorldDriver()
    try driver.control("POST", "/engage-calls", #"{"id": "call-1", "user": "agent-1"}"#)
  }

  @Test mutating func `Errors come with HTTP 200 and a status code`() throws {
    for (body, code) in [
      (Self.pause, 0), (Self.pause, 2), (Self.resume, 0), (Self.resume, 2), ("{}", 1), (#"{"operationName": "Hold"}"#, 10),
    ] {
      let response = try driver.call("POST", "/api/v2/me/calls/call-1", body)
      #expect(response.status == 200)
      #expect(try response.json()["statusCode"]?.int64 == Int64(code))
    }
    #expect(try driver.call("POST", "/api/v2/me/calls/call-9", Self.pause).json()["statusCode"]?.int64 == 6)
    try driver.control("POST", "/engage-calls/call-1", #"{"ended": true}"#)
    #expect(try driver.call("POST", "/api/v2/me/calls/call-1", Self.pause).json()["statusCode"]?.int64 == 6)
  }

  @Test mutating func `Only known users are let in`() throws {
    #expect(driver.send("POST", "/api/v2/me/calls/call-1", Self.pause).response?.status == 401)
    try driver.control("POST", "/tokens", #"{"clients": {"k": "other"}, "platform": "engage"}"#)
    #expect(try driver.call("POST", "/api/v2/me/calls/call-1", Self.pause).status == 401)
  }
}
