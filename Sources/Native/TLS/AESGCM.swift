import CGnuTLS

/// AES-256-GCM (NIST SP 800-38D) under one key. A nonce must never serve twice under it.
@safe package struct AESGCM: ~Copyable {
  package static let keyByteCount = 32
  package static let nonceByteCount = 12
  package static let tagByteCount = 16

  private let handle: gnutls_aead_cipher_hd_t

  /// The key must have its length.
  package init(key: [UInt8]) {
    precondition(key.count == Self.keyByteCount, "AES-256 takes 32 bytes")
    var opened: gnutls_aead_cipher_hd_t?
    let result = unsafe withDatum(key) { unsafe gnutls_aead_cipher_init(&opened, GNUTLS_CIPHER_AES_256_GCM, &$0) }
    guard let opened = unsafe opened, result == 0 else { preconditionFailure("GnuTLS has no AES-256-GCM (\(result))") }
    unsafe handle = opened
  }

  deinit { unsafe gnutls_aead_cipher_deinit(handle) }

  /// The text encrypted, its tag behind it. What is only authenticated has to be given again to open it.
  package func seal(_ text: [UInt8], nonce: [UInt8], authenticating extra: [UInt8] = []) -> [UInt8] {
    precondition(nonce.count == Self.nonceByteCount)
    let size = text.count + Self.tagByteCount
    return unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = size
      let result = unsafe gnutls_aead_cipher_encrypt(
        handle, nonce, nonce.count, extra, extra.count, Self.tagByteCount, text, text.count, buffer.baseAddress, &count)
      precondition(result == 0 && count == size, "GnuTLS could not encrypt (\(result))")
    }
  }

  /// Nil when anything of it was changed, or sealed under another key.
  package func open(_ sealed: [UInt8], nonce: [UInt8], authenticating extra: [UInt8] = []) -> [UInt8]? {
    guard sealed.count >= Self.tagByteCount, nonce.count == Self.nonceByteCount else { return nil }
    var result: Int32 = 0
    let text = unsafe [UInt8](unsafeUninitializedCapacity: sealed.count) { buffer, count in
      var size = sealed.count
      result = unsafe gnutls_aead_cipher_decrypt(
        handle, nonce, nonce.count, extra, extra.count, Self.tagByteCount, sealed, sealed.count, buffer.baseAddress, &size)
      count = result == 0 ? size : 0
    }
    return result == 0 ? text : nil
  }
}
