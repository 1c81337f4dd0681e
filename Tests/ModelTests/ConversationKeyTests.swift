import Model
import Testing

@Suite struct ConversationKeyTests {
  @Test("a digest depends on every byte of the id and on nothing else, and stays as it is: journals hold it")
  func digest() {
    let ids =
      (0..<40).map { String("c0ffee00-1234-4123-8123-1234567890abcdef".prefix($0)) }
      + (0..<36).flatMap { place in
        (0..<8).map { bit in
          var bytes = Array("c0ffee00-1234-4123-8123-1234567890ab".utf8)
          bytes[place] ^= 1 << UInt8(bit)
          return String(decoding: bytes, as: UTF8.self)
        }
      }
    #expect(Set(ids.map { ConversationKey(system: "s", id: $0).digest }).count == Set(ids).count)
    #expect(ConversationKey(system: "a", id: "c").digest == ConversationKey(system: "b", id: "c").digest)
    #expect(ConversationKey(system: "a", id: "c") != ConversationKey(system: "b", id: "c"))
    #expect(ConversationKey(system: "s", id: "c0ffee00-1234-4123-8123-1234567890ab").digest == 4_061_433_453_022_489_209)
  }
}
