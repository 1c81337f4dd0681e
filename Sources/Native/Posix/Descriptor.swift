import Glibc

/// An open file descriptor, closed when its owner lets go of it.
package struct Descriptor: ~Copyable, Sendable {
  /// Valid as long as the descriptor lives; do not close it.
  package let number: Int32

  /// Takes over a descriptor that nobody else closes.
  package init(owning number: Int32) {
    precondition(number >= 0)
    self.number = number
  }

  // Not retried: after EINTR Linux has closed it already, and the number may be somebody else's.
  deinit { _ = close(number) }

  /// Opens without following a symbolic link at the end of the path, and never for a child process.
  static func open(_ path: String, _ flags: Int32, mode: mode_t = 0) throws(PosixError) -> Descriptor {
    let number = try Syscall.retrying("open", path) { unsafe Glibc.open(path, flags | O_CLOEXEC | O_NOFOLLOW, mode) }
    return Descriptor(owning: number)
  }

  /// Writes all bytes, however many calls that takes.
  borrowing func write(_ bytes: [UInt8], to subject: String) throws(PosixError) {
    try Descriptor.write(bytes, on: number, to: subject)
  }

  /// The same on a descriptor that is not ours to close.
  static func write(_ bytes: [UInt8], on number: Int32, to subject: String) throws(PosixError) {
    var written = 0
    while written < bytes.count {
      let start = written
      let count = try Syscall.retrying("write", subject) {
        unsafe bytes.withUnsafeBytes { buffer in unsafe Glibc.write(number, buffer.baseAddress?.advanced(by: start), bytes.count - start) }
      }
      written += count
    }
  }

  /// Reads to the end or to the limit, whatever comes first.
  borrowing func read(atMost limit: Int, from subject: String) throws(PosixError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < limit {
      let chunk = try readOnce(atMost: min(65_536, limit - bytes.count), from: subject)
      if chunk.isEmpty { break }
      bytes.append(contentsOf: chunk)
    }
    return bytes
  }

  /// What one call yields; empty at the end.
  borrowing func readOnce(atMost limit: Int, from subject: String) throws(PosixError) -> [UInt8] {
    let descriptor = number
    var failure: PosixError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      do throws(PosixError) {
        count = try Syscall.retrying("read", subject) { unsafe Glibc.read(descriptor, buffer.baseAddress, limit) }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }
}
