import Native

/// The environment of the process, as a configuration reads it: by name, nil when unset or empty.
package enum Environment {
  package typealias Lookup = @Sendable (String) -> String?

  package static let value: Lookup = { ThisProcess.environment($0) }
}
