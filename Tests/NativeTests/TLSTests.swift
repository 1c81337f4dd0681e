import Native
import Testing

@Suite("SHA-256, HMAC, base64, hex") struct TLSTests {
  @Test("SHA-256 gives FIPS 180's values, whole or in pieces")
  func sha256() {
    let vectors = [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
      (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ]
    var hasher = SHA256()
    for (text, digest) in vectors {
      #expect(Hex.encode(SHA256.digest(Array(text.utf8))) == digest)
      // One hasher serves all: nothing of the last text may stay.
      hasher.update(text)
      #expect(Hex.encode(hasher.finish()) == digest)
      let bytes = Array(text.utf8)
      for start in stride(from: 0, to: bytes.count, by: 61) { hasher.update(Array(bytes[start..<min(start + 61, bytes.count)])) }
      #expect(Hex.encode(hasher.finish()) == digest)
    }
    hasher.update(0x0102_0304_0506_0708 as UInt64)
    #expect(hasher.finish() == SHA256.digest([1, 2, 3, 4, 5, 6, 7, 8]))
  }

  @Test("HMAC-SHA256 gives RFC 4231's values")
  func hmac() {
    let vectors: [([UInt8], [UInt8], String)] = [
      (Array(repeating: 0x0B, count: 20), Array("Hi There".utf8), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
      (Array("Jefe".utf8), Array("what do ya want for nothing?".utf8), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
      (
        Array(repeating: 0xAA, count: 20), Array(repeating: 0xDD, count: 50),
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
      ),
      (
        Array(repeating: 0xAA, count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
      ),
      ([], [], "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
    ]
    for (key, bytes, digest) in vectors { #expect(Hex.encode(HMACSHA256.authenticate(bytes, key: key)) == digest) }
  }

  @Test("the comparison in constant time compares")
  func comparison() {
    #expect(isEqualInConstantTime([], []) && isEqualInConstantTime([1, 2, 3], [1, 2, 3]))
    #expect(!isEqualInConstantTime([1, 2, 3], [1, 2, 4]) && !isEqualInConstantTime([1], []) && !isEqualInConstantTime([1], [1, 0]))
  }

  @Test("base64 gives RFC 4648's values, and any bytes come back")
  func base64() {
    for (text, encoded) in [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ] {
      #expect(Base64.encode(Array(text.utf8)) == encoded)
      #expect(Base64.decode(encoded) == Array(text.utf8))
      #expect(Base64.decode(encoded.filter { $0 != "=" }, allowsUnpadded: true) == Array(text.utf8))
      #expect(Base64.decode(encoded, allowsUnpadded: true) == Array(text.utf8))
    }
    for count in 0..<200 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ count &* 31) }
      #expect(Base64.decode(Base64.encode(bytes)) == bytes)
      #expect(Hex.decode(Hex.encode(bytes)) == bytes)
    }
  }

  @Test(
    "base64 that is not exactly right is refused",
    arguments: [
      "Z", "Zg", "Zg=", "Zg===", "====", "=", "Zm9=v", "Zh==", "Zm9", "Zm8 =", "Zm9v\n", " Zm9v", "Zm-_", "Zm9v====", "Zm9vYg=a", "Zé==",
    ])
  func strictBase64(text: String) {
    #expect(Base64.decode(text) == nil)
  }

  @Test("without padding only the padding may be missing", arguments: ["Z", "Zg=", "Zh", "Zm9vY", "Zm-_", "Zm9v=", "Z==="])
  func unpaddedBase64(text: String) {
    #expect(Base64.decode(text, allowsUnpadded: true) == nil)
  }

  @Test("hexadecimal is read in both cases, and nothing else")
  func hex() {
    #expect(Hex.decode("00fFAb") == [0, 255, 171] && Hex.decode("") == [])
    for text in ["0", "0g", "0x", " 0", "é"] { #expect(Hex.decode(text) == nil) }
  }
}
