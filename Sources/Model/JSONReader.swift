/// Reads a JSON text into the nodes of a JSONDocument. Nesting is limited, so no input can exhaust the stack.
struct JSONReader {
  private let bytes: [UInt8]
  private var offset = 0
  private(set) var nodes: [JSONDocument.Node] = []

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    nodes.reserveCapacity(bytes.count / 12 + 4)
  }

  mutating func readDocument() throws(JSONError) {
    skipSpace()
    try readValue(depth: 0)
    skipSpace()
    guard offset == bytes.count else { throw JSONError("something follows the value", at: offset) }
  }

  private mutating func readValue(depth: Int) throws(JSONError) {
    guard depth <= Limits.jsonDepthMax else { throw JSONError("nested deeper than \(Limits.jsonDepthMax)", at: offset) }
    guard offset < bytes.count else { throw JSONError("it ends too early", at: offset) }
    switch bytes[offset] {
    case UInt8(ascii: "\""): try readString()
    case UInt8(ascii: "{"): try readContainer(.object, end: UInt8(ascii: "}"), depth: depth)
    case UInt8(ascii: "["): try readContainer(.array, end: UInt8(ascii: "]"), depth: depth)
    case UInt8(ascii: "t"): try readWord("true", .boolean)
    case UInt8(ascii: "f"): try readWord("false", .boolean)
    case UInt8(ascii: "n"): try readWord("null", .null)
    default: try readNumber()
    }
  }

  private mutating func readContainer(_ kind: JSONDocument.Kind, end: UInt8, depth: Int) throws(JSONError) {
    let index = nodes.count
    append(kind, from: offset)
    offset += 1
    skipSpace()
    var isFirst = true
    while peek != end {
      if !isFirst {
        try expect(UInt8(ascii: ","))
        skipSpace()
      }
      isFirst = false
      if kind == .object {
        guard peek == UInt8(ascii: "\"") else { throw JSONError("a member's name must be a string", at: offset) }
        try readString()
        skipSpace()
        try expect(UInt8(ascii: ":"))
        skipSpace()
      }
      try readValue(depth: depth + 1)
      skipSpace()
      guard offset < bytes.count else { throw JSONError("it ends too early", at: offset) }
    }
    offset += 1
    nodes[index].end = Int32(offset)
    nodes[index].next = Int32(nodes.count)
  }

  private mutating func readString() throws(JSONError) {
    // A copy of its own spares the loop a look at `self` for each byte.
    let bytes = bytes
    let start = offset + 1
    var index = start
    var isEscaped = false
    var isASCII = true
    while true {
      guard index < bytes.count else { throw JSONError("a string has no end", at: offset) }
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") { break }
      guard byte >= 0x20 else { throw JSONError("a control character in a string", at: index) }
      if byte == UInt8(ascii: "\\") {
        isEscaped = true
        index += 1
      } else if byte >= 0x80 {
        isASCII = false
      }
      index += 1
    }
    if !isASCII, String(validating: bytes[start..<index], as: UTF8.self) == nil {
      throw JSONError("a string is not UTF-8", at: start)
    }
    if isEscaped, JSONReader.unescape(bytes[start..<index]) == nil { throw JSONError("a broken escape in a string", at: start) }
    append(isEscaped ? .escapedString : .string, from: start)
    nodes[nodes.count - 1].end = Int32(index)
    offset = index + 1
  }

  private mutating func readWord(_ word: StaticString, _ kind: JSONDocument.Kind) throws(JSONError) {
    let start = offset
    let text = Array("\(word)".utf8)
    guard bytes.count - offset >= text.count, bytes[offset..<offset + text.count].elementsEqual(text) else {
      throw JSONError("an unknown word", at: offset)
    }
    offset += text.count
    append(kind, from: start)
  }

  private mutating func readNumber() throws(JSONError) {
    let start = offset
    if peek == UInt8(ascii: "-") { offset += 1 }
    if peek == UInt8(ascii: "0") { offset += 1 } else { try readDigits() }
    if peek == UInt8(ascii: ".") {
      offset += 1
      try readDigits()
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      offset += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { offset += 1 }
      try readDigits()
    }
    append(.number, from: start)
  }

  private mutating func readDigits() throws(JSONError) {
    let start = offset
    while let digit = peek, digit >= 48, digit <= 57 { offset += 1 }
    guard offset > start else { throw JSONError("an unexpected character", at: offset) }
  }

  private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func expect(_ byte: UInt8) throws(JSONError) {
    guard peek == byte else { throw JSONError("'\(Character(Unicode.Scalar(byte)))' expected", at: offset) }
    offset += 1
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
  }

  private mutating func append(_ kind: JSONDocument.Kind, from start: Int) {
    nodes.append(.init(kind: kind, start: Int32(start), end: Int32(offset), next: Int32(nodes.count + 1)))
  }

  /// The text of a string with escapes; nil when one is broken, or a lone surrogate.
  static func unescape(_ slice: ArraySlice<UInt8>) -> String? {
    var result: [UInt8] = []
    result.reserveCapacity(slice.count)
    var index = slice.startIndex
    func unit() -> UInt16? {
      guard index + 4 <= slice.endIndex else { return nil }
      var value: UInt16 = 0
      for byte in slice[index..<index + 4] {
        guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
        value = value << 4 | UInt16(digit)
      }
      index += 4
      return value
    }
    while index < slice.endIndex {
      let byte = slice[index]
      index += 1
      guard byte == UInt8(ascii: "\\") else {
        result.append(byte)
        continue
      }
      guard index < slice.endIndex else { return nil }
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
        guard let high = unit() else { return nil }
        var units = [high]
        if UTF16.isLeadSurrogate(high) {
          guard index + 6 <= slice.endIndex, slice[index] == UInt8(ascii: "\\"), slice[index + 1] == UInt8(ascii: "u") else { return nil }
          index += 2
          guard let low = unit(), UTF16.isTrailSurrogate(low) else { return nil }
          units.append(low)
        } else if UTF16.isTrailSurrogate(high) {
          return nil
        }
        result.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
      default: return nil
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
