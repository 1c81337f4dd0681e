import Glibc

extension StandardStream {
  /// Which file it is; nil when it is closed.
  package var identity: FileStatus.Identity? {
    var status = stat()
    guard unsafe fstat(rawValue, &status) == 0 else { return nil }
    return FileStatus(status).identity
  }

  /// Whether a line can be written without waiting for a reader: always true of a file, and of what is broken.
  package var hasRoom: Bool {
    var entry = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
    return unsafe poll(&entry, 1, 0) != 0
  }
}
