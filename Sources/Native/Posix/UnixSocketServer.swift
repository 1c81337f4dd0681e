import CLinux
import Glibc
import Model

/// Serves one request line per connection, each on a thread of its own.
package final class UnixSocketServer: Sendable {
  /// Called once per connection; it closes when the handler has returned and nobody holds it.
  package typealias Handler = @Sendable (_ line: [UInt8], _ peer: UnixSocketConnection.Peer, _ connection: UnixSocketConnection) -> Void

  /// Another process answers on the path.
  package struct Served: Error, Equatable, CustomStringConvertible {
    package let path: String
    package var description: String { "\(path) is served by another process: stop that one first, or set another control.socket" }
  }

  private struct State: Sendable {
    var connections: [Int: UnixSocketConnection] = [:]
    var accepted = 0
    var isStopping = false
  }

  private let path: String
  private let timeout: Span
  private let handler: Handler
  private let listener: Descriptor
  private let identity: FileStatus.Identity
  private let woken: EventFlag
  private let state = Monitor(State())
  private let acceptor = Monitor<ThreadHandle?>(nil)

  /// Listens and serves until `stop()`. `timeout` limits the wait for the request and each line sent.
  package init(path: String, mode: UInt32 = 0o660, timeout: Span = .seconds(10), handler: @escaping Handler) throws {
    self.path = path
    self.timeout = timeout
    self.handler = handler
    listener = try Self.listen(path, mode: mode)
    identity = try FileSystem.status(of: path).identity
    woken = try EventFlag()
    let thread = try ThreadHandle.start(name: "control") { [self] in acceptConnections() }
    acceptor.withLock { $0 = thread }
  }

  /// Refuses new clients, ends the connected ones, and waits a while for their handlers.
  package func stop(waitingAtMost limit: Span = .seconds(2)) {
    state.withLock { $0.isStopping = true }
    woken.raise()
    let thread = acceptor.withLock { thread in
      defer { thread = nil }
      return thread
    }
    guard let thread else { return }
    thread.join()
    // Only our own: somebody may have replaced it meanwhile.
    if (try? FileSystem.status(of: path).identity) == identity { try? FileSystem.remove(path) }
    for connection in state.withLock({ Array($0.connections.values) }) { connection.shutDown() }
    _ = state.wait(atMost: limit, until: \.connections.isEmpty)
  }

  private static func listen(_ path: String, mode: UInt32) throws -> Descriptor {
    let address = try UnixAddress(path)
    try removeStale(path)
    let socket = try UnixAddress.socket(SOCK_STREAM)
    // The file is born with this mode, so that nobody slips in before it gets its own.
    try Syscall.retrying("set the mode of", path) { fchmod(socket.number, 0o600) }
    try address.bind(socket)
    try Syscall.retrying("set the mode of", path) { unsafe chmod(path, mode) }
    try Syscall.retrying("listen on", path) { Glibc.listen(socket.number, 64) }
    return socket
  }

  /// A socket file that nobody answers on was left by a process that was killed.
  private static func removeStale(_ path: String) throws {
    guard let status = try? FileSystem.status(of: path) else { return }
    guard status.kind == .socket else { throw PosixError(operation: "replace with a socket", subject: path, number: EEXIST) }
    do throws(PosixError) {
      _ = try UnixSocketConnection(connectingTo: path)
    } catch {
      guard error.isRefused else { throw error }
      return try FileSystem.remove(path)
    }
    throw Served(path: path)
  }

  private func acceptConnections() {
    while !state.withLock({ $0.isStopping }) {
      let ready = try? Poll.wait(for: [(listener.number, .readable), (woken.descriptor.number, .readable)], until: nil)
      guard let ready, ready[1].isEmpty else { continue }
      let number = linux_accept(listener.number)
      if number >= 0 {
        serve(UnixSocketConnection(Descriptor(owning: number), name: "a client of \(path)", timeout: timeout))
      } else {
        // Out of descriptors, most likely: the client waits in the backlog, and polling again at once would only burn time.
        _ = state.wait(atMost: .milliseconds(100), until: \.isStopping)
      }
    }
  }

  private func serve(_ connection: UnixSocketConnection) {
    let number = state.withLock { state -> Int? in
      guard state.connections.count < Limits.controlConnectionsMax else { return nil }
      state.accepted += 1
      state.connections[state.accepted] = connection
      return state.accepted
    }
    guard let number else { return }
    let thread = try? ThreadHandle.start(name: "control client") { [self] in
      answer(connection)
      state.withLock { $0.connections[number] = nil }
    }
    if thread == nil { state.withLock { $0.connections[number] = nil } }
  }

  /// A client that sends nothing, too much or too slowly is not worth an answer: it is closed.
  private func answer(_ connection: UnixSocketConnection) {
    guard let peer = try? connection.peer(), let line = try? connection.nextLine(waitingAtMost: timeout), !line.isEmpty else { return }
    handler(line, peer, connection)
  }
}
