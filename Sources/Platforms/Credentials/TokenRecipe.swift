import Model

/// How a token is asked for and its answer read; keeping and renewing it is the caller's.
package enum TokenRecipe: Hashable, Sendable {
  case clientCredentials(ClientCredentials)
  case accessKey(AccessKey)

  /// The call that asks for a token.
  package func request() -> HTTPRequest {
    switch self {
    case .clientCredentials(let recipe): recipe.request()
    case .accessKey(let recipe): recipe.request()
    }
  }

  /// The token in an answer, or why that platform has none.
  package func read(_ response: HTTPResponse, for platform: String, at now: Timestamp) throws(TokenRefusal) -> Token {
    switch self {
    case .clientCredentials(let recipe): try recipe.read(response, for: platform, at: now)
    case .accessKey(let recipe): try recipe.read(response, for: platform, at: now)
    }
  }
}

/// A bearer token and how long it holds from now.
package struct Token: Hashable, Sendable {
  package let secret: Secret
  package let lifetime: Span

  package init(secret: Secret, lifetime: Span) {
    self.secret = secret
    self.lifetime = lifetime
  }

  /// The header that carries it.
  package var authorization: HTTPHeader { HTTPHeader("Authorization", "Bearer \(secret.revealText())") }
}

/// Why there is no token, in words for the operator.
package struct TokenRefusal: Error, Hashable, CustomStringConvertible {
  package let message: String
  /// False when only the operator can mend it.
  package let isRetryable: Bool
  package let retryAfter: Span?

  package init(_ message: String, isRetryable: Bool, retryAfter: Span? = nil) {
    self.message = message
    self.isRetryable = isRetryable
    self.retryAfter = retryAfter
  }

  package var description: String { message }
}
