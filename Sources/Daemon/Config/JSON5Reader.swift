import Model

/// Reads JSON5 (json5.org). Foundation's decoder does too, but it neither says where a mistake stands nor notices a key given twice.
struct JSON5Reader {
  struct Failure: Error, Equatable {
    let line: Int
    let column: Int
    let message: String
  }

  private let scalars: [Unicode.Scalar]
  private let file: String
  private var index = 0

  /// Reads one whole file.
  static func read(_ bytes: [UInt8], file: String) throws(Failure) -> ConfigurationValue {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Failure(line: 1, column: 1, message: "not UTF-8 text") }
    var reader = JSON5Reader(scalars: Array(text.unicodeScalars), file: file)
    try reader.skipSpace()
    let value = try reader.readValue(depth: 0)
    try reader.skipSpace()
    guard reader.peek == nil else { throw reader.failure("something follows the end of the value") }
    return value
  }

  private init(scalars: [Unicode.Scalar], file: String) {
    self.scalars = scalars
    self.file = file
  }

  private mutating func readValue(depth: Int) throws(Failure) -> ConfigurationValue {
    guard depth <= Limits.jsonDepthMax else { throw failure("nested deeper than \(Limits.jsonDepthMax)") }
    guard let first = peek else { throw failure("the file ends where a value should be") }
    let content: ConfigurationValue.Content
    switch first {
    case "{": content = try readObject(depth: depth)
    case "[": content = try readArray(depth: depth)
    case "\"", "'": content = .string(try readString())
    case "0"..."9", "+", "-", ".": content = .number(try readNumber())
    default:
      let start = index
      switch readName() {
      case "true": content = .bool(true)
      case "false": content = .bool(false)
      case "null": content = .null
      default:
        index = start
        throw failure("a value must stand here (a text needs quotes)")
      }
    }
    return ConfigurationValue(content: content, file: file)
  }

  private mutating func readObject(depth: Int) throws(Failure) -> ConfigurationValue.Content {
    var members: [ConfigurationValue.Member] = []
    index += 1
    try skipSpace()
    while peek != "}" {
      let start = index
      let name = peek == "\"" || peek == "'" ? try readString() : readName()
      guard !name.isEmpty else { throw failure(peek == nil ? "an object has no end" : "a key must stand here") }
      guard !members.contains(where: { $0.name == name }) else {
        index = start
        throw failure("the key \(name) is given twice")
      }
      try skipSpace()
      guard peek == ":" else { throw failure("':' expected after the key \(name)") }
      index += 1
      try skipSpace()
      members.append(.init(name: name, value: try readValue(depth: depth + 1)))
      try readSeparator(before: "}")
    }
    index += 1
    return .object(members)
  }

  private mutating func readArray(depth: Int) throws(Failure) -> ConfigurationValue.Content {
    var elements: [ConfigurationValue] = []
    index += 1
    try skipSpace()
    while peek != "]" {
      elements.append(try readValue(depth: depth + 1))
      try readSeparator(before: "]")
    }
    index += 1
    return .array(elements)
  }

  private mutating func readSeparator(before end: Unicode.Scalar) throws(Failure) {
    try skipSpace()
    guard peek != end else { return }
    guard peek == "," else { throw failure("',' or '\(end)' expected") }
    index += 1
    try skipSpace()
  }

  /// An unquoted key, or a word; empty when none stands here.
  private mutating func readName() -> String {
    var name = String.UnicodeScalarView()
    while let scalar = peek {
      let isDigit = ("0"..."9").contains(scalar)
      guard scalar.properties.isAlphabetic || scalar == "_" || scalar == "$" || isDigit && !name.isEmpty else { break }
      name.append(scalar)
      index += 1
    }
    return String(name)
  }

  private mutating func readNumber() throws(Failure) -> Double {
    let start = index
    var text = String.UnicodeScalarView()
    while let scalar = peek, scalar.properties.isAlphabetic || "0123456789+-.".unicodeScalars.contains(scalar) {
      text.append(scalar)
      index += 1
    }
    var digits = Substring(String(text))
    let isNegative = digits.first == "-"
    if isNegative || digits.first == "+" { digits = digits.dropFirst() }
    // Swift's Double reads no sign twice, no lone point before an exponent and no C suffix, as JSON5 wants it; a hexadecimal needs Int.
    let isHexadecimal = digits.lowercased().hasPrefix("0x")
    let isPlain = digits.first.map { $0.isNumber || $0 == "." } ?? false
    let magnitude = isHexadecimal ? UInt32(digits.dropFirst(2), radix: 16).map(Double.init) : isPlain ? Double(digits) : nil
    guard let magnitude, magnitude.isFinite else {
      index = start
      throw failure("not a number")
    }
    return isNegative ? -magnitude : magnitude
  }

  private mutating func readString() throws(Failure) -> String {
    let start = index
    let quote = scalars[index]
    index += 1
    var text = String.UnicodeScalarView()
    while let scalar = peek, scalar != quote, scalar != "\n", scalar != "\r" {
      index += 1
      if scalar == "\\" {
        if let escaped = try readEscape() { text.append(escaped) }
      } else {
        text.append(scalar)
      }
    }
    guard peek == quote else {
      index = start
      throw failure("a string has no end on its line")
    }
    index += 1
    return String(text)
  }

  /// The scalar an escape stands for; nil for a continued line.
  private mutating func readEscape() throws(Failure) -> Unicode.Scalar? {
    guard let scalar = peek else { return nil }
    index += 1
    switch scalar {
    case "b": return "\u{8}"
    case "f": return "\u{c}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "v": return "\u{b}"
    case "0": return "\0"
    case "x": return Unicode.Scalar(try readHexadecimal(digits: 2))
    case "u":
      let unit = try readHexadecimal(digits: 4)
      guard UTF16.isLeadSurrogate(UInt16(unit)) else { return try scalarOrFailure(unit) }
      guard index + 1 < scalars.count, scalars[index] == "\\", scalars[index + 1] == "u" else { throw failure("half a surrogate pair") }
      index += 2
      let low = try readHexadecimal(digits: 4)
      guard UTF16.isTrailSurrogate(UInt16(low)) else { throw failure("half a surrogate pair") }
      return try scalarOrFailure(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
    case "\r":
      if peek == "\n" { index += 1 }
      return nil
    case "\n", "\u{2028}", "\u{2029}": return nil
    default: return scalar
    }
  }

  private func scalarOrFailure(_ value: UInt32) throws(Failure) -> Unicode.Scalar {
    guard let scalar = Unicode.Scalar(value) else { throw failure("half a surrogate pair") }
    return scalar
  }

  private mutating func readHexadecimal(digits: Int) throws(Failure) -> UInt32 {
    let text = String(String.UnicodeScalarView(scalars[index..<min(index + digits, scalars.count)]))
    guard text.count == digits, text.allSatisfy(\.isHexDigit), let value = UInt32(text, radix: 16) else {
      throw failure("an escape needs \(digits) hexadecimal digits")
    }
    index += digits
    return value
  }

  private mutating func skipSpace() throws(Failure) {
    while let scalar = peek {
      if scalar.properties.isWhitespace || scalar == "\u{feff}" {
        index += 1
      } else if scalar == "/", index + 1 < scalars.count, scalars[index + 1] == "/" {
        while let next = peek, next != "\n" { index += 1 }
      } else if scalar == "/", index + 1 < scalars.count, scalars[index + 1] == "*" {
        try skipBlockComment()
      } else {
        return
      }
    }
  }

  private mutating func skipBlockComment() throws(Failure) {
    let start = index
    index += 2
    while index + 1 < scalars.count {
      if scalars[index] == "*", scalars[index + 1] == "/" {
        index += 2
        return
      }
      index += 1
    }
    index = start
    throw failure("a comment has no end")
  }

  private var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  private func failure(_ message: String) -> Failure {
    let before = scalars[..<min(index, scalars.count)]
    let lineStart = before.lastIndex(of: "\n").map { $0 + 1 } ?? 0
    return Failure(line: before.count { $0 == "\n" } + 1, column: before.count - lineStart + 1, message: message)
  }
}
