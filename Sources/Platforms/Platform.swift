import Model

/// A vendor's API that can pause and resume recordings, as pure functions: a command in, a request out; an answer in, an outcome out.
package protocol Platform: Sendable {
  var traits: PlatformTraits { get }
  /// What every request is authorised with.
  var credential: Credential { get }

  /// The call for a command, without its authorization; nil when the platform cannot do it, or lacks an id it needs.
  func request(for command: Command) -> HTTPRequest?

  /// The permission or scope that a call for such a command needs, in the vendor's words.
  func permission(for kind: Command.Kind) -> String

  /// What an answer means. `now` only serves to read a `Retry-After` that is a date.
  func outcome(of response: HTTPResponse, to command: Command, at now: Timestamp) -> Outcome
}
