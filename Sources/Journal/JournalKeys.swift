import Model
import Native

/// The keys that protect a journal; without any it is plain and unsigned.
package struct JournalKeys: Sendable {
  /// Signs checkpoints and the stubs of what was purged (G6).
  package var signing: Ed25519.PrivateKey?

  package init(signing: Ed25519.PrivateKey? = nil) {
    self.signing = signing
  }
}
