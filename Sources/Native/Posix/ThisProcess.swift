import Glibc

/// What the kernel and the environment say about the running process.
package enum ThisProcess {
  /// As the kernel numbers it.
  package static var id: Int32 { getpid() }
  /// Whose rights it has.
  package static var userID: UInt32 { geteuid() }

  /// Physical memory in use; nil without /proc.
  package static var residentBytes: Int64? {
    guard let bytes = try? FileSystem.read("/proc/self/statm", atMost: 4096) else { return nil }
    let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ")
    guard fields.count > 1, let pages = Int64(fields[1]) else { return nil }
    return pages * Int64(sysconf(Int32(_SC_PAGESIZE)))
  }

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
