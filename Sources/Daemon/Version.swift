import Native

/// Which hushd this is.
package enum Version {
  /// Raised by hand with an entry in CHANGELOG.md.
  package static let number = "0.1.0"
  package static var commit: String { Build.commit }
  package static var libraries: [(name: String, version: String)] { Build.libraries }
}
