/// Splits a template's text at its placeholders, and keeps track of what they stand in.
struct TextTemplateReader {
  enum Piece {
    case text(String)
    case value(Placeholder, Place)
  }

  enum Place {
    case plain
    /// A URL's query, or within a JSON string.
    case inner
  }

  private let kind: TextTemplate.Kind
  private(set) var pieces: [Piece] = []
  private var literal = ""
  private var isInner = false
  private var isEscaped = false
  /// Slashes of a URL so far: its path begins with the third.
  private var slashes = 0

  init(_ kind: TextTemplate.Kind) { self.kind = kind }

  mutating func read(_ text: String) throws(TemplateError) {
    var rest = text.unicodeScalars[...]
    while let scalar = rest.first {
      if scalar == "{", let name = Self.name(at: rest) {
        try add(name)
        rest = rest.dropFirst(name.unicodeScalars.count + 2)
      } else {
        try take(scalar)
        rest = rest.dropFirst()
      }
    }
    if !literal.isEmpty { pieces.append(.text(literal)) }
  }

  /// The word in braces at the beginning; nil when the brace is just a brace, as JSON bodies need.
  private static func name(at text: Substring.UnicodeScalarView) -> String? {
    let name = text.dropFirst().prefix { scalar in
      ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar) || "._-".unicodeScalars.contains(scalar)
    }
    guard !name.isEmpty, name.endIndex < text.endIndex, text[name.endIndex] == "}" else { return nil }
    return String(name)
  }

  private mutating func add(_ name: String) throws(TemplateError) {
    guard let placeholder = Placeholder(name) else { throw TemplateError("{\(name)} is not known", unknown: name) }
    if kind == .url, slashes < 3 { throw TemplateError("{\(name)} cannot stand in the address of the host") }
    if !literal.isEmpty { pieces.append(.text(literal)) }
    literal = ""
    pieces.append(.value(placeholder, isInner ? .inner : .plain))
  }

  private mutating func take(_ scalar: Unicode.Scalar) throws(TemplateError) {
    literal.unicodeScalars.append(scalar)
    switch kind {
    case .url:
      guard (0x21...0x7E).contains(scalar.value), !"\"<>\\^`{|}#".unicodeScalars.contains(scalar) else {
        throw TemplateError("has a \"\(scalar)\", which a URL cannot have", hint: "percent-encode it")
      }
      if scalar == "/" { slashes += 1 }
      if scalar == "?" { isInner = true }
    case .header:
      guard (0x20...0x7E).contains(scalar.value) else { throw TemplateError("has a character that a header cannot have") }
    case .json:
      if isEscaped {
        isEscaped = false
      } else if scalar == "\"" {
        isInner.toggle()
      } else if isInner, scalar == "\\" {
        isEscaped = true
      }
    case .form, .xml, .plain: break
    }
  }
}
