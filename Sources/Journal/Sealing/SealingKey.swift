import Model
import Native

/// The operator's key that wraps the journal's data keys.
package struct SealingKey: Hashable, Sendable {
  /// What is no such key.
  struct Unusable: Error, CustomStringConvertible {
    let description = "is no AES-256 key: it takes 32 bytes, as they are, in hexadecimal or in base64 (`openssl rand -hex 32`)"
  }

  private let secret: Secret
  /// Says which key it is, and nothing about it.
  package let fingerprint: String

  package init(_ secret: Secret) throws {
    let raw = secret.reveal()
    let text = String(decoding: raw.filter { $0 > 0x20 }, as: UTF8.self)
    let decoded = raw.count == AESGCM.keyByteCount ? raw : Hex.decode(text) ?? Base64.decode(text)
    guard let decoded, decoded.count == AESGCM.keyByteCount else { throw Unusable() }
    self.secret = Secret(decoded)
    fingerprint = Hex.encode(Array(HMACSHA256.authenticate(Array("hushd fingerprint".utf8), key: decoded).prefix(8)))
  }

  func wrap(_ key: [UInt8]) -> [UInt8] { Self.seal(key, under: secret.reveal()) }
  func unwrap(_ wrapped: [UInt8]) -> [UInt8]? { Self.open(wrapped, under: secret.reveal()) }

  /// A nonce of its own in front, the tag behind.
  static func seal(_ text: [UInt8], under key: [UInt8]) -> [UInt8] {
    let nonce = SystemRandom.bytes(AESGCM.nonceByteCount)
    let cipher = AESGCM(key: key)
    return nonce + cipher.seal(text, nonce: nonce)
  }

  static func open(_ sealed: [UInt8], under key: [UInt8]) -> [UInt8]? {
    let cipher = AESGCM(key: key)
    return cipher.open(Array(sealed.dropFirst(AESGCM.nonceByteCount)), nonce: Array(sealed.prefix(AESGCM.nonceByteCount)))
  }
}
