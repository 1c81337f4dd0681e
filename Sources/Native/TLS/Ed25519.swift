import CGnuTLS
import Model

/// Ed25519 signatures (RFC 8032). Keys are held as their 32 bytes; GnuTLS sees them as the DER that RFC 8410 makes of them.
package enum Ed25519 {
  package static let keyByteCount = 32
  package static let signatureByteCount = 64

  /// What is no Ed25519 key.
  package struct KeyError: Error, CustomStringConvertible {
    package let description: String
  }

  package struct PrivateKey: Hashable, Sendable {
    private let seed: Secret
    package let publicKey: PublicKey

    /// Reads 32 raw bytes, those bytes in hexadecimal or base64, or PEM as `openssl genpkey -algorithm ed25519` writes it.
    package init(_ secret: Secret) throws(KeyError) {
      guard let seed = try rawKey(secret.reveal(), fromPEM: Ed25519.seed(ofPEM:)) else {
        throw KeyError(description: "is no Ed25519 private key: make one with `openssl genpkey -algorithm ed25519`")
      }
      self.seed = Secret(seed)
      publicKey = PublicKey(bytes: try Ed25519.publicBytes(ofSeed: seed))
    }

    package func sign(_ message: [UInt8]) throws(KeyError) -> [UInt8] {
      let key = try PrivateHandle.reading(privatePrefix + seed.reveal(), GNUTLS_X509_FMT_DER)
      return try key.sign(message)
    }
  }

  package struct PublicKey: Hashable, Sendable {
    package let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// Reads 32 raw bytes, those bytes in hexadecimal or base64, or PEM as `openssl pkey -pubout` writes it.
    package init(reading file: [UInt8]) throws(KeyError) {
      guard let bytes = try rawKey(file, fromPEM: Ed25519.publicBytes(ofPEM:)) else {
        throw KeyError(description: "is no Ed25519 public key: make it from the private one with `openssl pkey -pubout`")
      }
      self.bytes = bytes
    }

    /// Says which key it is, in a few letters.
    package var fingerprint: String { Hex.encode(Array(SHA256.digest(bytes).prefix(8))) }

    package func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
      guard signature.count == signatureByteCount, let key = try? PublicHandle.reading(publicPrefix + bytes, GNUTLS_X509_FMT_DER) else {
        return false
      }
      return key.verifies(signature, of: message)
    }
  }

  /// PKCS #8 of a private key up to the key itself.
  fileprivate static let privatePrefix: [UInt8] = [0x30, 0x2E, 2, 1, 0, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 4, 0x22, 4, 0x20]
  /// SubjectPublicKeyInfo up to the key itself.
  fileprivate static let publicPrefix: [UInt8] = [0x30, 0x2A, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 3, 0x21, 0]

  private static func rawKey(_ file: [UInt8], fromPEM read: ([UInt8]) throws(KeyError) -> [UInt8]) throws(KeyError) -> [UInt8]? {
    if file.count == keyByteCount { return file }
    if file.starts(with: "-----BEGIN".utf8) { return try read(file) }
    let text = String(decoding: file.filter { $0 > 0x20 }, as: UTF8.self)
    return (Hex.decode(text) ?? Base64.decode(text)).flatMap { $0.count == keyByteCount ? $0 : nil }
  }

  private static func seed(ofPEM text: [UInt8]) throws(KeyError) -> [UInt8] {
    try PrivateHandle.reading(text, GNUTLS_X509_FMT_PEM).raw().seed
  }
  private static func publicBytes(ofSeed seed: [UInt8]) throws(KeyError) -> [UInt8] {
    try PrivateHandle.reading(privatePrefix + seed, GNUTLS_X509_FMT_DER).raw().publicKey
  }
  private static func publicBytes(ofPEM text: [UInt8]) throws(KeyError) -> [UInt8] {
    try PublicHandle.reading(text, GNUTLS_X509_FMT_PEM).raw()
  }
}

/// Owns a GnuTLS private key.
@safe private struct PrivateHandle: ~Copyable {
  private let handle: gnutls_privkey_t

