extension JSONReader {
  /// The text of a string with escapes; nil when one is broken, or a lone surrogate.
  static func unescape(_ slice: Swift.Span<UInt8>) -> String? {
    var result: [UInt8] = []
    result.reserveCapacity(slice.count)
    var index = 0
    while index < slice.count {
      let byte = slice[index]
      index += 1
      guard byte == UInt8(ascii: "\\") else {
        result.append(byte)
        continue
      }
      guard index < slice.count else { return nil }
      let escape = slice[index]
      index += 1
      switch escape {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(escape)
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0C)
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "u"):
        guard let text = character(slice, at: &index) else { return nil }
        result.append(contentsOf: text.utf8)
      default: return nil
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// What stands behind `\u`, with a second one where the first is half a surrogate pair.
  private static func character(_ slice: Swift.Span<UInt8>, at index: inout Int) -> String? {
    guard let high = unit(slice, at: &index) else { return nil }
    guard UTF16.isLeadSurrogate(high) else {
      return UTF16.isTrailSurrogate(high) ? nil : String(decoding: [high], as: UTF16.self)
    }
    guard index + 6 <= slice.count, slice[index] == UInt8(ascii: "\\"), slice[index + 1] == UInt8(ascii: "u") else { return nil }
    index += 2
    guard let low = unit(slice, at: &index), UTF16.isTrailSurrogate(low) else { return nil }
    return String(decoding: [high, low], as: UTF16.self)
  }

  private static func unit(_ slice: Swift.Span<UInt8>, at index: inout Int) -> UInt16? {
    guard index + 4 <= slice.count else { return nil }
    var value: UInt16 = 0
    for offset in index..<index + 4 {
      guard let digit = Character(Unicode.Scalar(slice[offset])).hexDigitValue else { return nil }
      value = value << 4 | UInt16(digit)
    }
    index += 4
    return value
  }
}
