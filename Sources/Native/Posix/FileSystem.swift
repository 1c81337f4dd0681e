import CLinux
import Glibc

/// Files by path. What makes, changes or removes one follows no symbolic link at the end of its path, except where it says so.
package enum FileSystem {
  /// The whole of a regular file; follows symbolic links, as configuration and credentials use them.
  package static func read(_ path: String, atMost limit: Int) throws -> [UInt8] {
    let number = try Syscall.retrying("open", path) { unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    return try contents(of: Descriptor(owning: number), path, atMost: limit)
  }

  /// The whole of a regular file, with the status of exactly what was read; refuses a link, a fifo, a device.
  package static func readRegular(_ path: String, atMost limit: Int) throws -> (bytes: [UInt8], status: FileStatus) {
    // O_NONBLOCK: opening a fifo must not wait for a writer. It does nothing to regular files.
    let descriptor = try Descriptor.open(path, O_RDONLY | O_NONBLOCK)
    var status = stat()
    try Syscall.retrying("stat", path) { unsafe fstat(descriptor.number, &status) }
    let known = FileStatus(status)
    guard known.kind == .regular else { throw PosixError(operation: "read", subject: path, number: EINVAL) }
    return (try contents(of: descriptor, path, atMost: limit), known)
  }

  /// SHA-256 of a file of any size.
  package static func digest(of path: String) throws -> [UInt8] {
    let descriptor = try Descriptor.open(path, O_RDONLY)
    var hasher = SHA256()
    while true {
      let chunk = try descriptor.readOnce(atMost: 1 << 20, from: path)
      if chunk.isEmpty { return hasher.finish() }
      hasher.update(chunk)
    }
  }

  private static func contents(of descriptor: borrowing Descriptor, _ path: String, atMost limit: Int) throws -> [UInt8] {
    let bytes = try descriptor.read(atMost: limit + 1, from: path)
    guard bytes.count <= limit else { throw TooLarge(subject: path, limit: limit) }
    return bytes
  }

  /// Of the link itself, where it is one.
  package static func status(of path: String) throws(PosixError) -> FileStatus {
    var status = stat()
    try Syscall.retrying("stat", path) { unsafe lstat(path, &status) }
    return FileStatus(status)
  }

  /// True also for a link that leads nowhere.
  package static func exists(_ path: String) -> Bool { (try? status(of: path)) != nil }

  /// All names but `.` and `..`, in byte order.
  package static func names(in directory: String) throws(PosixError) -> [String] {
    guard let stream = unsafe opendir(directory) else { throw Syscall.failure("list", directory) }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else { break }
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    let failure = Syscall.failure("list", directory)
    if failure.number != 0 { throw failure }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Makes a directory and what is missing above it, with exactly this mode; what is there stays as it is.
  package static func makeDirectory(_ path: String, mode: UInt32) throws(PosixError) {
    do throws(PosixError) {
      try Syscall.retrying("create directory", path) { unsafe mkdir(path, mode) }
      // The process's umask must not take away what senders or readers need.
      try Syscall.retrying("set the mode of", path) { unsafe chmod(path, mode) }
    } catch  where error.isMissing {
      let above = parent(of: path)
      // Some file systems say so of what they will not make: then nothing above is missing.
      guard !exists(above) else { throw error }
      try makeDirectory(above, mode: mode)
      try makeDirectory(path, mode: mode)
    } catch  where error.isTaken {
      // A link to a directory is fine, so this follows it.
      var status = stat()
      try Syscall.retrying("stat", path) { unsafe stat(path, &status) }
      guard status.st_mode & S_IFMT == S_IFDIR else {
        throw PosixError(operation: "create directory", subject: path, number: ENOTDIR)
      }
    }
  }

  /// Replaces what is there.
  package static func rename(_ path: String, to target: String) throws(PosixError) {
    try Syscall.retrying("rename", "\(path) to \(target)") { unsafe Glibc.rename(path, target) }
  }

  /// Fails with `isTaken` where a file of the new name is there already. Not for directories.
  package static func renameWithoutReplacing(_ path: String, to target: String) throws(PosixError) {
    let subject = "\(path) to \(target)"
    do throws(PosixError) {
      try Syscall.retrying("rename", subject) { unsafe linux_rename_without_replacing(path, target) }
    } catch {
      // Some file systems lack it. A link never replaces either, and a kill in between leaves the file under both names.
      guard error.number == EINVAL else { throw error }
      try Syscall.retrying("link", subject) { unsafe link(path, target) }
      try remove(path)
    }
  }

  /// Fails with `isTaken` where something of that name is there already.
  package static func makeSymbolicLink(_ path: String, to target: String) throws(PosixError) {
    try Syscall.retrying("link", "\(path) to \(target)") { unsafe symlink(target, path) }
  }

  /// Not for directories.
  package static func remove(_ path: String) throws(PosixError) {
    try Syscall.retrying("remove", path) { unsafe unlink(path) }
  }

  /// Throws where names cannot be listed, added and removed.
  package static func checkAccess(toDirectory path: String) throws(PosixError) {
    try Syscall.retrying("read and write", path) { unsafe access(path, R_OK | W_OK | X_OK) }
  }

  /// Throws where there is no such file, or it must not be read. It is not opened, for closing it would end SQLite's locks on it.
  package static func checkReadable(_ path: String) throws(PosixError) {
    try Syscall.retrying("read", path) { unsafe access(path, R_OK) }
  }

  /// Bytes that the user hushd runs as may still write where the path is.
  package static func freeBytes(at path: String) throws(PosixError) -> Int64 {
    var status = statvfs()
    try Syscall.retrying("measure the free space of", path) { unsafe statvfs(path, &status) }
    return Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
  }

  /// The path from the root without links, `.` and `..`; what is not there, or may not be seen, counts as no link.
  package static func resolved(_ path: String) -> String {
    if let pointer = unsafe realpath(path, nil) {
      defer { unsafe free(pointer) }
      return unsafe String(cString: pointer)
    }
    let above = parent(of: path)
    guard above != path else { return path }
    let directory = resolved(above)
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    switch name {
    case "", ".": return directory
    case "..": return parent(of: directory)
    default: return directory == "/" ? "/\(name)" : "\(directory)/\(name)"
    }
  }

  /// Whether a path is that directory or lies in it; both as `resolved` gives them.
  package static func isPath(_ path: String, in directory: String) -> Bool {
    path == directory || path.hasPrefix(directory == "/" ? "/" : "\(directory)/")
  }

  /// The directory a path is in.
  package static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
