import Glibc

/// The sockets that systemd opened for a socket-activated service.
package enum ListenSockets {
  /// One of them, listening already.
  package struct Socket: Equatable, Sendable {
    /// Owned by the caller from now on.
    package let number: Int32
    /// FileDescriptorName= of the socket unit.
    package let name: String
  }

  /// Takes them over and keeps them from child processes; empty when systemd passed none to this process.
  package static func take() throws(PosixError) -> [Socket] {
    let sockets = read(environment: ThisProcess.environment)
    for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] { unsafe unsetenv(name) }
    for socket in sockets {
      try Syscall.retrying("take over", "socket \(socket.number) from systemd") { fcntl(socket.number, F_SETFD, FD_CLOEXEC) }
    }
    return sockets
  }

  /// What the variables say; they are meant only for the process they name.
  package static func read(environment: (String) -> String?) -> [Socket] {
    guard environment("LISTEN_PID") == "\(ThisProcess.id)", let count = environment("LISTEN_FDS").flatMap({ Int32($0) }), count > 0
    else { return [] }
    let names = (environment("LISTEN_FDNAMES") ?? "").split(separator: ":", omittingEmptySubsequences: false)
    // By protocol they begin at 3, behind the standard streams.
    return (0..<count).map { index in
      Socket(number: 3 + index, name: Int(index) < names.count ? String(names[Int(index)]) : "unknown")
    }
  }
}
