import Model
import Seeded
import Testing

@Suite("G7: no card number in a text that comes piece by piece") struct CardMaskStreamTests {
  private func masked(_ bytes: [UInt8], inPiecesOf size: Int) -> [UInt8] {
    var stream = CardMaskStream(waitingMax: 5000)
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: size) { result += stream.take(Array(bytes[start..<min(start + size, bytes.count)])) }
    return result + stream.finish()
  }

  @Test("is masked as the whole text would be, wherever it is cut")
  func pieces() {
    var random = SeededRandom(5)
    let words = ["4111 1111 1111 1111", "5500-0055-5555-5559", "１２３", "\"", ",", ": ", "\n", "id 4111111111111112", "日本", "x", " "]
    for _ in 0..<200 {
      let text = (0..<random.next(below: 40)).map { _ in words[random.next(below: words.count)] }.joined()
      let whole = Array(CardMask.masked(text).utf8)
      for size in [1, 2, 7, 64, 4096] { #expect(masked(Array(text.utf8), inPiecesOf: size) == whole, "\(text) in pieces of \(size)") }
    }
  }

  @Test("a card in a long text without any place to cut at is found, and what is no text stays as it is")
  func withoutEnd() {
    for count in 985...1005 {
      let text = String(repeating: "word ", count: count) + "4111 1111 1111 1111" + String(repeating: " word", count: 5000)
      let result = String(decoding: masked(Array(text.utf8), inPiecesOf: 5001), as: UTF8.self)
      #expect(result == text.replacing("4111 1111 1111 1111", with: "**** **** **** ****"), "behind \(count) words")
    }
    let bytes: [UInt8] = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }.filter { $0 < 0x30 || $0 > 0x39 }
    #expect(masked(bytes, inPiecesOf: 1000) == bytes)
    var stream = CardMaskStream()
    _ = stream.take(bytes) + stream.finish()
    #expect(!stream.hasMasked)
  }
}
