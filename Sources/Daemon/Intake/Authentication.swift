import Model

/// The ways in which a source's senders may show that they may post; any one that passes is enough.
package struct Authentication: Sendable {
  /// Whether a request may pass.
  package enum Verdict: Hashable, Sendable {
    case passed
    /// Why not, in words for the sender; they tell nothing of the secrets.
    case refused(String)
  }

  /// A header's value by its name in any case.
  package typealias HeaderLookup = (_ name: String) -> String?

  fileprivate enum Method: Sendable {
    case standardWebhooks(StandardWebhooks)
    case bearer(BearerAuthentication)
    case apiKey(APIKeyAuthentication)
    case basic(BasicAuthentication)
  }

  private let methods: [Method]

  /// Fetches the secrets; with no settings everybody passes, which the configuration allows on loopback only.
  package init(_ settings: [AuthenticationSettings], environment: Environment.Lookup) throws(ConfigurationError) {
    var methods: [Method] = []
    for setting in settings { methods.append(try Method(setting, environment: environment)) }
    self.methods = methods
  }

  /// Judges one request by its raw body.
  package func verdict(body: [UInt8], at now: Timestamp, header: HeaderLookup) -> Verdict {
    if methods.isEmpty { return .passed }
    var reasons: [String] = []
    for method in methods {
      switch method.verdict(body: body, at: now, header: header) {
      case .passed: return .passed
      case .refused(let reason): if !reasons.contains(reason) { reasons.append(reason) }
      }
    }
    return .refused(reasons.joined(separator: "; "))
  }
}

extension Authentication.Method {
  fileprivate init(_ settings: AuthenticationSettings, environment: Environment.Lookup) throws(ConfigurationError) {
    func resolve(_ references: [SecretReference]) throws(ConfigurationError) -> [Secret] {
      var secrets: [Secret] = []
      for reference in references { secrets.append(try reference.resolve(environment: environment)) }
      return secrets
    }
    switch settings {
    case .standardWebhooks(let references, let tolerance):
      var keys: [StandardWebhooks.Key] = []
      for reference in references { keys.append(try reference.webhookKey(environment: environment)) }
      self = .standardWebhooks(StandardWebhooks(keys: keys, tolerance: tolerance))
    case .bearer(let references):
      self = .bearer(BearerAuthentication(tokens: try resolve(references)))
    case .apiKey(let header, let references):
      self = .apiKey(APIKeyAuthentication(header: header, keys: try resolve(references)))
    case .basic(let user, let reference):
      self = .basic(BasicAuthentication(user: user, password: try reference.resolve(environment: environment)))
    }
  }

  fileprivate func verdict(body: [UInt8], at now: Timestamp, header: Authentication.HeaderLookup) -> Authentication.Verdict {
    switch self {
    case .standardWebhooks(let webhooks): webhooks.verdict(body: body, at: now, header: header)
    case .bearer(let bearer): bearer.verdict(header: header)
    case .apiKey(let apiKey): apiKey.verdict(header: header)
    case .basic(let basic): basic.verdict(header: header)
    }
  }
}

extension SecretReference {
  /// Its secret as a key of Standard Webhooks.
  package func webhookKey(environment: Environment.Lookup) throws(ConfigurationError) -> StandardWebhooks.Key {
    if let key = StandardWebhooks.Key(try resolve(environment: environment)) { return key }
    throw ConfigurationError([
      .init(file: file, path: path, "its secret is no Standard Webhooks secret", hint: "whsec_ and base64, say openssl rand -base64 32")
    ])
  }
}
