import Model

/// Why a request to the simulator's own endpoints was refused.
struct ControlError: Error, CustomStringConvertible {
  let status: Int
  let description: String

  init(_ description: String, status: Int = 400) {
    self.status = status
    self.description = description
  }
}

extension JSONValue {
  /// A member that holds a length of time.
  func span(_ name: String) throws(ControlError) -> Span? {
    guard let member = self[name] else { return nil }
    guard let text = member.string, let span = Span(text) else {
      throw ControlError("\(name): not a length of time (write \"300ms\", \"2s\", \"1m\")")
    }
    return span
  }

  /// A member that holds a moment.
  func time(_ name: String) throws(ControlError) -> Timestamp? {
    guard let member = self[name], !member.isNull else { return nil }
    guard let text = member.string, let time = Timestamp(rfc3339: text) else {
      throw ControlError("\(name): not a time (write it as RFC 3339, as in \"2026-03-19T22:07:00.123Z\")")
    }
    return time
  }

  /// A member that must be there and hold text.
  func required(_ name: String) throws(ControlError) -> String {
    guard let text = self[name]?.text, !text.isEmpty else { throw ControlError("\(name): missing") }
    return text
  }

  /// The elements of a member that is an array; none when it is absent.
  func list(_ name: String) throws(ControlError) -> [JSONValue] {
    guard let member = self[name] else { return [] }
    guard let elements = member.elements else { throw ControlError("\(name): not an array") }
    return elements
  }
}
