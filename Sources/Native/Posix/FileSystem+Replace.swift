import Glibc

extension FileSystem {
  /// Writes a file so that after a power loss either the old or the new content is there, whole.
  package static func replace(_ path: String, with bytes: [UInt8], mode: UInt32 = 0o640) throws(PosixError) {
    _ = try replace(path, mode: mode) { target, name throws(PosixError) in
      try target.write(bytes, to: name)
      return true
    }
  }

  /// Writes a file anew, piece by piece: what `change` makes of each, and at last of nothing. False, and the file stays as it was, when
  /// `isNeeded` says so in the end.
  package static func rewrite(
    _ path: String, mode: UInt32, _ change: ([UInt8]?) -> [UInt8], isNeeded: () -> Bool
  ) throws(PosixError) -> Bool {
    try replace(path, mode: mode) { target, name throws(PosixError) in
      let source = try Descriptor.open(path, O_RDONLY)
      while true {
        let piece = try source.readOnce(atMost: 1 << 20, from: path)
        try target.write(change(piece.isEmpty ? nil : piece), to: name)
        if piece.isEmpty { return isNeeded() }
      }
    }
  }

  /// What `fill` writes into the new file takes the old one's place, if `fill` says so.
  private static func replace(
    _ path: String, mode: UInt32, _ fill: (borrowing Descriptor, String) throws(PosixError) -> Bool
  ) throws(PosixError) -> Bool {
    // Always the same name, so that what a killed process left there goes with the next try.
    let temporary = "\(path).tmp"
    try? remove(temporary)
    do throws(PosixError) {
      let descriptor = try Descriptor.open(temporary, O_WRONLY | O_CREAT | O_EXCL, mode: mode)
      guard try fill(descriptor, temporary) else {
        try remove(temporary)
        return false
      }
      try Syscall.retrying("sync", temporary) { fsync(descriptor.number) }
      try rename(temporary, to: path)
    } catch {
      try? remove(temporary)
      throw error
    }
    try syncDirectory(parent(of: path))
    return true
  }

  /// Makes what somebody wrote into a file survive a power loss.
  package static func sync(_ path: String) throws(PosixError) {
    let descriptor = try Descriptor.open(path, O_RDONLY)
    try Syscall.retrying("sync", path) { fsync(descriptor.number) }
  }

  /// Copies a file of any size; what is there is not replaced.
  package static func copy(_ path: String, to target: String, mode: UInt32 = 0o640) throws(PosixError) {
    let source = try Descriptor.open(path, O_RDONLY)
    let copy = try Descriptor.open(target, O_WRONLY | O_CREAT | O_EXCL, mode: mode)
    while true {
      let chunk = try source.readOnce(atMost: 1 << 20, from: path)
      if chunk.isEmpty { break }
      try copy.write(chunk, to: target)
    }
    try Syscall.retrying("sync", target) { fsync(copy.number) }
  }

  /// Makes renames and removals in a directory survive a power loss.
  package static func syncDirectory(_ path: String) throws(PosixError) {
    let number = try Syscall.retrying("open", path) { unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    let descriptor = Descriptor(owning: number)
    try Syscall.retrying("sync", path) { fsync(descriptor.number) }
  }
}
