import Model
import Platforms

/// Where events come from and how they are to be read.
package struct SourceSettings: Hashable, Sendable {
  /// Where its senders post, and how they show who they are.
  package struct HTTP: Hashable, Sendable {
    package var path: String
    /// Any one that passes is enough; empty means everybody may post.
    package var auth: [AuthenticationSettings]

    package init(path: String, auth: [AuthenticationSettings] = []) {
      self.path = path
      self.auth = auth
    }
  }

  package var format: EventFormat
  /// Whose events these are, and how they differ from the vendor's own.
  package var identity: SourceIdentity
  package var http: HTTP?
  package var spoolDirectory: String?

  package init(format: EventFormat, identity: SourceIdentity) {
    self.format = format
    self.identity = identity
  }

  package init(name: String, format: EventFormat, platform: String, system: String) {
    let origin = "\(format.rawValue):\(system)"
    self.init(format: format, identity: SourceIdentity(name: name, origin: origin, system: system, platform: platform))
  }

  package var name: String { identity.name }
}

/// One way for a sender to show that it may post.
package enum AuthenticationSettings: Hashable, Sendable {
  case standardWebhooks(secrets: [SecretReference], tolerance: Span)
  case bearer(tokens: [SecretReference])
  case apiKey(header: String, keys: [SecretReference])
  case basic(user: String, password: SecretReference)
}
