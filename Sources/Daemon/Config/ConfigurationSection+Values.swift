import Model

/// The kinds of values a configuration has, each with what an operator is told when it is another.
extension ConfigurationSection {
  func string(_ key: String) -> String? {
    let text = read(key, as: "a string") { content -> String? in if case .string(let text) = content { text } else { nil } }
    if text?.isEmpty == true {
      report(key, "is empty", hint: "leave it out, or fill it in")
      return nil
    }
    return text
  }

  func bool(_ key: String) -> Bool? {
    read(key, as: "true or false") { content -> Bool? in if case .bool(let value) = content { value } else { nil } }
  }

  func number(_ key: String, in range: ClosedRange<Double>, _ wanted: String) -> Double? {
    let number = read(key, as: wanted) { content -> Double? in if case .number(let value) = content { value } else { nil } }
    guard let number else { return nil }
    guard range.contains(number) else {
      report(key, "must be \(wanted), not \(Self.plain(number))")
      return nil
    }
    return number
  }

  func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
    let wanted = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard let number = number(key, in: Double(range.lowerBound)...Double(range.upperBound), wanted) else { return nil }
    guard let integer = Int(exactly: number) else {
      report(key, "must be \(wanted), not \(number)")
      return nil
    }
    return integer
  }

  func span(_ key: String, in range: ClosedRange<Span>) -> Span? {
    let hint = "write it as \"500ms\", \"10s\", \"2m\", \"12h\" or \"400d\""
    let text = read(key, as: "a duration", hint: hint) { content -> String? in if case .string(let text) = content { text } else { nil } }
    guard let text else { return nil }
    guard let span = Span(text) else {
      report(key, "\"\(text)\" is not a duration", hint: hint)
      return nil
    }
    guard range.contains(span) else {
      report(key, "must be between \(range.lowerBound) and \(range.upperBound), not \(span)")
      return nil
    }
    return span
  }

  func bytes(_ key: String, in range: ClosedRange<Int64>) -> Int64? {
    let hint = "write it as 1048576, \"512KiB\", \"200MiB\" or \"2GiB\""
    let count = read(key, as: "a size", hint: hint) { content -> Int64? in
      switch content {
      case .number(let number): Int64(exactly: number)
      case .string(let text): ByteCount.read(text)
      default: nil
      }
    }
    guard let count else { return nil }
    guard range.contains(count) else {
      report(
        key, "must be between \(ByteCount.text(range.lowerBound)) and \(ByteCount.text(range.upperBound)), not \(ByteCount.text(count))")
      return nil
    }
    return count
  }

  func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, of type: Choice.Type = Choice.self) -> Choice?
  where Choice.RawValue == String {
    let allowed = Choice.allCases.map(\.rawValue)
    guard let text = string(key) else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    let suggestion = Spelling.suggestion(for: text, among: allowed).map { "did you mean \($0)? " } ?? ""
    report(key, "\"\(text)\" is not known", hint: "\(suggestion)allowed: \(allowed.joined(separator: ", "))")
    return nil
  }

  /// A list of texts; a list with anything else in it is reported and dropped.
  func strings(_ key: String) -> [String]? {
    let hint = "[\"one\", \"two\"]"
    let texts = read(key, as: "a list of strings", hint: hint) { content -> [String]? in
      guard case .array(let values) = content else { return nil }
      let texts = values.compactMap { value -> String? in if case .string(let text) = value.content { text } else { nil } }
      return texts.count == values.count ? texts : nil
    }
    guard let texts else { return nil }
    if texts.contains(where: \.isEmpty) {
      report(key, "has an empty string in it")
      return nil
    }
    return texts
  }

  /// An object of texts under names of the operator's own.
  func texts(_ key: String) -> [String: String] {
    section(key) { section in
      var texts: [String: String] = [:]
      for name in section.names { texts[name] = section.string(name) }
      return texts
    }
  }

  /// A base URL, without a slash at its end.
  func url(_ key: String) -> String? {
    guard var text = string(key) else { return nil }
    while text.hasSuffix("/") { text.removeLast() }
    let rest = text.hasPrefix("https://") ? text.dropFirst(8) : text.hasPrefix("http://") ? text.dropFirst(7) : ""
    let host = rest.prefix { $0 != "/" }
    let isSound = !host.isEmpty && !host.contains("@") && text.allSatisfy { $0.isASCII && !$0.isWhitespace && !"?#\"<>\\".contains($0) }
    guard isSound else {
      report(key, "is not a base URL", hint: "like https://api.example.com, without user, query or fragment")
      return nil
    }
    return text
  }

  /// A JSON pointer (RFC 6901) to a member.
  func pointer(_ key: String) -> String? {
    guard let text = string(key) else { return nil }
    guard text.hasPrefix("/") else {
      report(key, "\"\(text)\" is not a JSON pointer", hint: "like /detail/eventBody/agentId")
      return nil
    }
    return text
  }

  private static func plain(_ number: Double) -> String { Int64(exactly: number).map(String.init) ?? String(number) }
}

/// Sizes as operators write them.
enum ByteCount {
  private static let units: [(suffix: String, bytes: Int64)] = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40)]

  static func read(_ text: String) -> Int64? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let suffix = text.dropFirst(digits.count)
    guard let count = Int64(digits), let unit = units.first(where: { $0.suffix == suffix }) else { return nil }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: unit.bytes)
    return overflow ? nil : bytes
  }

  static func text(_ bytes: Int64) -> String {
    guard let unit = units.last(where: { bytes >= $0.bytes && bytes % $0.bytes == 0 }) else { return "\(bytes)" }
    return "\(bytes / unit.bytes)\(unit.suffix)"
  }
}
