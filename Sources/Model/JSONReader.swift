/// Reads a JSON text into the nodes of a JSONDocument. Nesting is limited, so no input can exhaust the stack.
struct JSONReader {
  private var offset = 0
  private(set) var nodes: [JSONDocument.Node] = []

  init(byteCount: Int) { nodes.reserveCapacity(byteCount / 12 + 4) }

  mutating func readDocument(_ text: Swift.Span<UInt8>) throws(JSONError) {
    skipSpace(text)
    try readValue(text, depth: 0)
    skipSpace(text)
    guard offset == text.count else { throw JSONError("something follows the value", at: offset) }
  }

  private mutating func readValue(_ text: Swift.Span<UInt8>, depth: Int) throws(JSONError) {
    guard depth <= Limits.jsonDepthMax else { throw JSONError("nested deeper than \(Limits.jsonDepthMax)", at: offset) }
    guard offset < text.count else { throw JSONError("it ends too early", at: offset) }
    switch text[offset] {
    case UInt8(ascii: "\""): try readString(text)
    case UInt8(ascii: "{"): try readContainer(text, .object, end: UInt8(ascii: "}"), depth: depth)
    case UInt8(ascii: "["): try readContainer(text, .array, end: UInt8(ascii: "]"), depth: depth)
    case UInt8(ascii: "t"): try readWord(text, "true", .boolean)
    case UInt8(ascii: "f"): try readWord(text, "false", .boolean)
    case UInt8(ascii: "n"): try readWord(text, "null", .null)
    default: try readNumber(text)
    }
  }

  private mutating func readContainer(_ text: Swift.Span<UInt8>, _ kind: JSONDocument.Kind, end: UInt8, depth: Int) throws(JSONError) {
    let index = nodes.count
    append(kind, from: offset)
    offset += 1
    skipSpace(text)
    var isFirst = true
    while peek(text) != end {
      if !isFirst {
        try expect(UInt8(ascii: ","), text)
        skipSpace(text)
      }
      isFirst = false
      if kind == .object {
        guard peek(text) == UInt8(ascii: "\"") else { throw JSONError("a member's name must be a string", at: offset) }
        try readString(text)
        skipSpace(text)
        try expect(UInt8(ascii: ":"), text)
        skipSpace(text)
      }
      try readValue(text, depth: depth + 1)
      skipSpace(text)
      guard offset < text.count else { throw JSONError("it ends too early", at: offset) }
    }
    offset += 1
    nodes[index].end = Int32(offset)
    nodes[index].next = Int32(nodes.count)
  }

  private mutating func readString(_ text: Swift.Span<UInt8>) throws(JSONError) {
    let start = offset + 1
    var index = start
    var isEscaped = false
    var isASCII = true
    while true {
      index = JSONReader.endOfPlain(text, from: index)
      guard index < text.count else { throw JSONError("a string has no end", at: offset) }
      let byte = text[index]
      if byte == UInt8(ascii: "\"") { break }
      guard byte >= 0x20 else { throw JSONError("a control character in a string", at: index) }
      if byte == UInt8(ascii: "\\") {
        isEscaped = true
        index += 1
      } else {
        isASCII = false
      }
      index += 1
    }
    if !isASCII, (try? UTF8Span(validating: text.extracting(start..<index))) == nil {
      throw JSONError("a string is not UTF-8", at: start)
    }
    if isEscaped, JSONReader.unescape(text.extracting(start..<index)) == nil { throw JSONError("a broken escape in a string", at: start) }
    append(isEscaped ? .escapedString : .string, from: start, to: index)
    offset = index + 1
  }

  /// Where the next byte stands that ends a string or needs a closer look: a quote, a backslash, a control character, or no ASCII at all.
  private static func endOfPlain(_ text: Swift.Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index + 8 <= text.count {
      let word = UInt64(littleEndian: text.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
      let marks = EightBytes.special(word) | word & 0x8080_8080_8080_8080
      if marks != 0 { return index + marks.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < text.count, text[index] < 0x80, !EightBytes.isSpecial(text[index]) { index += 1 }
    return index
  }

  private mutating func readWord(_ text: Swift.Span<UInt8>, _ word: String, _ kind: JSONDocument.Kind) throws(JSONError) {
    let start = offset
    for byte in word.utf8 {
      guard peek(text) == byte else { throw JSONError("an unknown word", at: start) }
      offset += 1
    }
    append(kind, from: start)
  }

  private mutating func readNumber(_ text: Swift.Span<UInt8>) throws(JSONError) {
    let start = offset
    if peek(text) == UInt8(ascii: "-") { offset += 1 }
    if peek(text) == UInt8(ascii: "0") { offset += 1 } else { try readDigits(text) }
    if peek(text) == UInt8(ascii: ".") {
      offset += 1
      try readDigits(text)
    }
    if peek(text) == UInt8(ascii: "e") || peek(text) == UInt8(ascii: "E") {
      offset += 1
      if peek(text) == UInt8(ascii: "+") || peek(text) == UInt8(ascii: "-") { offset += 1 }
      try readDigits(text)
    }
    append(.number, from: start)
  }

  private mutating func readDigits(_ text: Swift.Span<UInt8>) throws(JSONError) {
    let start = offset
    while let digit = peek(text), digit >= 48, digit <= 57 { offset += 1 }
    guard offset > start else { throw JSONError("an unexpected character", at: offset) }
  }

  private func peek(_ text: Swift.Span<UInt8>) -> UInt8? { offset < text.count ? text[offset] : nil }

  private mutating func expect(_ byte: UInt8, _ text: Swift.Span<UInt8>) throws(JSONError) {
    guard peek(text) == byte else { throw JSONError("'\(Character(Unicode.Scalar(byte)))' expected", at: offset) }
    offset += 1
  }

  private mutating func skipSpace(_ text: Swift.Span<UInt8>) {
    while let byte = peek(text), byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
  }

  private mutating func append(_ kind: JSONDocument.Kind, from start: Int) { append(kind, from: start, to: offset) }

  private mutating func append(_ kind: JSONDocument.Kind, from start: Int, to end: Int) {
    nodes.append(.init(kind: kind, start: Int32(start), end: Int32(end), next: Int32(nodes.count + 1)))
  }
}
