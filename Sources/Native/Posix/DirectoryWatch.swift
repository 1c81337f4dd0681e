import Glibc
import Model

/// Tells which names appear in one directory, by inotify. Sub-directories are not watched.
package final class DirectoryWatch: Sendable {
  /// What the kernel says has happened.
  package enum Notice: Equatable, Sendable {
    /// Renamed into the directory, or closed after writing: whole.
    case announced(String)
    /// Created or linked: perhaps still being written.
    case appeared(String)
    /// Notices were lost: only a fresh look at the directory helps.
    case overflow
    /// The directory was removed or renamed, or its file system unmounted: this watch is over.
    case gone
  }

  private let inotify: Descriptor
  private let woken: EventFlag
  private let directory: String

  /// Sees everything from now on; a path that is no directory is an error.
  package init(directory: String) throws(PosixError) {
    self.directory = directory
    inotify = Descriptor(owning: try Syscall.retrying("watch", directory) { inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK)) })
    woken = try EventFlag()
    let mask = IN_MOVED_TO | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF | Int32(IN_ONLYDIR)
    let number = inotify.number
    try Syscall.retrying("watch", directory) { unsafe inotify_add_watch(number, directory, UInt32(mask)) }
  }

  /// Waits for notices; none when woken or when the time is over (nil: waits for ever).
  package func next(waitingAtMost limit: Span?) throws(PosixError) -> [Notice] {
    let deadline = limit.map { Clock.live.boot() + $0 }
    let ready = try Poll.wait(for: [(inotify.number, .readable), (woken.descriptor.number, .readable)], until: deadline)
    if !ready[1].isEmpty { woken.lower() }
    return ready[0].isEmpty ? [] : try read()
  }

  /// Lets `next` return, from any thread.
  package func wake() { woken.raise() }

  private func read() throws(PosixError) -> [Notice] {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = try Syscall.retrying("read the notices of", directory) {
      unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(inotify.number, $0.baseAddress, $0.count) }
    }
    return unsafe buffer.withUnsafeBytes { unsafe Self.notices(in: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
  }

  /// Records are as long as their names, so they are read field by field.
  private static func notices(in buffer: UnsafeRawBufferPointer) -> [Notice] {
    var notices: [Notice] = []
    var offset = 0
    while offset < buffer.count {
      let mask = unsafe buffer.loadUnaligned(fromByteOffset: offset + 4, as: Int32.self)
      let length = Int(unsafe buffer.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self))
      let start = offset + 16
      let name = unsafe String(decoding: buffer[start..<start + length].prefix { $0 != 0 }, as: UTF8.self)
      if let notice = notice(mask, name) { notices.append(notice) }
      offset = start + length
    }
    return notices
  }

  private static func notice(_ mask: Int32, _ name: String) -> Notice? {
    if mask & IN_Q_OVERFLOW != 0 { return .overflow }
    if mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT) != 0 { return .gone }
    if mask & Int32(IN_ISDIR) != 0 { return nil }
    return mask & (IN_MOVED_TO | IN_CLOSE_WRITE) != 0 ? .announced(name) : .appeared(name)
  }
}
