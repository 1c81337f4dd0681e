/// Base64 by RFC 4648 with the standard alphabet.
package enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  package static func encode(_ bytes: [UInt8]) -> String {
    var result: [UInt8] = []
    result.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var group: UInt32 = 0
      for offset in 0..<3 { group = group << 8 | (offset < count ? UInt32(bytes[start + offset]) : 0) }
      for position in 0..<4 {
        let index = Int(group >> UInt32(18 - 6 * position) & 63)
        result.append(position <= count ? alphabet[index] : UInt8(ascii: "="))
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Nil for anything but the one right encoding: no spaces, no other alphabet, no left-over bits. `allowsUnpadded` accepts it without `=`.
  package static func decode(_ text: String, allowsUnpadded: Bool = false) -> [UInt8]? {
    var symbols = Array(text.utf8)
    let padding = symbols.reversed().prefix { $0 == UInt8(ascii: "=") }.count
    if padding > 0 || !allowsUnpadded {
      guard symbols.count % 4 == 0, padding <= 2 else { return nil }
    }
    symbols.removeLast(padding)
    guard symbols.count % 4 != 1 else { return nil }
    var result: [UInt8] = []
    result.reserveCapacity(symbols.count * 3 / 4)
    var bits: UInt32 = 0
    var bitCount: UInt32 = 0
    for symbol in symbols {
      guard let value = value(of: symbol) else { return nil }
      bits = bits << 6 | value
      bitCount += 6
      guard bitCount >= 8 else { continue }
      bitCount -= 8
      result.append(UInt8(truncatingIfNeeded: bits >> bitCount))
      bits &= (1 << bitCount) - 1
    }
    return bits == 0 ? result : nil
  }

  private static func value(of symbol: UInt8) -> UInt32? {
    switch symbol {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(symbol - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(symbol - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(symbol - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
