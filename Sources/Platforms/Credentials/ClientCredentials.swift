import Model

/// Genesys Cloud's OAuth grant for services: an id and a secret for a token of about a day.
package struct ClientCredentials: Hashable, Sendable {
  private let login: String
  private let clientID: Secret
  private let clientSecret: Secret

  package init(login: String, clientID: Secret, clientSecret: Secret) {
    self.login = URLText.base(login)
    self.clientID = clientID
    self.clientSecret = clientSecret
  }

  func request() -> HTTPRequest {
    let basic = Credential.base64(clientID.reveal(), clientSecret)
    return HTTPRequest(
      method: "POST", url: login + "/oauth/token",
      headers: [
        HTTPHeader("Authorization", "Basic \(basic)"), HTTPHeader("Content-Type", "application/x-www-form-urlencoded"),
        HTTPHeader("Accept", "application/json"),
      ],
      body: Array("grant_type=client_credentials".utf8))
  }

  func read(_ response: HTTPResponse, at now: Timestamp) throws(TokenRefusal) -> Token {
    try TokenAnswer(
      vendor: "Genesys", refused: "the client credentials", hint: "check clientID, clientSecret and the role's Recording permissions"
    ).read(response, at: now)
  }
}
