import Daemon
import Model
import Testing

/// Standard Webhooks, against the example of its own libraries' tests.
struct AuthenticationWebhooksTests {
  private static let key = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
  private static let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
  private static let time = "1614265330"
  private static let body = "{\"test\": 2432232314}"
  private static let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

  private func verdict(
    keys: [String] = [key], id: String? = id, time: String? = time, signature: String? = signature, body: String = body, late: Int64 = 0
  ) throws -> Authentication.Verdict {
    let secrets = keys.map { SecretReference(.given(Secret($0))) }
    let authentication = try Authentication([.standardWebhooks(secrets: secrets, tolerance: .minutes(5))], environment: { _ in nil })
    let headers = ["webhook-id": id, "webhook-timestamp": time, "webhook-signature": signature]
    let now = Timestamp(milliseconds: (1_614_265_330 + late) * 1000)
    return authentication.verdict(body: Array(body.utf8), at: now) { headers[$0] ?? nil }
  }

  @Test("the libraries' example", arguments: [key, "whsec_\(key)"])
  func vector(key: String) throws { #expect(try verdict(keys: [key]) == .passed) }

  @Test("padded and unpadded secrets are one key")
  func padding() throws {
    let signed = try #require(StandardWebhooks.Key(Secret("whsec_c2VjcmV0LW9mLTI1LWJ5dGVzLWFiY2Rl"))).self
    let now = Timestamp(milliseconds: 1_614_265_330_000)
    let headers = StandardWebhooks(keys: [signed]).headers(id: "m", at: now, body: Array(Self.body.utf8))
    #expect(headers.map(\.name) == ["webhook-id", "webhook-timestamp", "webhook-signature"])
    #expect(StandardWebhooks.Key(Secret("c2VjcmV0IQ==")) == StandardWebhooks.Key(Secret("whsec_c2VjcmV0IQ")))
    #expect(StandardWebhooks.Key(Secret("whsec_")) == nil)
  }

  @Test("what a sender signs with both keys, a receiver with either takes")
  func rotation() throws {
    let keys = ["c2VjcmV0LW9uZQ==", "c2VjcmV0LXR3bw=="]
    let sender = StandardWebhooks(keys: keys.compactMap { StandardWebhooks.Key(Secret($0)) })
    let headers = sender.headers(id: "m", at: Timestamp(milliseconds: 1_614_265_330_999), body: Array(Self.body.utf8))
    for key in keys {
      #expect(try verdict(keys: ["b3RoZXI=", key], id: "m", time: headers[1].value, signature: headers[2].value) == .passed)
    }
    #expect(try verdict(keys: ["b3RoZXI="], id: "m", time: headers[1].value, signature: headers[2].value) != .passed)
  }

  @Test(
    "bad entries and unknown versions before a good one are passed over",
    arguments: [
      "v1a,xxxx \(signature)", "nonsense \(signature)", "v1,%%% \(signature)", "v1, \(signature)", "v2,\(signature)  \(signature)",
    ])
  func passedOver(value: String) throws { #expect(try verdict(signature: value) == .passed) }

  @Test(
    "no good signature",
    arguments: ["", "v1,", "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "v1,AAAA", "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="])
  func wrong(value: String) throws { #expect(try verdict(signature: value) == .refused("no webhook-signature fits the body")) }

  @Test("the body is signed as it came, byte for byte")
  func rawBody() throws {
    #expect(try verdict(body: "{\"test\":2432232314}") == .refused("no webhook-signature fits the body"))
    #expect(try verdict(id: "msg_other") == .refused("no webhook-signature fits the body"))
    #expect(try verdict(time: "1614265331") == .refused("no webhook-signature fits the body"))
  }

  @Test("the tolerance holds both ways")
  func tolerance() throws {
    #expect(try verdict(late: 300) == .passed)
    #expect(try verdict(late: 301) == .refused("webhook-timestamp is older than 5m"))
    #expect(try verdict(late: -300) == .passed)
    #expect(try verdict(late: -400) == .refused("webhook-timestamp is more than 5m ahead"))
  }

  @Test(
    "only whole seconds are a timestamp",
    arguments: ["1614265330.0", "+1614265330", " 1614265330", "1614265330 ", "1e9", "", "-1", "9999999999999", "٣"])
  func timestamp(text: String) throws {
    #expect(try verdict(time: text) == .refused("webhook-timestamp is not a whole number of seconds"))
  }

  @Test("a missing header")
  func missing() throws {
    #expect(try verdict(id: nil) == .refused("no webhook signature"))
    #expect(try verdict(time: nil) == .refused("no webhook signature"))
    #expect(try verdict(signature: nil) == .refused("no webhook signature"))
  }
}
