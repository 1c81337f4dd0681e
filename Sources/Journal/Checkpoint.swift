import Model
import Native

/// A signed statement that the journal up to an entry was this (G6): whoever rewrites what it covers cannot sign anew.
package struct Checkpoint: Hashable, Sendable {
  /// The last entry it covers, and that entry's hash.
  package var seq: Int64
  package var hash: [UInt8]
  /// When it was signed: what is much older than the first checkpoint over it was not signed when it was written.
  package var at: Timestamp
  /// Which key signed, as its fingerprint.
  package var key: String
  var signature: [UInt8]

  /// Signs everything before the entry that is to hold the checkpoint.
  init(over head: JournalHead, at moment: Timestamp, with key: Ed25519.PrivateKey) throws {
    seq = head.seq
    hash = head.hash
    at = moment
    self.key = key.publicKey.fingerprint
    signature = []
    signature = try key.sign(message)
  }

  /// Reads what `arguments` wrote; nil for an act that is no complete checkpoint.
  init?(_ act: Act, at moment: Timestamp) {
    func argument(_ name: String) -> String { act.arguments[name] ?? "" }
    guard act.kind == .checkpoint, let seq = Int64(argument("seq")), let hash = Hex.decode(argument("hash")),
      let signature = Hex.decode(argument("signature"))
    else { return nil }
    self.seq = seq
    self.hash = hash
    at = moment
    key = argument("key")
    self.signature = signature
  }

  var arguments: [String: String] {
    ["seq": "\(seq)", "hash": Hex.encode(hash), "key": key, "signature": Hex.encode(signature)]
  }

  func isSigned(by key: Ed25519.PublicKey) -> Bool { key.verifies(signature, of: message) }

  private var message: [UInt8] {
    var canonical = CanonicalBytes()
    canonical.append("hushd checkpoint")
    canonical.append(seq)
    canonical.append(hash)
    canonical.append(at.milliseconds)
    return canonical.bytes
  }
}
