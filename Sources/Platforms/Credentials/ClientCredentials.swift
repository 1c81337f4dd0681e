import Model

/// OAuth's grant for services: an id and a secret for a token. Genesys Cloud's holds for about a day.
package struct ClientCredentials: Hashable, Sendable {
  private let url: String
  private let basic: Secret
  private let form: String
  private let answer: TokenAnswer

  /// Genesys Cloud's.
  package init(login: String, clientID: Secret, clientSecret: Secret) {
    url = URLText.base(login) + "/oauth/token"
    basic = Secret(Credential.base64(clientID.reveal(), clientSecret))
    form = "grant_type=client_credentials"
    let grant = "set the grant type Client Credentials for the OAuth client"
    answer = TokenAnswer(
      vendor: "Genesys", refused: "the client credentials", hint: "check clientID and clientSecret",
      hints: [
        "400 invalid_client": "check clientID and the region", "401 invalid_client": "check clientSecret", "invalid_grant": grant,
        "unauthorized_client": grant, "unsupported_grant_type": grant,
      ])
  }

  /// Anybody's, as RFC 6749 has it: both halves are form-encoded before they are joined.
  package init(tokenURL: String, clientID: Secret, clientSecret: Secret, scope: String?) {
    url = tokenURL
    let id = URLText.encoded(clientID.revealText())
    basic = Secret(Credential.base64(Array(id.utf8), Secret(URLText.encoded(clientSecret.revealText()))))
    form = "grant_type=client_credentials" + (scope.map { "&scope=\(URLText.encoded($0))" } ?? "")
    answer = TokenAnswer(vendor: tokenURL, refused: "the client credentials", hint: "check clientID, clientSecret and scope under auth")
  }

  func request() -> HTTPRequest {
    HTTPRequest(
      method: "POST", url: url,
      headers: [
        HTTPHeader("Authorization", "Basic \(basic.revealText())"), HTTPHeader("Content-Type", "application/x-www-form-urlencoded"),
        HTTPHeader("Accept", "application/json"),
      ],
      body: Array(form.utf8))
  }

  func read(_ response: HTTPResponse, for platform: String, at now: Timestamp) throws(TokenRefusal) -> Token {
    try answer.read(response, for: platform, at: now)
  }
}
