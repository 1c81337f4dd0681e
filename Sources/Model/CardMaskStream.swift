/// Masks the card numbers in a text of any length that comes piece by piece (G7).
package struct CardMaskStream {
  /// Without a place to cut at so much is looked at in one, and then so much of its end once more with what follows.
  private let waitingMax: Int
  private static let overlap = 512

  /// Whether there was any so far.
  package private(set) var hasMasked = false
  private var waiting: [UInt8] = []

  package init(waitingMax: Int = 4 << 20) { self.waitingMax = waitingMax }

  /// What of the text so far is decided.
  package mutating func take(_ piece: [UInt8]) -> [UInt8] {
    waiting += piece
    if let end = waiting.lastIndex(where: Self.separates) { return mask(upTo: end + 1) }
    guard waiting.count > waitingMax else { return [] }
    waiting = mask(upTo: waiting.count)
    // Never within a character.
    let end = waiting.dropLast(Self.overlap).lastIndex { $0 < 0x80 || $0 >= 0xC0 } ?? 0
    defer { waiting.removeFirst(end) }
    return Array(waiting[..<end])
  }

  /// The rest.
  package mutating func finish() -> [UInt8] { mask(upTo: waiting.count) }

  private mutating func mask(upTo end: Int) -> [UInt8] {
    let bytes = Array(waiting[..<end])
    waiting.removeFirst(end)
    let text = String(decoding: bytes, as: UTF8.self)
    let masked = CardMask.masked(text)
    // What is no text stays as it is.
    if masked == text { return bytes }
    hasMasked = true
    return Array(masked.utf8)
  }

  /// No card number goes across these: they are neither letters, digits nor what is written between groups.
  private static func separates(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\n"), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "\""), UInt8(ascii: "{"),
      UInt8(ascii: "}"),
      UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "="):
      true
    default: false
    }
  }
}
