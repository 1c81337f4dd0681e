import Model
import Native
import Testing

@testable import Simulator

/// The same world over real sockets.
@Suite struct SimulatorTests {
  private let simulator: Simulator
  private let base: String

  init() throws {
    var options = SimulatorOptions()
    try options.set(.world, #"{"conversations": [{"id": "c1", "participants": [{"id": "p1", "userId": "u1"}]}]}"#)
    simulator = try Simulator(options.world, listen: options.listen)
    base = simulator.addresses[0]
  }

  private func fetch(_ method: String, _ path: String, _ body: String = "", _ headers: [HTTPHeader] = []) -> HTTPResult {
    HTTPClient.fetch(HTTPRequest(method: method, url: base + path, headers: headers, body: Array(body.utf8)), timeout: .seconds(10))
  }

  private func response(_ result: HTTPResult) throws -> HTTPResponse {
    guard case .response(let response) = result else { throw Unanswered(result: result) }
    return response
  }

  private struct Unanswered: Error {
    let result: HTTPResult
  }

  private func authorization() throws -> HTTPHeader {
    let form = HTTPHeader("Content-Type", "application/x-www-form-urlencoded")
    let basic = HTTPHeader("Authorization", "Basic \(Base64.encode(Array("id:secret".utf8)))")
    let token = try response(fetch("POST", "/oauth/token", "grant_type=client_credentials", [form, basic])).json()["access_token"]?.string
    return HTTPHeader("Authorization", "Bearer \(try #require(token))")
  }

  @Test func `A screen is paused over HTTP`() throws {
    defer { simulator.stop() }
    let token = try authorization()
    #expect(try response(fetch("PUT", "/api/v2/conversations/c1/participants/p1/screenrecording/pause", "", [token])).status == 202)
    let shown = try response(fetch("GET", "/api/v2/conversations/c1", "", [token]))
    #expect(try shown.json().at(pointer: "/participants/0/screenRecordingState")?.string == "paused")
    #expect(shown["inin-ratelimit-count"] == "2")
    let calls = try #require(try response(fetch("GET", "/calls")).json().elements)
    #expect(calls.count == 3)
  }

  @Test func `A cut connection gets no answer, but may have had its effect`() throws {
    defer { simulator.stop() }
    let token = try authorization()
    _ = fetch("POST", "/faults", #"{"match": {"path": "/api/v2/*/pause"}, "applyThenDrop": true}"#)
    let result = fetch("PUT", "/api/v2/conversations/c1/participants/p1/screenrecording/pause", "", [token])
    guard case .lost = result else { throw Unanswered(result: result) }
    let rows = try #require(try response(fetch("GET", "/recordings")).json().elements)
    #expect(rows[1]["state"]?.string == "paused")
  }

  @Test func `Answers are delayed side by side, and others do not wait for them`() throws {
    defer { simulator.stop() }
    let token = try authorization()
    _ = fetch("POST", "/faults", #"{"match": {"path": "/api/v2/", "times": 8}, "delay": "200ms"}"#)
    let client = HTTPClient()
    let start = Clock.live.microseconds()
    for id in 0..<8 {
      client.submit(
        HTTPRequest(method: "GET", url: "\(base)/api/v2/conversations/c1", headers: [token]), id: UInt64(id), timeout: .seconds(10))
    }
    _ = client.run(waitingAtMost: .zero)
    #expect(try response(fetch("GET", "/tokens")).status == 200)
    var answered = 0
    while answered < 8 {
      let finished = client.run(waitingAtMost: .seconds(10))
      guard !finished.isEmpty else { break }
      answered += finished.count
    }
    let took = Clock.live.microseconds() - start
    #expect(answered == 8)
    #expect(took >= 200_000)
    #expect(took < 8 * 200_000, "one after the other it would take 1.6 s")
  }

  @Test func `It stops while answers wait`() throws {
    let token = try authorization()
    _ = fetch("POST", "/faults", #"{"match": {"path": "/api/v2/"}, "delay": "1h"}"#)
    let client = HTTPClient()
    client.submit(HTTPRequest(method: "GET", url: "\(base)/api/v2/conversations/c1", headers: [token]), id: 1, timeout: .seconds(10))
    while try response(fetch("GET", "/calls")).json().elements?.count != 2 { _ = client.run(waitingAtMost: .milliseconds(1)) }
    simulator.stop()
    #expect(client.run(waitingAtMost: .seconds(10)).count == 1)
  }
}
