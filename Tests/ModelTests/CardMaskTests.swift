import Model
import Testing

@Suite("G7: no card number in a text") struct CardMaskTests {
  static let cards = [
    "4111111111111111", "5500005555555559", "2223003122003222", "371449635398431", "30569309025904", "6011000990139424", "3530111333300000",
    "4222222222222", "6304000000000000000",
  ]

  @Test("is masked whatever stands around and between", arguments: cards)
  func masked(card: String) {
    let stars = String(repeating: "*", count: card.count)
    #expect(CardMask.masked(card) == stars)
    for (before, after) in [
      ("card ", "."), ("", ", exp 12/29"), ("№:", ";"), ("(", ")"), ("12 ", " 34"), ("pan=", "&cvv=123"), ("😀", "😀"), ("_", "_"),
    ] {
      let text = CardMask.masked(before + card + after)
      #expect(!text.contains(card))
      #expect(text.filter { $0 == "*" }.count >= card.count)
    }
    for separator in [" ", "-", ".", "\u{A0}", "\u{202F}", "\u{2009}", "\u{2011}", "–", " - ", "  ", "\u{200B}"] {
      var grouped = ""
      for (index, digit) in card.enumerated() {
        if index > 0, index % 4 == 0 { grouped += separator }
        grouped.append(digit)
      }
      #expect(CardMask.masked("a " + grouped + " b") == "a " + String(grouped.map { $0.isNumber ? "*" : $0 }) + " b")
      #expect(CardMask.masked(card.map(String.init).joined(separator: separator)).contains { $0.isNumber } == false)
    }
    let fullWidth = String(String.UnicodeScalarView(card.unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xFEE0) }))
    #expect(CardMask.masked(fullWidth) == stars)
    let arabic = String(String.UnicodeScalarView(card.unicodeScalars.compactMap { Unicode.Scalar($0.value + 0x630) }))
    #expect(CardMask.masked(arabic) == stars)
  }

  @Test("two cards in one text, and one behind other digits, are all masked")
  func several() {
    #expect(CardMask.masked("4111 1111 1111 1111 5500-0055-5555-5559") == "**** **** **** **** ****-****-****-****")
    #expect(CardMask.masked("2026 4111 1111 1111 1111 12 29").hasPrefix("2026 **** **** **** ****"))
    #expect(CardMask.masked("4111111111111111,4111111111111111") == "****************,****************")
  }

  @Test(
    "what is no card stays as it is, to the byte",
    arguments: [
      "", "hello", "4111111111111112", "411111111111", "1111111111111117", "7111111111111116", "3222222222222", "41111111111111111111",
      "a4111111111111111", "4111111111111111b", "é4111111111111111", "04111111111111111", "41111111111111110", "4111/1111/1111/1111",
      "4111    1111 1111 1111", "4111,1111,1111,1111", "4111\n1111\n1111\n1111", "97b9dcb3-c182-4d1f-8123-76a4b5cf1f5a",
      "2026-03-19T22:07:00.123Z", "e\u{301}\u{0}", "日本語日本語日本語日本語日本語", "1234567", "４１１１１１１１１１１１",
    ])
  func untouched(text: String) {
    #expect(Array(CardMask.masked(text).utf8) == Array(text.utf8))
  }

  @Test("masking again changes nothing")
  func idempotent() {
    var random = SeededRandom(11)
    for _ in 0..<2000 {
      let text = String(
        (0..<random.next(below: 60)).map { _ in Character(["0", "1", "4", "5", "9", "2", "3", " ", "-", "x"][random.next(below: 10)]) })
      let masked = CardMask.masked(text)
      #expect(CardMask.masked(masked) == masked)
      #expect(masked.count == text.count)
    }
  }
}
