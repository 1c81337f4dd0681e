import FoundationEssentials
import Model
import Native
import Testing

@testable import Simulator

/// Over real HTTP, so that curl makes the signatures that are checked.
@Suite struct ConnectInstanceTests {
  private let simulator: Simulator

  init() throws {
    var options = SimulatorOptions()
    try options.set(.client, "AKIDEXAMPLE:wJalr/bPxRfi+EXAMPLE")
    simulator = try Simulator(options.world, listen: options.listen)
    for contact in ["{\"id\": \"first\"}", "{\"id\": \"second\", \"initialContact\": \"first\"}"] {
      _ = try send(HTTPRequest(method: "POST", url: "\(simulator.addresses[0])/connect-contacts", body: Array(contact.utf8)))
    }
  }

  private func send(_ request: HTTPRequest) throws -> HTTPResponse {
    guard case .response(let response) = HTTPClient.fetch(request, timeout: .seconds(10)) else { throw Unanswered() }
    return response
  }

  private struct Unanswered: Error {}

  private func call(_ verb: String, _ contact: String, initial: String, secret: String = "wJalr/bPxRfi+EXAMPLE") throws -> HTTPResponse {
    let body = #"{"InstanceId":"i","ContactId":"\#(contact)","InitialContactId":"\#(initial)"}"#
    return try send(
      HTTPRequest(
        method: "POST", url: "\(simulator.addresses[0])/contact/\(verb)-recording",
        headers: [HTTPHeader("Content-Type", "application/json"), HTTPHeader("X-Amz-Security-Token", "session token")],
        body: Array(body.utf8),
        signing: .sigV4(region: "eu-central-1", service: "connect", accessKeyID: "AKIDEXAMPLE", secretAccessKey: secret)))
  }

  @Test func `Only the live contact with its initial one is suspended, and once`() throws {
    defer { simulator.stop() }
    let first = try call("suspend", "second", initial: "first")
    #expect(first.status == 200)
    #expect(String(decoding: first.body, as: UTF8.self) == "{}")
    let again = try call("suspend", "second", initial: "first")
    #expect(again.status == 400)
    #expect(again["x-amzn-ErrorType"]?.hasPrefix("InvalidRequestException:") == true)
    #expect(try call("resume", "second", initial: "first").status == 200)
    #expect(try call("suspend", "second", initial: "second").status == 404)
    _ = try send(
      HTTPRequest(method: "POST", url: "\(simulator.addresses[0])/connect-contacts/first", body: Array(#"{"ended": true}"#.utf8)))
    #expect(try call("suspend", "first", initial: "first").status == 404)
  }

  @Test func `A signature that is missing or wrong is refused`() throws {
    defer { simulator.stop() }
    let wrong = try call("suspend", "first", initial: "first", secret: "other")
    #expect(wrong.status == 403)
    #expect(wrong["x-amzn-ErrorType"]?.hasPrefix("InvalidSignatureException") == true)
    let missing = try send(HTTPRequest(method: "POST", url: "\(simulator.addresses[0])/contact/suspend-recording"))
    #expect(missing.status == 403)
  }

  /// Curl's signatures are checked by ours in the tests above, and ours here by what AWS's own botocore made of the same requests.
  @Test func `Signatures are botocore's`() throws {
    defer { simulator.stop() }
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Simulator/sigv4.json")
    let vectors = try #require(try JSONDocument(Array(try Data(contentsOf: file))).root.elements)
    #expect(vectors.count == 3)
    for vector in vectors {
      let headers = vector["headers"]?.members.map { HTTPHeader($0.name, $0.value.string ?? "") } ?? []
      let secret = try #require(vector["secret"]?.string)
      var request = WireRequest(
        method: "POST", path: vector["path"]?.string ?? "", headers: headers, body: Array((vector["body"]?.string ?? "").utf8))
      let signature = try #require(SigV4(request, service: "connect"))
      #expect(signature.isRight(for: request, secret: secret, service: "connect"))
      #expect(!signature.isRight(for: request, secret: secret + "x", service: "connect"))
      request.body.append(0x20)
      #expect(!signature.isRight(for: request, secret: secret, service: "connect"))
    }
  }
}
