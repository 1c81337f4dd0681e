/// Everything that is wrong with a configuration, each with its place, so that one run of `check` shows it all.
package struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// One thing that is wrong, where, and what to do about it.
  package struct Problem: Hashable, Sendable, CustomStringConvertible {
    package var file: String
    /// The key path; empty for what concerns the whole file.
    package var path: String
    package var message: String
    package var hint: String?

    package init(file: String, path: String = "", _ message: String, hint: String? = nil) {
      self.file = file
      self.path = path
      self.message = message
      self.hint = hint
    }

    package var description: String {
      "\(file): \(path.isEmpty ? "" : "\(path): ")\(message)\(hint.map { " (\($0))" } ?? "")"
    }
  }

  package var problems: [Problem]

  package init(_ problems: [Problem]) { self.problems = problems }

  package var description: String { problems.map(\.description).joined(separator: "\n") }
}
