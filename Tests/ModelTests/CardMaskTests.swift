import Model
import Testing
import Seeded

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

  /// Random digits whose last makes them pass Luhn, or fail it.
  private func number(of count: Int, passing: Bool, _ random: inout SeededRandom) -> String {
    var digits = (0..<count).map { _ in random.next(below: 10) }
    digits[0] = 4 + random.next(below: 3)
    let sum = digits.dropLast().reversed().enumerated().reduce(0) { sum, digit in
      let doubled = digit.offset % 2 == 0 ? digit.element * 2 : digit.element
      return sum + (doubled > 9 ? doubled - 9 : doubled)
    }
    digits[count - 1] = ((10 - sum % 10) % 10 + (passing ? 0 : 1 + random.next(below: 9))) % 10
    return digits.map(String.init).joined()
  }

  @Test("figures: of 20,000 cards all are masked; of 80,000 UUIDs, moments and ids that fail Luhn none")
  func corpus() {
    var random = SeededRandom(7)
    var (missed, mangled) = (0, 0)
    for index in 0..<20_000 {
      let card = number(of: 14 + random.next(below: 6), passing: true, &random)
      let separator = ["", " ", "-", ".", "\u{A0}"][index % 5]
      let written = card.enumerated().map { ($0 > 0 && $0 % 4 == 0 ? separator : "") + String($1) }.joined()
      if CardMask.masked("card \(written).").contains(where: \.isNumber) { missed += 1 }
      let hex = (0..<32).map { _ in String(random.next(below: index % 2 == 0 ? 16 : 10), radix: 16) }.joined()
      let parts = [hex.prefix(8), hex.dropFirst(8).prefix(4), hex.dropFirst(12).prefix(4), hex.dropFirst(16).prefix(4), hex.dropFirst(20)]
      let ids = [
        parts.joined(separator: "-"), "\(1_700_000_000_000 + random.next(below: 400_000_000_000))",
        number(of: 14 + random.next(below: 6), passing: false, &random), "INC-\(random.next(below: 1_000_000_000))",
      ]
      for id in ids where CardMask.masked("id \(id),") != "id \(id)," { mangled += 1 }
    }
    print("card numbers masked: \(20_000 - missed) of 20000; identifiers and times mangled: \(mangled) of 80000")
    #expect(missed == 0)
    #expect(mangled == 0)
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
