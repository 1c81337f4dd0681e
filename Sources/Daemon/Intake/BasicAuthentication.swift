import Model
import Native

/// `Authorization: Basic` (RFC 7617).
struct BasicAuthentication: Sendable {
  private let accepted: AcceptedSecrets

  init(user: String, password: Secret) {
    accepted = AcceptedSecrets([Secret(Array("\(user):".utf8) + password.reveal())])
  }

  func verdict(header: Authentication.HeaderLookup) -> Authentication.Verdict {
    guard let encoded = header("authorization").flatMap({ Authentication.credentials(in: $0, scheme: "basic") }) else {
      return .refused("no basic credentials")
    }
    guard let shown = Base64.decode(encoded) else { return .refused("the basic credentials are not base64") }
    return accepted.contain(shown) ? .passed : .refused("the user or the password is not accepted")
  }
}
