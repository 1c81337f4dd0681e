import Glibc

/// One of the three streams a process starts with.
package enum StandardStream: Int32, Sendable {
  case input, output, error

  /// False for a file, a pipe or the journal.
  package var isTerminal: Bool { isatty(rawValue) == 1 }

  /// Columns and rows of the terminal; nil when it is none or does not say.
  package var terminalSize: (width: Int, height: Int)? {
    var size = winsize()
    guard unsafe ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// Writes all of it at once; a reader that went away is `isDisconnected`.
  package func write(_ text: String) throws(PosixError) { try write(Array(text.utf8)) }

  /// The same for bytes.
  package func write(_ bytes: [UInt8]) throws(PosixError) {
    try Descriptor.write(bytes, on: rawValue, to: "standard \(self)")
  }
}
