import Model
import Native
import Testing

@Suite("Ed25519") struct SignatureTests {
  /// RFC 8032, 7.1: seed, public key, message, signature.
  static let vectors: [[String]] = [
    [
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
      "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
    [
      "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
      "af82",
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ],
  ]
  /// Made with openssl, as an operator makes them, and the signature it gives for "hello".
  static let privatePEM = """
    -----BEGIN PRIVATE KEY-----
    MC4CAQAwBQYDK2VwBCIEIJk+oUnsVBk+7yELh9GqrHOODg4Q3GieqaEufCq81flb
    -----END PRIVATE KEY-----
    """
  static let publicPEM = """
    -----BEGIN PUBLIC KEY-----
    MCowBQYDK2VwAyEAduZW0f5//I/G1LgGs3x8PAj0c7+RJMa5iqrMoxuUqSk=
    -----END PUBLIC KEY-----
    """
  static let signature =
    "71fd90f9352ef21a8948ac9f36642b0d1f016ab9b9792e8d9a100a67d1dd8c72c1ba5c853381d9e32a0d313272ac452f9a0939b661c348c9f1017c416378a00d"
  static let otherKindPEM = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg/fACDU093Ej3nlgg
    RTxckUh2jK48pwZzKMa4bjcPg3qhRANCAASTNsT45fkXglBThrNC/vlhOVozxfFy
    SN+1vQHGiDhETrVXyzeh+dUGwUzL9cMaYKaYMuftZhXDNql/2WD5TAh5
    -----END PRIVATE KEY-----
    """

  @Test("signs and verifies RFC 8032's vectors", arguments: vectors)
  func published(vector: [String]) throws {
    let bytes = try vector.map { try #require(Hex.decode($0)) }
    for secret in [Secret(bytes[0]), Secret(vector[0]), Secret(Base64.encode(bytes[0]) + "\n")] {
      let key = try Ed25519.PrivateKey(secret)
      #expect(key.publicKey.bytes == bytes[1])
      #expect(try key.sign(bytes[2]) == bytes[3])
    }
    #expect(try Ed25519.PublicKey(reading: bytes[1]).verifies(bytes[3], of: bytes[2]))
  }

  @Test("reads the PEM that openssl writes, and agrees with its signature")
  func pem() throws {
    let key = try Ed25519.PrivateKey(Secret(Self.privatePEM))
    #expect(try Hex.encode(key.sign(Array("hello".utf8))) == Self.signature)
    #expect(try Ed25519.PublicKey(reading: Array(Self.publicPEM.utf8)) == key.publicKey)
  }

  @Test("a changed signature, message or key does not verify")
  func changed() throws {
    let key = try Ed25519.PublicKey(reading: Array(Self.publicPEM.utf8))
    let signature = try #require(Hex.decode(Self.signature))
    #expect(key.verifies(signature, of: Array("hello".utf8)))
    #expect(!key.verifies(signature, of: Array("hellp".utf8)) && !key.verifies([], of: Array("hello".utf8)))
    for index in signature.indices {
      var other = signature
      other[index] ^= 1
      #expect(!key.verifies(other, of: Array("hello".utf8)))
    }
    #expect(!(try Ed25519.PublicKey(reading: Array(repeating: 9, count: 32)).verifies(signature, of: Array("hello".utf8))))
  }

  @Test("what is no key says so", arguments: ["", "abc", otherKindPEM, "-----BEGIN PRIVATE KEY-----\nrubbish\n-----END PRIVATE KEY-----"])
  func refused(text: String) {
    #expect(throws: Ed25519.KeyError.self) { try Ed25519.PrivateKey(Secret(text)) }
    #expect(throws: Ed25519.KeyError.self) { try Ed25519.PublicKey(reading: Array(text.utf8)) }
  }
}
