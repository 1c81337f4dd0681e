import Model
import Native
import Testing

@testable import Simulator

/// Drives a world by hand: with its own clock, and tokens already there.
struct WorldDriver {
  var world = World()
  var now = Moment(wallMicroseconds: 1_774_000_000_000_123, microseconds: 5_000_000)

  init(_ setUp: String = "{}") throws {
    try control("POST", "/world", setUp)
  }

  mutating func pass(_ span: Span) { now = now + span }

  /// Asks a platform, with a token of its own.
  mutating func call(_ method: String, _ target: String, _ body: String = "") throws -> HTTPResponse {
    try #require(try react(method, target, body).response)
  }

  mutating func react(_ method: String, _ target: String, _ body: String = "") throws -> World.Reaction {
    send(method, target, body, authorization: try authorization(for: target))
  }

  private mutating func authorization(for target: String) throws -> String {
    if GenesysOrganization.owns(target) { return "Bearer \(try world.genesys.tokens.issue(to: "k", secret: "s", at: now))" }
    if CXoneTenant.owns(target) { return "Bearer \(try world.cxone.tokens.issue(to: "k", secret: "s", at: now))" }
    return "Basic \(Base64.encode(Array("k:s".utf8)))"
  }

  mutating func send(_ method: String, _ target: String, _ body: String = "", authorization: String? = nil) -> World.Reaction {
    let parts = target.split(separator: "?", maxSplits: 1)
    var headers = [HTTPHeader("content-type", "application/json")]
    if let authorization { headers.append(HTTPHeader("authorization", authorization)) }
    let request = WireRequest(
      method: method, path: String(parts[0]), query: parts.count > 1 ? String(parts[1]) : nil, headers: headers, body: Array(body.utf8))
    return world.react(to: request, at: now)
  }

  /// Uses one of the simulator's own endpoints, which must succeed.
  @discardableResult mutating func control(_ method: String, _ target: String, _ body: String = "") throws -> HTTPResponse {
    let response = try #require(send(method, target, body).response)
    #expect(response.status < 300, "\(method) \(target): \(String(decoding: response.body, as: UTF8.self))")
    return response
  }

  /// The states of the screens, by participant or recording.
  mutating func screens() throws -> [String: String] {
    let rows = try #require(try control("GET", "/recordings").json().elements)
    var states: [String: String] = [:]
    for row in rows where row["kind"]?.string == "screen" {
      states[row["participant"]?.string ?? row["recording"]?.string ?? ""] = row["state"]?.string
    }
    return states
  }
}

extension HTTPResponse {
  func json() throws -> JSONValue { try JSONDocument(body).root }
}
