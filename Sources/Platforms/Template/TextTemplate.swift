import Model

/// A text with placeholders, which are escaped for where they stand when it is filled in.
package struct TextTemplate: Hashable, Sendable {
  /// What the text is.
  package enum Kind: Sendable {
    case url, header, json, form, xml, plain
  }

  /// Where in it a placeholder stands.
  private enum Place: Hashable, Sendable {
    case path, query, headerLine, jsonString, jsonValue, form, xml, plain
  }

  private enum Piece: Hashable, Sendable {
    case text(String)
    case value(Placeholder, Place)
  }

  /// As it was written.
  package let text: String
  private let pieces: [Piece]

  /// Reads a template; throws what is wrong with it.
  package init(_ text: String, as kind: Kind) throws(TemplateError) {
    var reader = TextTemplateReader(kind)
    try reader.read(text)
    self.text = text
    pieces = reader.pieces.map { piece in
      switch piece {
      case .text(let text): .text(text)
      case .value(let placeholder, .plain): .value(placeholder, Self.place(in: kind))
      case .value(let placeholder, .inner): .value(placeholder, kind == .url ? .query : .jsonString)
      }
    }
    if kind == .json, let text = filled(with: Self.sample) {
      do throws(JSONError) { _ = try JSONDocument(Array(text.utf8)) } catch {
        throw TemplateError("once filled in it is \(error)", hint: "for another format say so in a Content-Type header")
      }
    }
  }

  private static func place(in kind: Kind) -> Place {
    switch kind {
    case .url: .path
    case .header: .headerLine
    case .json: .jsonValue
    case .form: .form
    case .xml: .xml
    case .plain: .plain
    }
  }

  /// Shows whether a body is JSON.
  private static let sample = Command(
    id: CommandID(seq: 0, index: 0), kind: .pause, purpose: .pause,
    target: Target(platform: "", conversation: ConversationKey(system: "", id: "c")), since: Tick(milliseconds: 0))

  package var placeholders: [Placeholder] {
    pieces.compactMap { if case .value(let placeholder, _) = $0 { placeholder } else { nil } }
  }

  /// The text for a command; nil when something it needs is unknown or cannot stand there.
  func filled(with command: Command) -> String? {
    var result = ""
    for piece in pieces {
      switch piece {
      case .text(let text): result += text
      case .value(let placeholder, let place):
        guard let text = Self.escaped(placeholder.value(in: command) ?? "", placeholder, in: place) else { return nil }
        result += text
      }
    }
    return result
  }

  private static func escaped(_ value: String, _ placeholder: Placeholder, in place: Place) -> String? {
    switch place {
    case .path: return URLText.segment(value)
    case .query: return value.isEmpty && placeholder.isIdentity ? nil : URLText.encoded(value)
    case .headerLine: return value.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } ? nil : value
    case .jsonString: return String(quoted(value).dropFirst().dropLast())
    case .jsonValue: return value.isEmpty ? "null" : quoted(value)
    case .form: return URLText.encoded(value)
    case .xml: return xml(value)
    case .plain: return value
    }
  }

  private static func quoted(_ value: String) -> String {
    var writer = JSONWriter()
    writer.element(value)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private static func xml(_ value: String) -> String? {
    let entities: [Unicode.Scalar: String] = ["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&apos;"]
    var result = ""
    for scalar in value.unicodeScalars {
      // XML has no way at all to write these.
      if scalar.value < 0x20, !["\t", "\n", "\r"].contains(scalar) { return nil }
      if let entity = entities[scalar] { result += entity } else { result.unicodeScalars.append(scalar) }
    }
    return result
  }
}

/// What is wrong with a template.
package struct TemplateError: Error, Hashable {
  package let problem: String
  package let hint: String?
  /// The word in braces that nobody knows.
  package let unknown: String?

  init(_ problem: String, hint: String? = nil, unknown: String? = nil) {
    self.problem = problem
    self.hint = hint
    self.unknown = unknown
  }
}
