import Daemon
import Model
import Testing

struct AuthenticationTests {
  private static let now = Timestamp(milliseconds: 1_614_265_330_000)

  private func secret(_ text: String) -> SecretReference { SecretReference(.given(Secret(text))) }

  private func verdict(_ settings: [AuthenticationSettings], _ headers: [String: String], body: String = "") throws
    -> Authentication.Verdict
  {
    let authentication = try Authentication(settings, environment: { _ in nil })
    return authentication.verdict(body: Array(body.utf8), at: Self.now) { headers[$0] }
  }

  @Test("a bearer token, the scheme in any case")
  func bearer() throws {
    let settings = [AuthenticationSettings.bearer(tokens: [secret("old"), secret("new")])]
    #expect(try verdict(settings, ["authorization": "Bearer old"]) == .passed)
    #expect(try verdict(settings, ["authorization": "bearer  new"]) == .passed)
    #expect(try verdict(settings, ["authorization": "Bearer newer"]) == .refused("the bearer token is not accepted"))
    #expect(try verdict(settings, ["authorization": "Bearer ne"]) == .refused("the bearer token is not accepted"))
    #expect(try verdict(settings, ["authorization": "Basic new"]) == .refused("no bearer token"))
    #expect(try verdict(settings, ["authorization": "Bearer"]) == .refused("no bearer token"))
    #expect(try verdict(settings, [:]) == .refused("no bearer token"))
  }

  @Test("a key in a header of its own")
  func apiKey() throws {
    let settings = [AuthenticationSettings.apiKey(header: "X-Api-Key", keys: [secret("k1"), secret("k2")])]
    #expect(try verdict(settings, ["x-api-key": "k2"]) == .passed)
    #expect(try verdict(settings, ["x-api-key": "k3"]) == .refused("the x-api-key is not accepted"))
    #expect(try verdict(settings, [:]) == .refused("no x-api-key"))
  }

  @Test("user and password; the password may contain a colon")
  func basic() throws {
    let settings = [AuthenticationSettings.basic(user: "eventbridge", password: secret("pass:word"))]
    #expect(try verdict(settings, ["authorization": "Basic ZXZlbnRicmlkZ2U6cGFzczp3b3Jk"]) == .passed)
    #expect(
      try verdict(settings, ["authorization": "Basic ZXZlbnRicmlkZ2U6cGFzcw=="]) == .refused("the user or the password is not accepted"))
    #expect(try verdict(settings, ["authorization": "Basic §"]) == .refused("the basic credentials are not base64"))
    #expect(try verdict(settings, [:]) == .refused("no basic credentials"))
  }

  @Test("any one that passes is enough; none asked for lets everybody in")
  func any() throws {
    let settings = [AuthenticationSettings.bearer(tokens: [secret("t")]), .apiKey(header: "x-api-key", keys: [secret("k")])]
    #expect(try verdict(settings, ["x-api-key": "k"]) == .passed)
    #expect(try verdict(settings, ["authorization": "Bearer no"]) == .refused("the bearer token is not accepted; no x-api-key"))
    #expect(try verdict([], [:]) == .passed)
  }

  @Test("a secret that cannot be had stops the start")
  func unresolved() {
    #expect(throws: ConfigurationError.self) {
      try Authentication([.bearer(tokens: [SecretReference(.environment("NONE"))])], environment: { _ in nil })
    }
    #expect(throws: ConfigurationError.self) {
      try Authentication(
        [.standardWebhooks(secrets: [SecretReference(.given(Secret("whsk_x")))], tolerance: .minutes(5))], environment: { _ in nil })
    }
  }
}
