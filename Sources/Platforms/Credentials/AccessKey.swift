import Model

/// NICE CXone's access key of a back-end user: an id and a secret for a token of about an hour.
package struct AccessKey: Hashable, Sendable {
  private let login: String
  private let accessKeyID: Secret
  private let accessKeySecret: Secret

  package init(login: String, accessKeyID: Secret, accessKeySecret: Secret) {
    self.login = URLText.base(login)
    self.accessKeyID = accessKeyID
    self.accessKeySecret = accessKeySecret
  }

  func request() -> HTTPRequest {
    let body = JSONWriter.object { writer in
      writer.field("accessKeyId", accessKeyID.revealText())
      writer.field("accessKeySecret", accessKeySecret.revealText())
    }
    // HTTP/2 is reported broken at CXone's token endpoints.
    return HTTPRequest(
      method: "POST", url: login + "/authentication/v1/token/access-key",
      headers: [HTTPHeader("Content-Type", "application/json"), HTTPHeader("Accept", "application/json")], body: body,
      forcesHTTP1: true)
  }

  func read(_ response: HTTPResponse, for platform: String, at now: Timestamp) throws(TokenRefusal) -> Token {
    try TokenAnswer(
      vendor: "CXone", refused: "the access key", hint: "see that the key is active, and check accessKeyID and accessKeySecret"
    ).read(response, for: platform, at: now)
  }
}
