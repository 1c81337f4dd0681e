// G7: a card number has 13 to 19 digits (13 only when the first is 4), begins with 2 to 6, has the usual separators, passes Luhn, and is
// not part of a longer run of letters or digits, nor of a UUID, of which one in some ten thousand would pass. In doubt it is masked: what
// has two readings is masked by both.

/// Masks card numbers in texts before anything is written.
package enum CardMask {
  /// The text with each digit of a card number replaced by `*`; the same text when there is none.
  package static func masked(_ text: String) -> String {
    guard mayHoldCard(text) else { return text }
    var scalars = Array(text.unicodeScalars)
    var isChanged = false
    var groups: [Group] = []
    var index = 0
    while index < scalars.count {
      guard scalars[index].isLetterOrDigit else {
        index += 1
        continue
      }
      if let end = uuidEnd(in: scalars, from: index) {
        groups.removeAll()
        index = end
        continue
      }
      let group = Group(in: scalars, from: index)
      if let last = groups.last, !isSeparator(scalars[last.end..<group.start]) { groups.removeAll() }
      if group.digits == nil { groups.removeAll() } else { groups.append(group) }
      isChanged = maskCards(endingWith: groups, in: &scalars) || isChanged
      index = group.end
    }
    guard isChanged else { return text }
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars)
    return String(result)
  }

  /// A run of letters and digits; `digits` when it is digits alone.
  private struct Group {
    let start: Int
    let end: Int
    let digits: [UInt8]?

    init(in scalars: [Unicode.Scalar], from start: Int) {
      var digits: [UInt8]? = []
      var end = start
      while end < scalars.count, scalars[end].isLetterOrDigit {
        if let digit = scalars[end].digit { digits?.append(digit) } else { digits = nil }
        end += 1
      }
      self.start = start
      self.end = end
      self.digits = digits
    }
  }

  private static let digitCounts = 13...19
  private static let separatorsMax = 3

  /// Quick and never wrongly false: any scalar beyond ASCII might be a digit, and has at least two bytes.
  private static func mayHoldCard(_ text: String) -> Bool {
    var count = 0
    for byte in text.utf8 where (byte >= 0x30 && byte <= 0x39) || byte >= 0xC0 { count += 1 }
    return count >= digitCounts.lowerBound
  }

  private static let uuidCount = 36

  /// Where the UUID ends that begins here; nil when none does.
  private static func uuidEnd(in scalars: [Unicode.Scalar], from start: Int) -> Int? {
    let end = start + uuidCount
    guard end <= scalars.count, scalars[start + 8] == "-", end == scalars.count || !scalars[end].isLetterOrDigit else { return nil }
    for offset in 0..<uuidCount {
      let isDash = offset == 8 || offset == 13 || offset == 18 || offset == 23
      guard isDash ? scalars[start + offset] == "-" : scalars[start + offset].isHexDigit else { return nil }
    }
    return end
  }

  private static func isSeparator(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
    scalars.count <= separatorsMax && scalars.allSatisfy(\.isCardSeparator)
  }

  /// Looks at every card that could end with the last group, and masks those that are one.
  private static func maskCards(endingWith groups: [Group], in scalars: inout [Unicode.Scalar]) -> Bool {
    guard let end = groups.last?.end else { return false }
    var digits: [UInt8] = []
    var isChanged = false
    for group in groups.reversed() {
      digits.insert(contentsOf: group.digits ?? [], at: 0)
      guard digits.count <= digitCounts.upperBound else { break }
      guard isCard(digits) else { continue }
      // The digits are kept in the groups, so masking one reading does not hide another.
      for index in group.start..<end where scalars[index].digit != nil { scalars[index] = "*" }
      isChanged = true
    }
    return isChanged
  }

  private static func isCard(_ digits: [UInt8]) -> Bool {
    guard digitCounts.contains(digits.count), let first = digits.first, (2...6).contains(first) else { return false }
    return (digits.count > 13 || first == 4) && passesLuhn(digits)
  }

  private static func passesLuhn(_ digits: [UInt8]) -> Bool {
    var sum = 0
    for (position, digit) in digits.reversed().enumerated() {
      let value = Int(digit) << (position & 1)
      sum += value > 9 ? value - 9 : value
    }
    return sum % 10 == 0
  }
}

extension Unicode.Scalar {
  /// Its value as a decimal digit of any script: full-width ones are typed too.
  fileprivate var digit: UInt8? {
    if isASCII { return value >= 48 && value <= 57 ? UInt8(value - 48) : nil }
    guard properties.numericType == .decimal, let number = properties.numericValue else { return nil }
    return UInt8(number)
  }

  fileprivate var isHexDigit: Bool { isASCII && properties.isASCIIHexDigit }

  fileprivate var isLetterOrDigit: Bool {
    if isASCII { return (value >= 48 && value <= 57) || (value | 0x20 >= 97 && value | 0x20 <= 122) }
    return properties.isAlphabetic || properties.numericType == .decimal
  }

  /// Spaces and dashes of any kind, dots, and what is not seen at all.
  fileprivate var isCardSeparator: Bool {
    switch properties.generalCategory {
    case .spaceSeparator, .dashPunctuation, .format: true
    default: self == "." || self == "\u{2212}" || self == "\u{00B7}" || self == "\t"
    }
  }
}
