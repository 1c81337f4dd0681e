import Model
import Testing

@testable import Simulator

@Suite struct RecorderServiceTests {
  private var driver: WorldDriver

  init() throws {
    driver = try WorldDriver()
    try driver.control("POST", "/recorder-calls", #"{"id": "r-1", "conversation": "c-1", "agent": "a-1"}"#)
  }

  private mutating func status(_ method: String, _ path: String, _ authorization: String? = nil) -> Int? {
    driver.send(method, path, authorization: authorization).response?.status
  }

  @Test mutating func `A call is paused once, resumed once, and gone when it has ended`() throws {
    #expect(status("POST", "/recorder/calls/r-1/pause") == 200)
    #expect(status("POST", "/recorder/calls/r-1/pause") == 409)
    let state = try driver.call("GET", "/recorder/calls/r-1").json().at(pointer: "/recorder/status")?.string
    #expect(state == "OFF")
    #expect(status("POST", "/recorder/calls/r-1/resume") == 200)
    #expect(status("POST", "/recorder/calls/r-1/resume") == 409)
    #expect(status("POST", "/recorder/calls/r-2/pause") == 404)
    try driver.control("POST", "/recorder-calls/r-1", #"{"ended": true}"#)
    #expect(status("POST", "/recorder/calls/r-1/pause") == 404)
    #expect(try driver.call("GET", "/recorder/calls/r-1").json().at(pointer: "/recorder/status")?.string == "GONE")
    try driver.control("DELETE", "/recorder-calls/r-1")
    #expect(status("GET", "/recorder/calls/r-1") == 404)
  }

  @Test mutating func `Without clients everybody is let in, with some only they and their tokens`() throws {
    #expect(status("GET", "/recorder/calls/r-1") == 200)
    #expect(status("GET", "/recorder/calls/r-1", "Bearer recorder-token-9") == 401, "a token of ours that was never given")
    try driver.control("POST", "/tokens", #"{"clients": {"k": "s"}, "platform": "recorder"}"#)
    #expect(status("GET", "/recorder/calls/r-1") == 401)
    #expect(status("GET", "/recorder/calls/r-1", "Basic azpz") == 200)
    #expect(status("GET", "/recorder/calls/r-1", "Basic azp4") == 401)
    #expect(status("GET", "/recorder/calls/r-1", "Bearer s") == 200)
    let token = try driver.world.recorder.tokens.issue(to: "k", secret: "s", at: driver.now)
    #expect(status("GET", "/recorder/calls/r-1", "Bearer \(token)") == 200)
    try driver.control("POST", "/tokens/expire")
    #expect(status("GET", "/recorder/calls/r-1", "Bearer \(token)") == 401)
  }
}
