import Model

/// Reads the members of one object by key, with their defaults, and notes every problem; what nobody asked for is an unknown key.
final class ConfigurationSection {
  /// What was found on the way, shared by all sections of a configuration.
  final class Findings {
    var problems: [ConfigurationError.Problem] = []
    var secrets: [SecretReference] = []
  }

  let path: String
  let file: String
  let findings: Findings
  private let members: [ConfigurationValue.Member]
  private var asked: [String] = []

  init(_ value: ConfigurationValue, path: String, findings: Findings) {
    self.path = path
    self.findings = findings
    file = value.file
    if case .object(let members) = value.content { self.members = members } else { members = [] }
  }

  /// The names of all members, for an object whose keys are the operator's own.
  var names: [String] { members.map(\.name) }

  /// The value of a key, which is thereby known; a null counts as absent.
  func value(_ key: String) -> ConfigurationValue? {
    asked.append(key)
    guard let value = members.first(where: { $0.name == key })?.value, value.content != .null else { return nil }
    return value
  }

  /// Reports what nobody asked for. To be called when everything has been read.
  func finish() {
    for member in members where !asked.contains(member.name) {
      let suggestion = Spelling.suggestion(for: member.name, among: asked).map { "did you mean \($0)?" }
      report(member.name, "unknown key", hint: suggestion ?? "known here: \(asked.sorted().joined(separator: ", "))")
    }
  }

  func report(_ key: String, _ message: String, hint: String? = nil) {
    let file = members.first { $0.name == key }?.value.file ?? file
    findings.problems.append(.init(file: file, path: key.isEmpty ? path : path(of: key), message, hint: hint))
  }

  /// Reports about a place deeper inside one of the members.
  func report(_ place: String, of key: String, _ message: String, hint: String? = nil) {
    let file = members.first { $0.name == key }?.value.file ?? file
    findings.problems.append(.init(file: file, path: place, message, hint: hint))
  }

  /// Takes every key as known: for a section whose type is unknown, so nobody can say what belongs there.
  func ignoreTheRest() { asked += names }

  func path(of key: String) -> String {
    let isPlain = key.allSatisfy { $0.isLetter || $0.isNumber || "_-".contains($0) }
    if !isPlain { return "\(path)[\"\(key)\"]" }
    return path.isEmpty ? key : "\(path).\(key)"
  }

  /// A value of one kind, or nil with a report when it is another.
  func read<Value>(_ key: String, as wanted: String, hint: String? = nil, _ convert: (ConfigurationValue.Content) -> Value?) -> Value? {
    guard let found = value(key) else { return nil }
    if let converted = convert(found.content) { return converted }
    report(key, "must be \(wanted), not \(found.kind)", hint: hint)
    return nil
  }

  /// Reports a key that must be there and is not.
  func require<Value>(_ key: String, _ value: Value?, hint: String? = nil) -> Value? {
    let isPresent = members.contains { $0.name == key && $0.value.content != .null }
    if value == nil, !isPresent { report(key, "is missing", hint: hint) }
    return value
  }

  /// The section under a key, read with all that is in it; an absent one is an empty object, so that its defaults apply.
  func section<Value>(_ key: String, _ body: (ConfigurationSection) -> Value) -> Value {
    let empty = ConfigurationValue(content: .object([]), file: file)
    return enter(key, value(key) ?? empty, body)
  }

  /// The section under a key; nil when it is absent.
  func optionalSection<Value>(_ key: String, _ body: (ConfigurationSection) -> Value?) -> Value? {
    value(key).flatMap { enter(key, $0, body) }
  }

  /// One section for each member of the object under a key, in name order.
  func sections<Value>(_ key: String, _ body: (String, ConfigurationSection) -> Value?) -> [Value] {
    section(key) { parent in
      parent.names.sorted().compactMap { name in
        parent.checkName(name)
        return parent.optionalSection(name) { body(name, $0) }
      }
    }
  }

  /// One section for each object of the list under a key.
  func list<Value>(_ key: String, _ body: (ConfigurationSection) -> Value?) -> [Value] {
    let elements = read(key, as: "a list") { content -> [ConfigurationValue]? in
      if case .array(let values) = content { values } else { nil }
    }
    return (elements ?? []).enumerated().compactMap { index, element in
      enter("\(key)[\(index)]", element, at: "\(path(of: key))[\(index)]", body)
    }
  }

  private func enter<Value>(
    _ key: String, _ value: ConfigurationValue, at place: String? = nil, _ body: (ConfigurationSection) -> Value
  ) -> Value {
    let section = ConfigurationSection(value, path: place ?? path(of: key), findings: findings)
    if case .object = value.content {} else { section.report("", "must be an object, not \(value.kind)", hint: "{ … }") }
    let result = body(section)
    section.finish()
    return result
  }

  /// Names stand in metrics, commands and the journal.
  private func checkName(_ name: String) {
    let isSound = !name.isEmpty && name.count <= 64 && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) }
    if !isSound { report(name, "is not a usable name", hint: "at most 64 letters, digits, '-', '_' and '.'") }
  }
}
