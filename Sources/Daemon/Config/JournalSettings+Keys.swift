import Journal
import Model
import Native

extension JournalSettings {
  /// Fetches the keys that protect the journal.
  func keys(environment: Environment.Lookup) throws(ConfigurationError) -> JournalKeys {
    var keys = JournalKeys()
    if let signingKey { keys.signing = try signingKey.key(environment: environment) { secret in try Ed25519.PrivateKey(secret) } }
    return keys
  }
}

extension SecretReference {
  /// The secret as a key; what is none is reported where the reference stands.
  fileprivate func key<Key>(environment: Environment.Lookup, _ read: (Secret) throws -> Key) throws(ConfigurationError) -> Key {
    let secret = try resolve(environment: environment)
    do {
      return try read(secret)
    } catch {
      throw ConfigurationError([.init(file: file, path: path, "\(error)")])
    }
  }
}
