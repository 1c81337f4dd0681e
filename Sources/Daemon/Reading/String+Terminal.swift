// What senders wrote into an event must not move a terminal's cursor, hide text or start a line of its own.

extension String {
  /// The same with every character that a terminal would act on made visible.
  var printable: String {
    guard unicodeScalars.contains(where: \.isActedOn) else { return self }
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars { result.append(scalar.isActedOn ? "\u{FFFD}" : scalar) }
    return String(result)
  }

  /// Where a text loses what does not fit.
  enum Cut { case middle, end }

  func shortened(to width: Int, at cut: Cut) -> String {
    guard count > width else { return self }
    guard width > 1 else { return String(prefix(max(0, width))) }
    let tail = cut == .middle ? (width - 1) / 2 : 0
    return prefix(width - 1 - tail) + "…" + suffix(tail)
  }

  func padded(to width: Int) -> String {
    let missing = width - count
    return missing > 0 ? self + String(repeating: " ", count: missing) : self
  }

  func paddedBefore(to width: Int) -> String {
    let missing = width - count
    return missing > 0 ? String(repeating: " ", count: missing) + self : self
  }

  /// Lines of at most so many characters, broken between words where there are any.
  func wrapped(to width: Int) -> [String] {
    var lines: [String] = []
    var rest = self[...]
    while rest.count > width, width > 0 {
      let line = rest.prefix(width + 1)
      let end = line.lastIndex(of: " ").flatMap { $0 > line.startIndex ? $0 : nil } ?? line.index(before: line.endIndex)
      lines.append(String(rest[..<end]))
      rest = rest[end...].drop { $0 == " " }
    }
    return lines + [String(rest)]
  }
}

extension Unicode.Scalar {
  /// Control characters, and those that turn the direction of writing.
  fileprivate var isActedOn: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x061C: true
    default: false
    }
  }
}
