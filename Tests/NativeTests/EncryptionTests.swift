import Native
import Testing

@Suite("AES-256-GCM") struct EncryptionTests {
  /// The 256-bit cases of the GCM specification that NIST adopted: key, nonce, text, extra, sealed.
  static let vectors: [[String]] = [
    [String(repeating: "00", count: 32), String(repeating: "00", count: 12), "", "", "530f8afbc74536b9a963b4f1c4cb738b"],
    [
      String(repeating: "00", count: 32), String(repeating: "00", count: 12), String(repeating: "00", count: 16), "",
      "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
    ],
    [
      "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
      "feedfacedeadbeeffeedfacedeadbeefabaddad2",
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        + "76fc6ece0f4e1768cddf8853bb2d551b",
    ],
  ]

  @Test("seals and opens the published vectors", arguments: vectors)
  func published(vector: [String]) throws {
    let bytes = try vector.map { try #require(Hex.decode($0)) }
    let cipher = AESGCM(key: bytes[0])
    let sealed = cipher.seal(bytes[2], nonce: bytes[1], authenticating: bytes[3])
    #expect(sealed == bytes[4])
    #expect(cipher.open(bytes[4], nonce: bytes[1], authenticating: bytes[3]) == bytes[2])
  }

  @Test("whatever was changed, nothing is opened")
  func changed() {
    let (key, nonce, extra) = ([UInt8](repeating: 7, count: 32), [UInt8](repeating: 1, count: 12), Array("row 5".utf8))
    let cipher = AESGCM(key: key)
    let sealed = cipher.seal(Array("secret".utf8), nonce: nonce, authenticating: extra)
    for index in sealed.indices {
      var other = sealed
      other[index] ^= 1
      #expect(cipher.open(other, nonce: nonce, authenticating: extra) == nil)
    }
    #expect(cipher.open(sealed, nonce: nonce.reversed().map { $0 &+ 1 }, authenticating: extra) == nil)
    #expect(cipher.open(sealed, nonce: nonce, authenticating: Array("row 6".utf8)) == nil)
    #expect(cipher.open(sealed, nonce: [], authenticating: extra) == nil && cipher.open([], nonce: nonce, authenticating: extra) == nil)
    let other = AESGCM(key: key.map { $0 + 1 })
    #expect(other.open(sealed, nonce: nonce, authenticating: extra) == nil)
  }
}
