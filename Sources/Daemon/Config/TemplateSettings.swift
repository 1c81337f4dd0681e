import Model
import Platforms

/// A recorder described by the operator: its calls as templates, and how they are authorised.
package struct TemplateSettings: Hashable, Sendable {
  package enum Authentication: Hashable, Sendable {
    case none
    case basic(user: String, password: SecretReference)
    case bearer(token: SecretReference)
    case header(name: String, value: SecretReference)
    case clientCredentials(tokenURL: String, clientID: SecretReference, clientSecret: SecretReference, scope: String?)
  }

  package var authentication: Authentication
  package var calls: TemplateRecorder.Calls

  package init(authentication: Authentication = .none, calls: TemplateRecorder.Calls) {
    self.authentication = authentication
    self.calls = calls
  }
}

extension TemplateSettings.Authentication {
  func credential(environment: Environment.Lookup) throws(ConfigurationError) -> Credential {
    switch self {
    case .none: .none
    case .basic(let user, let password): .basic(user: user, password: try password.resolve(environment: environment))
    case .bearer(let token): .bearer(try token.resolve(environment: environment))
    case .header(let name, let value): .header(name: name, value: try value.resolve(environment: environment))
    case .clientCredentials(let tokenURL, let clientID, let clientSecret, let scope):
      .token(
        .clientCredentials(
          ClientCredentials(
            tokenURL: tokenURL, clientID: try clientID.resolve(environment: environment),
            clientSecret: try clientSecret.resolve(environment: environment), scope: scope)))
    }
  }
}
