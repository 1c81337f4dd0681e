import Model
import Native

/// Secrets any of which a sender may show.
struct AcceptedSecrets: Sendable {
  private let digests: [[UInt8]]

  init(_ secrets: [Secret]) { digests = secrets.map { SHA256.digest($0.reveal()) } }

  /// Compares digests, and all of them: the time tells neither the length of a secret nor which one it was.
  func contain(_ shown: [UInt8]) -> Bool {
    let digest = SHA256.digest(shown)
    var isFound = false
    for accepted in digests where isEqualInConstantTime(accepted, digest) { isFound = true }
    return isFound
  }
}
