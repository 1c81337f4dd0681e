import Glibc
import Synchronization

/// A TCP connection that says exactly what a test wants said, as no proper client or server would.
final class HTTPRawPeer: Sendable {
  private let socket: Int32
  private let isOpen = Atomic(true)

  init(accepted socket: Int32) {
    self.socket = socket
    giveUp(afterSeconds: 10)
  }

  /// Connects to a port of this machine.
  init(port: Int) {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = Self.loopback(port: port)
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    precondition(result == 0, "the server under test listens")
    giveUp(afterSeconds: 10)
  }

  deinit { close() }

  private func close() {
    if isOpen.exchange(false, ordering: .relaxed) { Glibc.close(socket) }
  }

  static func loopback(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  // A hanging server fails its test instead of hanging it.
  private func giveUp(afterSeconds seconds: Int) {
    var time = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
  }

  /// False once the other side has gone.
  @discardableResult func send(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
  }

  /// Reads until that text has come, or the other side closes, or ten seconds are over.
  func receive(until end: String) -> String {
    var received: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while !String(decoding: received, as: UTF8.self).contains(end) {
      let count = recv(socket, &chunk, chunk.count, 0)
      if count <= 0 { break }
      received += chunk[..<count]
    }
    return String(decoding: received, as: UTF8.self)
  }

  /// Whether the other side closes within ten seconds, whatever it says before.
  func isClosedByPeer() -> Bool {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(socket, &chunk, chunk.count, 0)
      if count == 0 || count < 0 && errno == ECONNRESET { return true }
      if count < 0 { return false }
    }
  }

  /// Closes by a reset, as a crashing peer would.
  func reset() {
    var option = Glibc.linger(l_onoff: 1, l_linger: 0)
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<Glibc.linger>.size))
    close()
  }
}
