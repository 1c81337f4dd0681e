import Glibc

/// Keeps a second process out for as long as this one holds it, with the holder's pid in the file.
package final class FileLock: Sendable {
  /// Somebody else has the lock.
  package struct Held: Error, Equatable, CustomStringConvertible {
    package let path: String
    /// Absent in the moment between the holder's locking and its writing.
    package let pid: Int32?

    package var description: String {
      let holder = pid.map { "process \($0)" } ?? "another process"
      return "\(path) is held by \(holder): stop that one first, or give this one a state directory of its own"
    }
  }

  private let descriptor: Descriptor

  /// Takes the lock or throws `Held`; never waits.
  package init(path: String) throws {
    descriptor = try Descriptor.open(path, O_RDWR | O_CREAT, mode: 0o640)
    let number = descriptor.number
    guard flock(number, LOCK_EX | LOCK_NB) == 0 else {
      let failure = Syscall.failure("lock", path)
      guard failure.number == EWOULDBLOCK else { throw failure }
      let text = String(decoding: try descriptor.read(atMost: 32, from: path), as: UTF8.self)
      throw Held(path: path, pid: Int32(text.prefix { $0.isASCII && $0.isNumber }))
    }
    try Syscall.retrying("truncate", path) { ftruncate(number, 0) }
    try descriptor.write(Array("\(getpid())\n".utf8), to: path)
  }

  // The file stays, for unlinking a lock file lets two processes lock two files of the same name. Its pid goes.
  deinit { _ = ftruncate(descriptor.number, 0) }
}
