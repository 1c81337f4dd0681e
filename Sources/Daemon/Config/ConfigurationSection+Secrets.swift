import Model

/// Secrets are references. A literal is refused, and not shown: it may be the real one.
extension ConfigurationSection {
  static var secretHint: String { "write credential:NAME, file:PATH or env:NAME" }

  func secret(_ key: String, stateDirectory: String) -> SecretReference? {
    let text = read(key, as: "a reference to a secret", hint: Self.secretHint) { content -> String? in
      if case .string(let text) = content { text } else { nil }
    }
    return text.flatMap { reference($0, key: key, path: path(of: key), stateDirectory: stateDirectory) }
  }

  /// A list of them; an empty one would let nobody in.
  func secrets(_ key: String, stateDirectory: String) -> [SecretReference] {
    let values = read(key, as: "a list of references to secrets", hint: Self.secretHint) { content -> [ConfigurationValue]? in
      if case .array(let values) = content { values } else { nil }
    }
    guard let values = require(key, values) else { return [] }
    if values.isEmpty { report(key, "is empty, so nothing can pass", hint: Self.secretHint) }
    return values.enumerated().compactMap { index, value in
      let place = "\(path(of: key))[\(index)]"
      guard case .string(let text) = value.content else {
        findings.problems.append(
          .init(file: value.file, path: place, "must be a reference to a secret, not \(value.kind)", hint: Self.secretHint))
        return nil
      }
      return reference(text, key: key, path: place, stateDirectory: stateDirectory)
    }
  }

  /// One, or a list of them while one takes the place of another; none where the key is absent.
  func secretOrList(_ key: String, stateDirectory: String) -> [SecretReference] {
    if case .array = value(key)?.content { return secrets(key, stateDirectory: stateDirectory) }
    return secret(key, stateDirectory: stateDirectory).map { [$0] } ?? []
  }

  private func reference(_ text: String, key: String, path: String, stateDirectory: String) -> SecretReference? {
    let file = value(key)?.file ?? file
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    let kind: SecretReference.Kind? =
      switch (parts.first, parts.count) {
      case ("credential", 2) where !parts[1].contains("/"): .credential(parts[1])
      case ("file", 2): .file(parts[1].hasPrefix("/") ? parts[1] : "\(stateDirectory)/\(parts[1])")
      case ("env", 2): .environment(parts[1])
      default: nil
      }
    guard let kind else {
      findings.problems.append(.init(file: file, path: path, "is not a reference to a secret", hint: Self.secretHint))
      return nil
    }
    let reference = SecretReference(kind, file: file, path: path)
    findings.secrets.append(reference)
    return reference
  }
}
