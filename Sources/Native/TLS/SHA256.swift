import CGnuTLS

/// SHA-256, fed piece by piece. One hasher serves many texts: `finish` begins the next one.
@safe package struct SHA256: ~Copyable {
  package static let byteCount = 32

  private let handle: gnutls_hash_hd_t

  package init() {
    var opened: gnutls_hash_hd_t?
    let result = unsafe gnutls_hash_init(&opened, GNUTLS_DIG_SHA256)
    guard let opened = unsafe opened, result == 0 else { preconditionFailure("GnuTLS has no SHA-256 (\(result))") }
    unsafe handle = opened
  }

  deinit { unsafe gnutls_hash_deinit(handle, nil) }

  package mutating func update(_ bytes: [UInt8]) { unsafe bytes.withUnsafeBytes { unsafe update($0) } }

  /// The text's UTF-8.
  package mutating func update(_ text: String) {
    var text = text
    text.withUTF8 { unsafe update(UnsafeRawBufferPointer($0)) }
  }

  /// Eight bytes, the most significant first.
  package mutating func update(_ number: UInt64) {
    unsafe withUnsafeBytes(of: number.bigEndian) { unsafe update($0) }
  }

  private mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress, unsafe !bytes.isEmpty else { return }
    let result = unsafe gnutls_hash(handle, start, bytes.count)
    precondition(result == 0, "GnuTLS could not hash (\(result))")
  }

  /// The digest of what was fed since the last one.
  package mutating func finish() -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: SHA256.byteCount) { buffer, count in
      unsafe gnutls_hash_output(handle, buffer.baseAddress)
      count = SHA256.byteCount
    }
  }

  /// The first eight bytes of that digest, as a number: a key that takes little room.
  package mutating func finishShort() -> Int64 {
    unsafe withUnsafeTemporaryAllocation(byteCount: SHA256.byteCount, alignment: 8) { buffer in
      unsafe gnutls_hash_output(handle, buffer.baseAddress)
      return unsafe Int64(bigEndian: buffer.load(as: Int64.self))
    }
  }

  package static func digest(_ bytes: [UInt8]) -> [UInt8] {
    var hasher = SHA256()
    hasher.update(bytes)
    return hasher.finish()
  }
}
