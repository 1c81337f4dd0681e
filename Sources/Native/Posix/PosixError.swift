import Glibc

/// A system call that failed: which, on what, and why.
package struct PosixError: Error, Equatable, CustomStringConvertible {
  /// The verb after "cannot".
  package let operation: String
  /// The path, or what else it was done to.
  package let subject: String
  /// The value of errno.
  package let number: Int32

  package init(operation: String, subject: String, number: Int32) {
    self.operation = operation
    self.subject = subject
    self.number = number
  }

  /// There is no such file.
  package var isMissing: Bool { number == ENOENT }
  /// The file's owner or mode does not let us.
  package var isDenied: Bool { number == EACCES || number == EPERM || number == EROFS }
  /// Something of that name is there already.
  package var isTaken: Bool { number == EEXIST }
  /// The process or the machine is out of descriptors or memory.
  package var isExhausted: Bool { number == EMFILE || number == ENFILE || number == ENOMEM }
  /// The other side closed the connection.
  package var isDisconnected: Bool { number == EPIPE || number == ECONNRESET }
  /// Nobody listens there.
  package var isRefused: Bool { number == ECONNREFUSED }

  package var description: String {
    let reason = unsafe String(cString: strerror(number))
    let text = "cannot \(operation) \(subject): \(reason)"
    return remedy.map { "\(text) (\($0))" } ?? text
  }

  private var remedy: String? {
    switch number {
    case EACCES, EPERM: "let the user that hushd runs as do this: check owner and mode of it and of the directories above"
    case EROFS: "it is on a read-only file system: remount it, or name it in the unit's ReadWritePaths="
    case ENOSPC, EDQUOT: "free some space on this file system"
    case EMFILE, ENFILE: "raise LimitNOFILE= in the unit, or find what keeps so many files open"
    case ELOOP: "it is a symbolic link, and those are not followed here"
    default: nil
    }
  }
}
