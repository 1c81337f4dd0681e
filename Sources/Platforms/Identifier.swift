import Model

/// Reads a vendor's identifiers. They are never masked, but their length is limited.
enum Identifier {
  /// The identifier; nil when it is empty.
  static func read(_ value: JSONValue, field: @autoclosure () -> String, allowsNumber: Bool = false) throws(FieldError) -> String? {
    guard let text = value.string ?? (allowsNumber && value.bool == nil ? value.text : nil) else {
      throw FieldError(field(), allowsNumber ? "must be a string or a number" : "must be a string")
    }
    return try check(text, field: field())
  }

  static func check(_ text: String, field: @autoclosure () -> String) throws(FieldError) -> String? {
    guard text.utf8.count <= Limits.identifierBytesMax else {
      throw FieldError(field(), "longer than \(Limits.identifierBytesMax) bytes")
    }
    return text.isEmpty ? nil : text
  }

  /// A UUID in lower case, since vendors do not agree on the case; anything else as it is.
  static func canonical(_ text: String) -> String {
    hasUpperCase(text) && isUUID(text) ? text.lowercased() : text
  }

  private static func isUUID(_ text: String) -> Bool {
    guard text.utf8.count == 36 else { return false }
    var offset = 0
    for byte in text.utf8 {
      switch offset {
      case 8, 13, 18, 23: guard byte == UInt8(ascii: "-") else { return false }
      default: guard (48...57).contains(byte) || (97...102).contains(byte | 0x20) else { return false }
      }
      offset += 1
    }
    return true
  }

  private static func hasUpperCase(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { utf8 in utf8.contains { $0 >= 65 && $0 <= 90 } }
  }
}
