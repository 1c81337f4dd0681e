import Glibc
import Testing

/// A service manager's end of the notification socket.
struct SystemdReceiver {
  private let socket: Int32

  init(_ address: String) throws {
    socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    let (bound, length) = Self.address(address)
    try #require(Self.bind(socket, bound, length) == 0)
  }

  /// So many datagrams; the sender has sent them before.
  func receive(_ count: Int) -> [String] {
    defer { close(socket) }
    return (0..<count).map { _ in
      var buffer = [UInt8](repeating: 0, count: 4096)
      let length = recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      return String(decoding: buffer[..<max(0, length)], as: UTF8.self)
    }
  }

  static func address(_ text: String) -> (sockaddr_un, socklen_t) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var bytes = Array(text.utf8)
    if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return (address, socklen_t(2 + bytes.count))
  }

  static func bind(_ socket: Int32, _ address: sockaddr_un, _ length: socklen_t) -> Int32 {
    withUnsafePointer(to: address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.bind(socket, $0, length) } }
  }
}

extension PosixTemporaryDirectory {
  /// A socket file as a killed server leaves it.
  func leaveDeadSocket(_ name: String) throws {
    let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    let (address, length) = SystemdReceiver.address(self(name))
    try #require(SystemdReceiver.bind(socket, address, length) == 0)
  }
}
