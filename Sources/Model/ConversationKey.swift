/// A conversation is a system and an id (E3), so that events of several sources and recordings of several platforms meet.
package struct ConversationKey: Hashable, Comparable, Sendable {
  package let system: String
  package let id: String
  /// Of the id alone, whatever the system, and the same in every run: the journal finds a conversation's entries by it. Another id may
  /// have the same one. A key is made once and looked up many times, so hashing and comparing begin with it.
  package let digest: Int64

  package init(system: String, id: String) {
    self.system = system
    self.id = id
    digest = Self.digest(ofID: id)
  }

  package static func < (left: ConversationKey, right: ConversationKey) -> Bool {
    (left.system, left.id) < (right.system, right.id)
  }

  package static func == (left: ConversationKey, right: ConversationKey) -> Bool {
    left.digest == right.digest && left.id == right.id && left.system == right.system
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(digest) }

  /// What `digest` is for whoever has the id only. Multiplies and mixes eight bytes at a time; the last ones carry the length.
  package static func digest(ofID id: String) -> Int64 {
    var id = id
    return id.withUTF8 { utf8 in
      let bytes = UnsafeRawBufferPointer(utf8)
      var digest: UInt64 = 0xcbf2_9ce4_8422_2325
      var index = 0
      while index + 8 <= bytes.count {
        digest = mixed(digest, UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
        index += 8
      }
      var rest = UInt64(bytes.count) << 56
      for offset in index..<bytes.count { rest ^= UInt64(bytes[offset]) << UInt64(8 * (offset - index)) }
      return Int64(bitPattern: mixed(digest, rest))
    }
  }

  private static func mixed(_ digest: UInt64, _ word: UInt64) -> UInt64 {
    let product = (digest ^ word) &* 0x9e37_79b9_7f4a_7c15
    return product ^ (product >> 29)
  }
}

/// One thing that can be paused: on which platform, and its id there (a participant, a screen recording, a contact).
package struct RecordingKey: Hashable, Comparable, Sendable {
  package var platform: String
  package var id: String

  package init(platform: String, id: String) {
    self.platform = platform
    self.id = id
  }

  package static func < (left: RecordingKey, right: RecordingKey) -> Bool {
    (left.platform, left.id) < (right.platform, right.id)
  }
}
