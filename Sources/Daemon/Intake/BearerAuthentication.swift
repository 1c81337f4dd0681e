import Model

/// `Authorization: Bearer TOKEN` (RFC 6750).
struct BearerAuthentication: Sendable {
  private let accepted: AcceptedSecrets

  init(tokens: [Secret]) { accepted = AcceptedSecrets(tokens) }

  func verdict(header: Authentication.HeaderLookup) -> Authentication.Verdict {
    guard let token = header("authorization").flatMap({ Authentication.credentials(in: $0, scheme: "bearer") }) else {
      return .refused("no bearer token")
    }
    return accepted.contain(Array(token.utf8)) ? .passed : .refused("the bearer token is not accepted")
  }
}

extension Authentication {
  /// What follows the scheme in an `Authorization` header; nil when it is another scheme. Its case does not matter (RFC 9110).
  static func credentials(in value: String, scheme: String) -> String? {
    let parts = value.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
    guard parts.count == 2, parts[0].lowercased() == scheme else { return nil }
    return String(parts[1].drop { $0 == " " })
  }
}
