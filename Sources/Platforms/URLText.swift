/// Percent-encoding as RFC 3986 has it.
package enum URLText {
  /// A path segment, query value or form value, with nothing left that could end it.
  static func encoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): bytes.append(byte)
      default: bytes += [UInt8(ascii: "%"), digit(byte >> 4), digit(byte & 15)]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A whole path segment; nil for one that would change which resource the path names.
  static func segment(_ text: String) -> String? { text.isEmpty || text == "." || text == ".." ? nil : encoded(text) }

  /// Whether a segment of the path means a step up, or none.
  static func hasDotSegment(_ address: String) -> Bool {
    address.prefix { $0 != "?" }.split(separator: "/").contains { $0 == "." || $0 == ".." }
  }

  /// The text behind percent signs; a broken one stands for itself.
  static func decoded(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, let high = value(bytes[index + 1]), let low = value(bytes[index + 2]) {
        result.append(high << 4 | low)
        index += 3
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// A base address without the slashes at its end, so that a path can be put behind it.
  static func base(_ address: String) -> String {
    var address = Substring(address)
    while address.hasSuffix("/") { address.removeLast() }
    return String(address)
  }

  /// Scheme and host of an address.
  package static func origin(_ address: String) -> String {
    guard let scheme = address.firstRange(of: "://") else { return address }
    return String(address.prefix(upTo: address[scheme.upperBound...].firstIndex(of: "/") ?? address.endIndex))
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 55 + value }

  private static func value(_ digit: UInt8) -> UInt8? { Character(Unicode.Scalar(digit)).hexDigitValue.map(UInt8.init) }
}
