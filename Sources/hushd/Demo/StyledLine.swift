/// One line on the terminal, put together from pieces; its width is that of its text.
struct StyledLine {
  /// As ANSI numbers them.
  enum Style: String {
    case plain = ""
    case bold = "1"
    case faint = "2"
    case red = "1;31"
    case green = "32"
    case yellow = "33"
    case alarm = "1;37;41"
    case title = "7"
  }

  private var pieces: [(text: String, style: Style)] = []
  private(set) var width = 0

  init(_ text: String = "", _ style: Style = .plain) { add(text, style) }

  mutating func add(_ text: String, _ style: Style = .plain) {
    guard !text.isEmpty else { return }
    let harmless = Self.harmless(text)
    pieces.append((harmless, style))
    width += harmless.count
  }

  /// Adds a column: cut or filled to its width, with a blank behind it.
  mutating func add(_ text: String, _ style: Style = .plain, column: Int) {
    let text = Self.harmless(text)
    let cut = text.count > column ? "\(text.prefix(column - 1))…" : text
    add(cut, style)
    add(String(repeating: " ", count: column - cut.count + 1))
  }

  /// Fills up with blanks, so that a background reaches the end.
  mutating func fill(to width: Int, _ style: Style) {
    if width > self.width { add(String(repeating: " ", count: width - self.width), style) }
  }

  /// What a terminal takes, cut at its width.
  func text(width: Int, isColoured: Bool) -> String {
    var left = width
    var result = ""
    for piece in pieces where left > 0 {
      let text = piece.text.prefix(left)
      left -= text.count
      result += isColoured && piece.style != .plain ? "\u{1B}[\(piece.style.rawValue)m\(text)\u{1B}[0m" : String(text)
    }
    return result
  }

  /// What a guest writes into an event must not command the terminal, nor take two columns where one is counted.
  private static func harmless(_ text: String) -> String {
    let known: Set<Unicode.Scalar> = ["●", "○", "…", "–", "─", "·"]
    return String(String.UnicodeScalarView(text.unicodeScalars.map { (0x20..<0x7F).contains($0.value) || known.contains($0) ? $0 : "?" }))
  }
}
