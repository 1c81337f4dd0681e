import Model
import Platforms
import Testing

@Suite("Tokens: asked for and read in the vendors' own ways")
struct TokenTests {
  private static let now = Timestamp(milliseconds: 1_774_000_800_000)
  private static let genesys = recipe(GenesysCloud.usual(.participant).credential)
  private static let cxone = recipe(CXoneScreen.usual.credential)

  private static func recipe(_ credential: Credential) -> TokenRecipe? {
    guard case .token(let recipe) = credential else { return nil }
    return recipe
  }

  private func refusal(_ recipe: TokenRecipe?, _ response: HTTPResponse) throws -> TokenRefusal {
    let recipe = try #require(recipe)
    return try #require(#expect(throws: TokenRefusal.self) { try recipe.read(response, for: "p", at: TokenTests.now) })
  }

  @Test("Genesys: form and Basic")
  func genesysRequest() throws {
    let request = try #require(TokenTests.genesys?.request())
    #expect(request.line == "POST https://login.test/oauth/token")
    #expect(request.text == "grant_type=client_credentials")
    #expect(request.headers.contains(HTTPHeader("Authorization", "Basic aWQ6czplL2M=")))
    #expect(request.headers.contains(HTTPHeader("Content-Type", "application/x-www-form-urlencoded")))
  }

  @Test("CXone: JSON, over HTTP/1.1")
  func cxoneRequest() throws {
    let request = try #require(TokenTests.cxone?.request())
    #expect(request.line == "POST https://login.test/authentication/v1/token/access-key")
    #expect(request.text == #"{"accessKeyId":"id=","accessKeySecret":"\"s"}"#)
    #expect(request.forcesHTTP1)
  }

  @Test(
    "the names vary",
    arguments: [
      (#"{"access_token":"T","token_type":"bearer","expires_in":86399}"#, Span.seconds(86_399)),
      (#"{"accessToken":"T","expiresIn":"3600"}"#, .seconds(3600)), (#"{"token":"T"}"#, .minutes(30)),
      (#"{"token":"T","expires_in":-5}"#, .minutes(30)), (#"{"token":"T","expires_in":1e300}"#, .days(30)),
    ])
  func tokens(body: String, lifetime: Span) throws {
    let token = try #require(TokenTests.cxone).read(HTTPResponse(200, body), for: "p", at: TokenTests.now)
    #expect(token.authorization == HTTPHeader("Authorization", "Bearer T"))
    #expect(token.lifetime == lifetime)
  }

  @Test("a JSON web token says itself when it expires")
  func jwt() throws {
    // {"exp":1774001400}: ten minutes from now.
    let body = #"{"access_token":"e30.eyJleHAiOjE3NzQwMDE0MDB9.c2ln"}"#
    #expect(try #require(TokenTests.cxone).read(HTTPResponse(200, body), for: "p", at: TokenTests.now).lifetime == .minutes(10))
  }

  @Test(
    "a refusal says what to check, and that repeating is of no use",
    arguments: [
      (
        400, #"{"error":"invalid_client","description":"client not found","error_description":"x"}"#,
        "invalid_client: client not found", "check clientID and the region"
      ),
      (
        401, #"{"error":"invalid_client","error_description":"authentication failed"}"#, "invalid_client: authentication failed",
        "check clientSecret"
      ),
      (400, #"{"error":"unauthorized_client"}"#, "unauthorized_client", "set the grant type Client Credentials for the OAuth client"),
      (403, "", "HTTP 403", "check clientID and clientSecret"),
    ])
  func refusals(status: Int, body: String, said: String, hint: String) throws {
    let refusal = try refusal(TokenTests.genesys, HTTPResponse(status, body))
    #expect(refusal.message == "Genesys refused the client credentials (\(said)): \(hint) of platform p")
    #expect(!refusal.isRetryable)
    #expect(try self.refusal(TokenTests.cxone, HTTPResponse(status, body)).message.hasPrefix("CXone refused the access key (\(said)): "))
  }

  @Test("what may pass is tried again")
  func retryable() throws {
    let throttled = try refusal(TokenTests.genesys, HTTPResponse(429, "", [HTTPHeader("Retry-After", "9")]))
    #expect(throttled.isRetryable && throttled.retryAfter == .seconds(9))
    #expect(try refusal(TokenTests.genesys, HTTPResponse(503, "<html>")).isRetryable)
    #expect(try refusal(TokenTests.genesys, HTTPResponse(404, "")).message.contains("check the login address"))
  }

  @Test(
    "a 2xx without a token that fits a header is a refusal",
    arguments: [
      "", "<html>", "{}", #"{"access_token":5}"#, #"{"access_token":""}"#, #"{"access_token":"a\r\nX: y"}"#,
    ])
  func unreadable(body: String) throws {
    #expect(try refusal(TokenTests.genesys, HTTPResponse(200, body)).message.hasPrefix("Genesys answered without a readable token"))
  }

  @Test("no secret shows itself")
  func secrecy() {
    #expect(!"\(GenesysCloud.usual(.participant))".contains("s:e/c"))
    #expect(!String(reflecting: CXoneScreen.usual).contains("id="))
  }
}
