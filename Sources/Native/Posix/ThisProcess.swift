import Glibc

/// What the kernel and the environment say about the running process.
package enum ThisProcess {
  /// As the kernel numbers it.
  package static var id: Int32 { getpid() }
  /// Whose rights it has.
  package static var userID: UInt32 { geteuid() }

  /// Nil when unset; an empty value counts as unset, as in shell scripts and units.
  package static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name), unsafe value.pointee != 0 else { return nil }
    return unsafe String(cString: value)
  }

  /// Files made from now on are neither readable by everybody nor writable by the group; a stricter mask stays.
  package static func keepFilesFromOthers() {
    let mask = umask(0o027)
    umask(mask | 0o027)
  }
}
