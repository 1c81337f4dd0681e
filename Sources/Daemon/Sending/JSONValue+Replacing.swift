import Model

extension JSONValue {
  /// This value's text with another value at a JSON pointer's place, if it is there; all else is copied as written.
  func replacing(at pointer: String, with replacement: (JSONValue) throws -> [UInt8]) rethrows -> [UInt8] {
    try replacing(at: Self.names(in: pointer)[...], with: replacement)
  }

  private func replacing(at names: ArraySlice<String>, with replacement: (JSONValue) throws -> [UInt8]) rethrows -> [UInt8] {
    guard let name = names.first else { return try replacement(self) }
    var writer = JSONWriter()
    if isObject {
      let changed = try members.map { member in
        (member.name, member.name == name ? try member.value.replacing(at: names.dropFirst(), with: replacement) : member.value.raw)
      }
      writer.object { writer in for (name, text) in changed { writer.field(name, raw: text) } }
      return writer.bytes
    }
    guard let elements else { return raw }
    let changed = try elements.enumerated().map { index, element in
      String(index) == name ? try element.replacing(at: names.dropFirst(), with: replacement) : element.raw
    }
    writer.array { writer in for text in changed { writer.element(raw: text) } }
    return writer.bytes
  }
}
