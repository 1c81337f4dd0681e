/// One value of a configuration file as it was read, with the file it stands in; nothing is interpreted yet.
struct ConfigurationValue: Equatable, Sendable {
  enum Content: Equatable, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([ConfigurationValue])
    case object([Member])
  }

  struct Member: Equatable, Sendable {
    var name: String
    var value: ConfigurationValue
  }

  var content: Content
  var file: String

  /// What an operator calls such a value.
  var kind: String {
    switch content {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .string: "a string"
    case .array: "a list"
    case .object: "an object"
    }
  }

  /// This value with another laid over it: objects are merged member by member, anything else is replaced.
  func overlaid(by other: ConfigurationValue) -> ConfigurationValue {
    guard case .object(var members) = content, case .object(let others) = other.content else { return other }
    for member in others {
      if let index = members.firstIndex(where: { $0.name == member.name }) {
        members[index].value = members[index].value.overlaid(by: member.value)
      } else {
        members.append(member)
      }
    }
    return ConfigurationValue(content: .object(members), file: file)
  }
}
