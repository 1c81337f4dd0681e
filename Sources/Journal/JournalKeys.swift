import Model
import Native

/// The keys that protect a journal; without any it is unsigned and plain.
package struct JournalKeys: Sendable {
  /// Signs checkpoints and the stubs of what was purged (G6).
  package var signing: Ed25519.PrivateKey?
  /// Encrypt the bodies: what is written is written under the first, and any of them opens.
  package var sealing: [SealingKey]

  package init(signing: Ed25519.PrivateKey? = nil, sealing: [SealingKey] = []) {
    self.signing = signing
    self.sealing = sealing
  }
}
