import Glibc
import Synchronization

/// One listening socket and the daemon that serves it.
final class Listener: Sendable {
  private struct State: ~Copyable {
    /// Nil once stopped.
    var daemon: DaemonHandle?
    /// The daemon's duplicate of the socket, once it gave it back.
    var duplicate: Descriptor?
  }

  let port: Int
  private let socket: ListeningSocket
  private let service: Service
  private let state: Mutex<State>

  init(_ socket: consuming ListeningSocket, service: Service) throws {
    let name = socket.name
    let number = socket.descriptor.number
    // A duplicate, because libmicrohttpd closes its socket on some failures and not on others.
    let duplicate = try Syscall.retrying("duplicate", name) { fcntl(number, F_DUPFD_CLOEXEC, 3) }
    guard let daemon = DaemonHandle(socket: duplicate, service: service) else {
      throw HTTPServerError.listen(name, "libmicrohttpd does not start (is there memory for one more thread? see LimitNPROC=, TasksMax=)")
    }
    port = socket.port
    self.socket = socket
    self.service = service
    state = Mutex(State(daemon: daemon, duplicate: nil))
  }

  deinit { stop() }

  /// Takes no new connections; does nothing when called again.
  func quiesce() {
    state.withLock { state in
      if state.duplicate != nil { return }
      guard let number = state.daemon?.quiesce(), number >= 0 else { return }
      state.duplicate = Descriptor(owning: number)
      // Ours refuses from now on; systemd's keeps callers waiting for the next start.
      if !socket.isInherited { shutdown(number, Int32(SHUT_RDWR)) }
    }
  }

  /// Closes all connections, whether their replies have come or not.
  func stop() {
    quiesce()
    // libmicrohttpd ends the process when it stops with a suspended connection.
    service.abandon()
    state.withLock { state in
      state.daemon = nil
      state.duplicate = nil
    }
  }
}
