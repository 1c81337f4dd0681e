import Model

/// One thing to tell the operator, masked and of bounded length, with its looks in the three formats.
struct LogLine: Sendable {
  let moment: Timestamp
  let level: LogSettings.Level
  let message: String
  let fields: [(name: String, value: String)]

  init(at moment: Timestamp, _ level: LogSettings.Level, _ message: String, _ fields: [(String, String)]) {
    self.moment = moment
    self.level = level
    self.message = Self.harmless(message)
    self.fields = fields.map { name, value in
      (name, Self.identifiers.contains(name) ? Self.cut(value) : Self.harmless(value))
    }
  }

  /// Never masked (G7): by them an operator finds the conversation, and a numeric id may well pass for a card number.
  private static let identifiers: Set<String> = ["conversation", "agent", "participant", "recording"]

  /// Masked first: a card number cut in two would pass as none.
  private static func harmless(_ text: String) -> String { cut(CardMask.masked(text)) }

  private static func cut(_ text: String) -> String {
    guard text.utf8.count > Limits.logTextBytesMax else { return text }
    // A slice of a string never ends within a character's bytes.
    return text[..<text.utf8.index(text.startIndex, offsetBy: Limits.logTextBytesMax)] + "…"
  }
}

// MARK: - Formats

extension LogLine {
  /// For a terminal: `2026-03-19T22:07:00.123Z warning journal is slow seconds=2.5`.
  var text: [UInt8] {
    var line = "\(moment) \(level.rawValue) \(Self.escaped(message, isQuoted: false))"
    for (name, value) in fields {
      let escaped = Self.escaped(value, isQuoted: true)
      let isPlain = escaped == value && !value.isEmpty && !value.contains { $0 == " " || $0 == "=" }
      line += isPlain ? " \(name)=\(value)" : " \(name)=\"\(escaped)\""
    }
    return Array("\(line)\n".utf8)
  }

  /// An object on one line.
  var json: [UInt8] {
    let object = JSONWriter.object { writer in
      writer.field("time", moment)
      writer.field("level", level.rawValue)
      writer.field("message", message)
      for (name, value) in fields { writer.field(name, value) }
    }
    return object + [UInt8(ascii: "\n")]
  }

  /// A datagram of journald's native protocol.
  var journal: [UInt8] {
    var bytes: [UInt8] = []
    Self.append("MESSAGE", message, to: &bytes)
    Self.append("PRIORITY", "\(level.priority)", to: &bytes)
    Self.append("SYSLOG_IDENTIFIER", "hushd", to: &bytes)
    for (name, value) in fields { Self.append(Self.journalName(name), value, to: &bytes) }
    return bytes
  }

  /// `NAME=value`, or with the value's length in binary when it has several lines.
  private static func append(_ name: String, _ value: String, to bytes: inout [UInt8]) {
    bytes += name.utf8
    if value.utf8.contains(UInt8(ascii: "\n")) {
      bytes.append(UInt8(ascii: "\n"))
      let count = UInt64(value.utf8.count)
      for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: count >> shift)) }
    } else {
      bytes.append(UInt8(ascii: "="))
    }
    bytes += value.utf8
    bytes.append(UInt8(ascii: "\n"))
  }

  /// journald knows capitals, digits and underscores, and drops a field of any other name.
  private static func journalName(_ name: String) -> String {
    let allowed = name.uppercased().unicodeScalars.map { scalar in
      scalar.isASCII && scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) ? Character(scalar) : "_"
    }
    return "HUSHD_" + String(allowed.prefix(58))
  }

  /// What others wrote must not start a line of its own, nor command the terminal.
  private static func escaped(_ text: String, isQuoted: Bool) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch (scalar, scalar.properties.generalCategory) {
      case ("\n", _): escaped += "\\n"
      case ("\t", _): escaped += "\\t"
      case ("\"", _) where isQuoted: escaped += "\\\""
      case ("\\", _) where isQuoted: escaped += "\\\\"
      case (_, .control), (_, .lineSeparator), (_, .paragraphSeparator), (_, .format):
        escaped += "\\u{\(String(scalar.value, radix: 16))}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

extension LogSettings.Level {
  /// As syslog counts them: the smaller, the more urgent.
  var priority: Int {
    switch self {
    case .debug: 7
    case .info: 6
    case .warning: 4
    case .error: 3
    }
  }
}
