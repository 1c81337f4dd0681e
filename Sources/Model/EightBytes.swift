/// Eight bytes of a text at once: finds those that mean something in a JSON string without a look at each.
enum EightBytes {
  /// The high bits of the bytes that end a JSON string or have to be escaped in it; exact for the first, which is the lowest.
  @inline(__always)
  static func special(_ word: UInt64) -> UInt64 {
    let quotes = below(1, word ^ 0x2222_2222_2222_2222)
    let backslashes = below(1, word ^ 0x5C5C_5C5C_5C5C_5C5C)
    return (quotes | backslashes | below(0x20, word)) & 0x8080_8080_8080_8080
  }

  @inline(__always)
  private static func below(_ limit: UInt64, _ word: UInt64) -> UInt64 { (word &- limit &* 0x0101_0101_0101_0101) & ~word }

  /// Whether a JSON string ends at that byte, or has to escape it.
  @inline(__always)
  static func isSpecial(_ byte: UInt8) -> Bool { byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") }

  /// The place of the first byte of that kind; nil when there is none.
  static func firstToEscape(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    let raw = UnsafeRawBufferPointer(text)
    var index = start
    while index + 8 <= raw.count {
      let marks = special(UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
      if marks != 0 { return index + marks.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < raw.count {
      if isSpecial(raw[index]) { return index }
      index += 1
    }
    return nil
  }
}
