import Model
import Native

/// Shows what a source asks of its senders; of several ways the first.
enum SenderAuthentication {
  case none
  case header(HTTPHeader)
  case standardWebhooks(StandardWebhooks)

  init(_ settings: [AuthenticationSettings], environment: Environment.Lookup) throws(ConfigurationError) {
    switch settings.first {
    case nil: self = .none
    case .standardWebhooks(let references, _):
      var keys: [StandardWebhooks.Key] = []
      for reference in references { keys.append(try reference.webhookKey(environment: environment)) }
      self = .standardWebhooks(StandardWebhooks(keys: keys))
    case .bearer(let tokens):
      self = .header(HTTPHeader("Authorization", "Bearer \(try Self.first(tokens, environment))"))
    case .apiKey(let name, let keys):
      self = .header(HTTPHeader(name, try Self.first(keys, environment)))
    case .basic(let user, let password):
      let credentials = Array("\(user):".utf8) + (try password.resolve(environment: environment)).reveal()
      self = .header(HTTPHeader("Authorization", "Basic \(Base64.encode(credentials))"))
    }
  }

  func headers(body: [UInt8], at now: Timestamp) -> [HTTPHeader] {
    switch self {
    case .none: []
    case .header(let header): [header]
    case .standardWebhooks(let webhooks): webhooks.headers(id: "msg_\(SystemRandom.hexadecimal(bytes: 16))", at: now, body: body)
    }
  }

  /// The configuration refuses an empty list of secrets.
  private static func first(_ references: [SecretReference], _ environment: Environment.Lookup) throws(ConfigurationError) -> String {
    guard let reference = references.first else { return "" }
    return try reference.resolve(environment: environment).revealText()
  }
}
