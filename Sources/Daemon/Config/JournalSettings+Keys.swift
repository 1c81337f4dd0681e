import Journal
import Model
import Native

extension JournalSettings {
  /// Fetches the keys that protect the journal.
  func keys(environment: Environment.Lookup) throws(ConfigurationError) -> JournalKeys {
    var keys = JournalKeys()
    if let signingKey { keys.signing = try signingKey.key(environment: environment) { secret in try Ed25519.PrivateKey(secret) } }
    keys.sealing = try sealingKeys(environment: environment)
    return keys
  }
}

extension JournalSettings {
  func sealingKeys(environment: Environment.Lookup) throws(ConfigurationError) -> [SealingKey] {
    var keys: [SealingKey] = []
    for reference in encryptionKeys { keys.append(try reference.key(environment: environment) { secret in try SealingKey(secret) }) }
    return keys
  }
}

extension Configuration {
  /// The journal for a command that reads it.
  func openJournal(environment: Environment.Lookup = Environment.value) throws -> sending any JournalReader {
    try SQLiteJournal.reader(path: journalFile, sealing: readingKeys(environment: environment))
  }

  /// What a command that reads can open the journal with. Whoever cannot get at the key can still read what is not encrypted.
  func readingKeys(environment: Environment.Lookup = Environment.value) -> [SealingKey] {
    (try? journal.sealingKeys(environment: environment)) ?? []
  }

  /// Where no key opens the journal because none could be fetched, that is what the operator has to mend.
  package func explaining(_ error: any Error) -> any Error {
    guard (error as? JournalError)?.code == .sealed else { return error }
    do throws(ConfigurationError) { _ = try journal.sealingKeys(environment: Environment.value) } catch let reason { return reason }
    return error
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
