import Model

/// Reads the members of one JSON object of an event; an error names the member by its whole path. A null member is an absent one.
struct FieldReader {
  private let object: JSONValue
  /// What stands before a member's name in an error: empty, or `detail.`.
  private let path: String

  init(_ object: JSONValue, path: String = "") {
    self.object = object
    self.path = path
  }

  func error(_ name: String, _ problem: String) -> FieldError { FieldError(path + name, problem) }

  func value(_ name: String) -> JSONValue? {
    guard let value = object[name], !value.isNull else { return nil }
    return value
  }

  func at(pointer: String) -> JSONValue? {
    guard let value = object.at(pointer: pointer), !value.isNull else { return nil }
    return value
  }

  func string(_ name: String) throws(FieldError) -> String? {
    guard let value = value(name) else { return nil }
    guard let text = value.string else { throw error(name, "must be a string") }
    return text
  }

  func requiredString(_ name: String) throws(FieldError) -> String {
    guard let text = try string(name), !text.isEmpty else { throw error(name, "missing") }
    return text
  }

  func object(_ name: String, path: String) throws(FieldError) -> FieldReader? {
    guard let value = value(name) else { return nil }
    guard value.isObject else { throw error(name, "must be an object") }
    return FieldReader(value, path: path)
  }

  func requiredObject(_ name: String, path: String) throws(FieldError) -> FieldReader {
    guard let reader = try object(name, path: path) else { throw error(name, "missing") }
    return reader
  }

  /// An identifier; nil when absent or empty.
  func identifier(_ name: String, allowsNumber: Bool = false) throws(FieldError) -> String? {
    guard let value = value(name) else { return nil }
    return try Identifier.read(value, field: path + name, allowsNumber: allowsNumber)
  }

  func requiredIdentifier(_ name: String) throws(FieldError) -> String {
    guard let text = try identifier(name) else { throw error(name, "missing") }
    return text
  }

  /// A text that is not an identifier: masked (G7).
  func text(_ name: String) throws(FieldError) -> String? { try string(name).map(Personal.masked) }

  func bool(_ name: String) throws(FieldError) -> Bool? {
    guard let value = value(name) else { return nil }
    guard let bool = value.bool else { throw error(name, "must be true or false") }
    return bool
  }

  func moment(_ name: String) throws(FieldError) -> Timestamp? {
    guard let value = value(name) else { return nil }
    return try Moment.read(value, field: path + name)
  }

  /// The scalar members as masked texts.
  func metadata() throws(FieldError) -> [String: String] {
    var result: [String: String] = [:]
    for (name, value) in object.members where !value.isNull {
      let key = Personal.masked(name)
      guard let text = value.text else { throw error(key, "must be a string, a number or a boolean") }
      result[key] = Personal.masked(text, named: name)
    }
    return result
  }
}
