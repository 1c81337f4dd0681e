/// A token, key or password. It never shows itself in a log, an error or a dump.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }
  package init(_ text: String) { bytes = Array(text.utf8) }

  /// The value itself, for the one place that sends or compares it.
  package func reveal() -> [UInt8] { bytes }
  package func revealText() -> String { String(decoding: bytes, as: UTF8.self) }

  package var description: String { "(secret)" }
  package var debugDescription: String { "(secret)" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
