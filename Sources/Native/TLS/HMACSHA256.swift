import CGnuTLS

/// HMAC with SHA-256, and the comparison that tells a guesser nothing.
package enum HMACSHA256 {
  package static func authenticate(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: SHA256.byteCount) { buffer, count in
      let result = unsafe gnutls_hmac_fast(GNUTLS_MAC_SHA256, key, key.count, bytes, bytes.count, buffer.baseAddress)
      precondition(result == 0, "GnuTLS has no HMAC-SHA256 (\(result))")
      count = SHA256.byteCount
    }
  }
}

/// Equality in a time that depends on the lengths alone: for tokens and signatures.
package func isEqualInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  guard left.count == right.count else { return false }
  return unsafe gnutls_memcmp(left, right, left.count) == 0
}
