import Model
import Native

/// What a purged range leaves (G6): the hash before it and its last one, so that the chain still leads across, signed so that nobody
/// else can take entries away in this manner.
struct Stub: Hashable, Sendable {
  var first: Int64
  var last: Int64
  /// The hash of the entry before the first, and of the last.
  var before: [UInt8]
  var after: [UInt8]
  /// Empty without a signing key.
  var signature: [UInt8] = []

  func isSigned(by key: Ed25519.PublicKey) -> Bool { key.verifies(signature, of: message) }

  mutating func sign(with key: Ed25519.PrivateKey) throws { signature = try key.sign(message) }

  private var message: [UInt8] {
    var canonical = CanonicalBytes()
    canonical.append("hushd purge")
    canonical.append(first)
    canonical.append(last)
    canonical.append(before)
    canonical.append(after)
    return canonical.bytes
  }
}
