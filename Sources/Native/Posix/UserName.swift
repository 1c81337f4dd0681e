import Glibc

/// The name of a user, as the system knows it.
package enum UserName {
  /// Nil for a number without a name.
  package static func of(_ uid: UInt32) -> String? {
    var buffer = [CChar](repeating: 0, count: 16_384)
    var record = unsafe passwd()
    var found: UnsafeMutablePointer<passwd>?
    guard unsafe getpwuid_r(uid, &record, &buffer, buffer.count, &found) == 0, let found = unsafe found else { return nil }
    return unsafe String(cString: found.pointee.pw_name)
  }
}
