import Glibc
import Native

/// A server that lets a test play the other side of each connection, one after the other.
final class CurlRawServer: Sendable {
  let port: Int
  private let socket: Int32
  private let thread: ThreadHandle

  init(backlog: Int32 = 16, serve: (@Sendable (HTTPRawPeer) -> Void)?) throws {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = HTTPRawPeer.loopback(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        precondition(bind(socket, pointer, length) == 0 && listen(socket, backlog) == 0)
        getsockname(socket, pointer, &length)
      }
    }
    port = Int(UInt16(bigEndian: address.sin_port))
    self.socket = socket
    thread = try ThreadHandle.start(name: "raw-server") {
      guard let serve else { return }
      while true {
        let number = accept(socket, nil, nil)
        if number < 0 { return }
        serve(HTTPRawPeer(accepted: number))
      }
    }
  }

  deinit {
    shutdown(socket, Int32(SHUT_RDWR))
    thread.join()
    close(socket)
  }

  var url: String { "http://127.0.0.1:\(port)/" }
}
