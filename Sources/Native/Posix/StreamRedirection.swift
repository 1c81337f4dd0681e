import Glibc

/// Lets what this process writes to a standard stream go to a file, until it is undone.
package struct StreamRedirection: Sendable {
  private let stream: StandardStream
  private let original: Int32

  /// Appends to the file.
  package init(of stream: StandardStream, to path: String) throws(PosixError) {
    let file = try Descriptor.open(path, O_WRONLY | O_CREAT | O_APPEND, mode: 0o640)
    self.stream = stream
    original = try Syscall.retrying("keep", "standard \(stream)") { fcntl(stream.rawValue, F_DUPFD_CLOEXEC, 3) }
    try Syscall.retrying("redirect", "standard \(stream)") { dup2(file.number, stream.rawValue) }
  }

  package func undo() {
    dup2(original, stream.rawValue)
    close(original)
  }
}
