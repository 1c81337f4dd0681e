import Glibc

/// Turns errno into errors, and knows EINTR.
enum Syscall {
  /// Repeats a call that a signal interrupted, and turns -1 into an error.
  @discardableResult
  static func retrying<Result: SignedInteger>(
    _ operation: String, _ subject: String, _ call: () -> Result
  ) throws(PosixError) -> Result {
    while true {
      let result = call()
      if result != -1 { return result }
      let number = errno
      if number != EINTR { throw PosixError(operation: operation, subject: subject, number: number) }
    }
  }

  /// What the last call failed with, for those that do not fail by -1.
  static func failure(_ operation: String, _ subject: String) -> PosixError {
    PosixError(operation: operation, subject: subject, number: errno)
  }

  /// For calls that return their error instead of setting errno, as pthreads do.
  static func checking(_ operation: String, _ subject: String, _ call: () -> Int32) throws(PosixError) {
    let number = call()
    if number != 0 { throw PosixError(operation: operation, subject: subject, number: number) }
  }
}
