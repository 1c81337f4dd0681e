import Glibc
import Native
import Testing

/// A client with worse manners than `UnixSocketConnection` has.
final class ControlRawClient {
  private let socket: Int32

  init(_ path: String) throws {
    socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let (address, length) = SystemdReceiver.address(path)
    let number = socket
    let result = withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(number, $0, length) }
    }
    try #require(result == 0)
  }

  deinit { close(socket) }

  /// False once the server has closed.
  func send(_ bytes: [UInt8]) -> Bool { Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count }

  func finishSending() { shutdown(socket, Int32(SHUT_WR)) }

  func receiveToTheEnd() -> String {
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = recv(socket, &buffer, buffer.count, 0), count > 0 { text += buffer[..<count] }
    return String(decoding: text, as: UTF8.self)
  }
}