  private init() {
    var opened: gnutls_privkey_t?
    let result = unsafe gnutls_privkey_init(&opened)
    guard let opened = unsafe opened, result == 0 else { preconditionFailure("GnuTLS has no memory for a key (\(result))") }
    unsafe handle = opened
  }

  static func reading(_ bytes: [UInt8], _ format: gnutls_x509_crt_fmt_t) throws(Ed25519.KeyError) -> PrivateHandle {
    let key = PrivateHandle()
    let result = unsafe withDatum(bytes) { unsafe gnutls_privkey_import_x509_raw(key.handle, &$0, format, nil, 0) }
    try check(result)
    return key
  }

  deinit { unsafe gnutls_privkey_deinit(handle) }

  func sign(_ message: [UInt8]) throws(Ed25519.KeyError) -> [UInt8] {
    var signature = unsafe gnutls_datum_t()
    try check(unsafe withDatum(message) { unsafe gnutls_privkey_sign_data2(handle, GNUTLS_SIGN_EDDSA_ED25519, 0, &$0, &signature) })
    return unsafe taken(&signature)
  }

  func raw() throws(Ed25519.KeyError) -> (seed: [UInt8], publicKey: [UInt8]) {
    var curve = GNUTLS_ECC_CURVE_INVALID
    var (x, k) = unsafe (gnutls_datum_t(), gnutls_datum_t())
    try check(unsafe gnutls_privkey_export_ecc_raw2(handle, &curve, &x, nil, &k, 0))
    let (publicKey, seed) = unsafe (taken(&x), taken(&k))
    guard curve == GNUTLS_ECC_CURVE_ED25519 else { throw Ed25519.KeyError(description: "is a key of another kind than Ed25519") }
    return (seed, publicKey)
  }
}

/// Owns a GnuTLS public key.
@safe private struct PublicHandle: ~Copyable {
  private let handle: gnutls_pubkey_t

  private init() {
    var opened: gnutls_pubkey_t?
    let result = unsafe gnutls_pubkey_init(&opened)
    guard let opened = unsafe opened, result == 0 else { preconditionFailure("GnuTLS has no memory for a key (\(result))") }
    unsafe handle = opened
  }

  static func reading(_ bytes: [UInt8], _ format: gnutls_x509_crt_fmt_t) throws(Ed25519.KeyError) -> PublicHandle {
    let key = PublicHandle()
    let result = unsafe withDatum(bytes) { unsafe gnutls_pubkey_import(key.handle, &$0, format) }
    try check(result)
    return key
  }

  deinit { unsafe gnutls_pubkey_deinit(handle) }

  func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    unsafe withDatum(message) { message in
      unsafe withDatum(signature) { unsafe gnutls_pubkey_verify_data2(handle, GNUTLS_SIGN_EDDSA_ED25519, 0, &message, &$0) >= 0 }
    }
  }

  func raw() throws(Ed25519.KeyError) -> [UInt8] {
    var curve = GNUTLS_ECC_CURVE_INVALID
    var x = unsafe gnutls_datum_t()
    try check(unsafe gnutls_pubkey_export_ecc_raw2(handle, &curve, &x, nil, 0))
    let bytes = unsafe taken(&x)
    guard curve == GNUTLS_ECC_CURVE_ED25519 else { throw Ed25519.KeyError(description: "is a key of another kind than Ed25519") }
    return bytes
  }
}

private func check(_ result: Int32) throws(Ed25519.KeyError) {
  guard result < 0 else { return }
  throw Ed25519.KeyError(description: "cannot be used: \(unsafe gnutls_strerror(result).map { unsafe String(cString: $0) } ?? "unknown")")
}

/// The bytes of a datum that GnuTLS allocated, and its memory given back.
private func taken(_ datum: inout gnutls_datum_t) -> [UInt8] {
  let bytes = unsafe Array(UnsafeBufferPointer(start: datum.data, count: Int(datum.size)))
  unsafe hush_gnutls_free(datum.data)
  return bytes
}
