import Glibc

/// What a directory says about a file.
package struct FileStatus: Equatable, Sendable {
  /// Which file this is, whatever it is called.
  package struct Identity: Hashable, Sendable {
    package let device: UInt64
    package let inode: UInt64

    package init(device: UInt64, inode: UInt64) {
      self.device = device
      self.inode = inode
    }
  }

  /// Told apart as far as anybody here cares.
  package enum Kind: Sendable {
    case regular, directory, symbolicLink, socket, other
  }

  package let identity: Identity
  package let kind: Kind
  package let size: Int64
  /// The permission bits only.
  package let mode: UInt32
  /// Changes with every write; whoever writes may set it to anything.
  package let modifiedNanoseconds: Int64
  /// When it last changed in any way, its name and links included; nobody can set it.
  package let changedNanoseconds: Int64

  init(_ status: stat) {
    identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFLNK: .symbolicLink
      case S_IFSOCK: .socket
      default: .other
      }
    size = Int64(status.st_size)
    mode = status.st_mode & 0o7777
    modifiedNanoseconds = Self.nanoseconds(status.st_mtim)
    changedNanoseconds = Self.nanoseconds(status.st_ctim)
  }

  private static func nanoseconds(_ time: timespec) -> Int64 { Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec) }
}
