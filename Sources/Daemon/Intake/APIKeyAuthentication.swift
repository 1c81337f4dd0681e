import Model

/// A key in a header of its own, as EventBridge API destinations send it.
struct APIKeyAuthentication: Sendable {
  private let name: String
  private let accepted: AcceptedSecrets

  init(header: String, keys: [Secret]) {
    name = header.lowercased()
    accepted = AcceptedSecrets(keys)
  }

  func verdict(header: Authentication.HeaderLookup) -> Authentication.Verdict {
    guard let key = header(name) else { return .refused("no \(name)") }
    return accepted.contain(Array(key.utf8)) ? .passed : .refused("the \(name) is not accepted")
  }
}
