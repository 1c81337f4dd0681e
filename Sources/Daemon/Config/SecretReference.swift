import Model
import Native

/// Where a secret is to be found; what it is stays out of the configuration.
package struct SecretReference: Hashable, Sendable {
  /// Where it is kept.
  package enum Kind: Hashable, Sendable {
    /// A file of that name in `$CREDENTIALS_DIRECTORY`, as systemd passes credentials.
    case credential(String)
    case file(String)
    case environment(String)
    /// The secret itself: for configurations built in code, never read from a file.
    case given(Secret)
  }

  package var kind: Kind
  /// The file and key path that name it, for messages.
  package var file: String
  package var path: String

  package init(_ kind: Kind, file: String = "", path: String = "") {
    self.kind = kind
    self.file = file
    self.path = path
  }

  /// Fetches the secret; line ends at its end are not part of it.
  package func resolve(environment: Environment.Lookup) throws(ConfigurationError) -> Secret {
    switch kind {
    case .credential(let name):
      guard let directory = environment("CREDENTIALS_DIRECTORY") else {
        throw problem("$CREDENTIALS_DIRECTORY is not set, so there is no credential \(name)", "LoadCredential= in the unit sets it")
      }
      return try read("\(directory)/\(name)")
    case .file(let path):
      return try read(path)
    case .environment(let name):
      guard let text = environment(name) else { throw problem("the environment has no $\(name)", "or it is empty") }
      return Secret(text)
    case .given(let secret):
      return secret
    }
  }

  private func read(_ path: String) throws(ConfigurationError) -> Secret {
    let bytes: [UInt8]
    do {
      bytes = try FileSystem.read(path, atMost: Limits.secretBytesMax)
    } catch {
      throw problem("its secret cannot be read: \(error)", "the user hushd runs as must be able to read it")
    }
    let end = bytes.lastIndex { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    guard let end else { throw problem("its secret is empty", "in \(path)") }
    return Secret(Array(bytes[...end]))
  }

  private func problem(_ message: String, _ hint: String) -> ConfigurationError {
    ConfigurationError([.init(file: file, path: path, message, hint: hint)])
  }
}

extension Configuration {
  /// Looks at what every reference points to, and into the files of `http.tls`, as a start does, and throws all that is wrong.
  package func checkSecrets(environment: Environment.Lookup) throws(ConfigurationError) {
    var problems: [ConfigurationError.Problem] = []
    func check(_ use: () throws(ConfigurationError) -> Void) {
      do throws(ConfigurationError) { try use() } catch { problems += error.problems }
    }
    for reference in secrets { check { () throws(ConfigurationError) in _ = try reference.resolve(environment: environment) } }
    if problems.isEmpty {
      // They are there; some must have a form too.
      for source in sources {
        check { () throws(ConfigurationError) in _ = try Authentication(source.http?.auth ?? [], environment: environment) }
      }
    }
    check { () throws(ConfigurationError) in _ = try http.tls?.read() }
    guard problems.isEmpty else { throw ConfigurationError(problems) }
    _ = try journal.keys(environment: environment)
  }
}
