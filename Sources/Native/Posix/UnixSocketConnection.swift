import CLinux
import Glibc
import Model
import Synchronization

/// One end of a stream of lines over a Unix socket. It closes when nobody holds it any more.
package final class UnixSocketConnection: Sendable {
  /// Who is at the other end, as the kernel knows it.
  package struct Peer: Equatable, Sendable {
    package let pid: Int32
    package let uid: UInt32
    package let gid: UInt32
  }

  /// The other end did not do its part in time.
  package struct TimedOut: Error, Equatable, CustomStringConvertible {
    package let name: String
    package let limit: Span
    package var description: String { "\(name) did not answer within \(limit)" }
  }

  private let socket: Descriptor
  private let name: String
  private let timeout: Span
  /// Read, but not yet returned: what follows the last line.
  private let received = Mutex<[UInt8]>([])
  /// Held while a line is sent, so that lines of several threads do not mix.
  private let sending = Mutex<Void>(())

  init(_ socket: consuming Descriptor, name: String, timeout: Span) {
    self.socket = socket
    self.name = name
    self.timeout = timeout
  }

  /// Connects to a server; `timeout` limits each line sent.
  package convenience init(connectingTo path: String, timeout: Span = .seconds(10)) throws(PosixError) {
    let address = try UnixAddress(path)
    let socket = try UnixAddress.socket(SOCK_STREAM)
    try address.connect(socket)
    self.init(socket, name: path, timeout: timeout)
  }

  /// As they were when the connection was made.
  package func peer() throws(PosixError) -> Peer {
    var (pid, uid, gid): (Int32, UInt32, UInt32) = (0, 0, 0)
    try Syscall.retrying("identify the client of", name) { unsafe linux_peer_credentials(socket.number, &pid, &uid, &gid) }
    return Peer(pid: pid, uid: uid, gid: gid)
  }

  /// Sends a line and its end; throws `TimedOut` when the other end does not read.
  package func send(_ line: [UInt8]) throws {
    precondition(!line.contains(UInt8(ascii: "\n")), "a line has one end")
    try sending.withLock { _ in try sendAll(line + [UInt8(ascii: "\n")]) }
  }

  private func sendAll(_ bytes: [UInt8]) throws {
    let deadline = Clock.live.boot() + timeout
    var sent = 0
    while sent < bytes.count {
      guard try !Poll.wait(for: .writable, on: socket, until: deadline).isEmpty else { throw TimedOut(name: name, limit: timeout) }
      let start = sent
      let count = try Syscall.retrying("write to", name) {
        let count = unsafe bytes.withUnsafeBytes {
          unsafe Glibc.send(socket.number, $0.baseAddress?.advanced(by: start), $0.count - start, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
        }
        return count == -1 && errno == EAGAIN ? 0 : count
      }
      sent += count
    }
  }

  /// The next line without its end; nil when the other end has closed. An unfinished last line counts as a line.
  package func nextLine(atMost limit: Int = Limits.controlLineBytesMax, waitingAtMost wait: Span? = nil) throws -> [UInt8]? {
    let deadline = wait.map { Clock.live.boot() + $0 }
    return try received.withLock { received in
      var searched = 0
      while true {
        if let end = received[searched...].firstIndex(of: UInt8(ascii: "\n")) {
          defer { received.removeSubrange(...end) }
          return Array(received[..<end])
        }
        searched = received.count
        guard searched <= limit else { throw TooLarge(subject: "a line from \(name)", limit: limit) }
        guard try !Poll.wait(for: .readable, on: socket, until: deadline).isEmpty else {
          throw TimedOut(name: name, limit: wait ?? .zero)
        }
        let chunk = try socket.readOnce(atMost: 65_536, from: name)
        if chunk.isEmpty {
          defer { received = [] }
          return received.isEmpty ? nil : received
        }
        received.append(contentsOf: chunk)
      }
    }
  }

  /// False once the other end has closed; one that only closed its writing half still reads.
  package var isOpen: Bool {
    guard let events = try? Poll.wait(for: [], on: socket, until: Tick(milliseconds: 0)) else { return false }
    return events.isDisjoint(with: .hungUp)
  }

  /// Ends both directions; reads and writes of other threads return.
  package func shutDown() { shutdown(socket.number, Int32(SHUT_RDWR)) }
}
