import FoundationEssentials
import Model

/// How a platform's requests are authorised. SigV4 is not here: the request itself says so.
package enum Credential: Hashable, Sendable {
  case none
  /// A header that never changes: a key, Basic, a static bearer.
  case header(name: String, value: Secret)
  /// A token that is asked for, kept and renewed. Equal recipes share one token.
  case token(TokenRecipe)

  /// A user and a password that never change.
  package static func basic(user: String, password: Secret) -> Credential {
    .header(name: "Authorization", value: Secret("Basic " + base64(Array(user.utf8), password)))
  }

  /// A token that never changes.
  package static func bearer(_ token: Secret) -> Credential {
    .header(name: "Authorization", value: Secret("Bearer " + token.revealText()))
  }

  /// What Basic puts behind its name.
  static func base64(_ user: [UInt8], _ password: Secret) -> String {
    Data(user + [UInt8(ascii: ":")] + password.reveal()).base64EncodedString()
  }
}
