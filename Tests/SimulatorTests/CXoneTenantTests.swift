import Model
import Testing

@testable import Simulator

@Suite struct CXoneTenantTests {
  private static let world = """
    {"screenRecordings": [
      {"id": "sr-1", "agentId": "a-1", "interactionId": "i-1"},
      {"id": "sr-2", "agentId": "a-1", "interactionId": "i-2", "status": "PAUSED"},
      {"id": "sr-3", "agentId": 9, "interactionId": "i-1", "status": "ENDED"}]}
    """
  private static let base = "/api/wem/v1/screen-recordings"
  private var driver: WorldDriver

  init() throws { driver = try WorldDriver(Self.world) }

  @Test(arguments: [
    ("?agentId=a-1&status=RECORDING", ["sr-1"]), ("?agentId=a-1", ["sr-1", "sr-2"]), ("?agentId=9", ["sr-3"]), ("?agentId=nobody", []),
    ("?status=recording", ["sr-1"]), ("", ["sr-1", "sr-2", "sr-3"]),
  ])
  mutating func `The list holds the rows that are asked for`(query: String, ids: [String]) throws {
    let rows = try #require(try driver.call("GET", Self.base + query).json()["screenRecordings"]?.elements)
    #expect(rows.map { $0["screenRecordingId"]?.string } == ids)
  }

  @Test mutating func `A recording is paused once and resumed once`() throws {
    let body = #"{"reason": "PCI_DATA_DETECTED", "metadata": {"pciField": "cvv"}}"#
    for (verb, status, state) in [
      ("pause", 200, "PAUSED"), ("pause", 409, "PAUSED"), ("resume", 200, "RECORDING"), ("resume", 409, "RECORDING"),
    ] {
      #expect(try driver.call("PUT", "\(Self.base)/sr-1/\(verb)", body).status == status)
      let shown = try driver.call("GET", "\(Self.base)/sr-1").json()
      #expect(shown["status"]?.string == state)
      #expect(shown["interactionId"]?.string == "i-1")
    }
  }

  @Test mutating func `What ended or never was is not found, but an ended one can be looked at`() throws {
    #expect(try driver.call("PUT", "\(Self.base)/sr-3/pause").status == 404)
    #expect(try driver.call("PUT", "\(Self.base)/sr-9/pause").status == 404)
    #expect(try driver.call("GET", "\(Self.base)/sr-3").json()["status"]?.string == "ENDED")
    #expect(try driver.call("GET", "\(Self.base)/sr-9").status == 404)
    try driver.control("POST", "/screen-recordings/sr-2", #"{"ended": true}"#)
    #expect(try driver.call("PUT", "\(Self.base)/sr-2/resume").status == 404)
    try driver.control("DELETE", "/screen-recordings/sr-2")
    #expect(try driver.call("GET", "\(Self.base)/sr-2").status == 404)
  }

  @Test mutating func `The access key gets a token`() throws {
    try driver.control("POST", "/tokens", #"{"clients": {"key==": "secret"}, "platform": "cxone"}"#)
    func ask(_ body: String) throws -> HTTPResponse {
      try #require(driver.send("POST", "/authentication/v1/token/access-key", body).response)
    }
    let good = try ask(#"{"accessKeyId": "key==", "accessKeySecret": "secret"}"#)
    let token = try #require(try good.json()["access_token"]?.string)
    #expect(try good.json()["expires_in"]?.int64 == 3600)
    #expect(driver.send("GET", Self.base, authorization: "Bearer \(token)").response?.status == 200)
    #expect(driver.send("GET", Self.base, authorization: "Bearer no").response?.status == 401)
    #expect(try ask(#"{"accessKeyId": "key==", "accessKeySecret": "wrong"}"#).status == 401)
    #expect(try ask(#"{"accessKeyId": "key=="}"#).status == 400)
    try driver.control("POST", "/tokens/expire")
    #expect(driver.send("GET", Self.base, authorization: "Bearer \(token)").response?.status == 401)
  }

  @Test mutating func `With auto an agent has a recording as soon as it is asked for`() throws {
    try driver.control("POST", "/world", #"{"auto": true}"#)
    let row = try #require(try driver.call("GET", "\(Self.base)?agentId=a-7&status=RECORDING").json()["screenRecordings"]?.elements?.first)
    #expect(row["screenRecordingId"]?.string == "e-7")
    #expect(row["interactionId"]?.string == "c-7")
    #expect(try driver.call("PUT", "\(Self.base)/e-8/pause").status == 200)
    #expect(try driver.screens() == ["e-7": "recording", "e-8": "paused"])
  }
}
