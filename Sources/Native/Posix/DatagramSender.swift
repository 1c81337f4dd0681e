import Glibc

/// Sends datagrams to a Unix socket, and never waits for it.
package final class DatagramSender: Sendable {
  private let socket: Descriptor
  private let address: UnixAddress

  package init(to path: String) throws(PosixError) {
    let address = try UnixAddress(path)
    socket = try UnixAddress.socket(SOCK_DGRAM)
    self.address = address
  }

  /// False when the receiver has no room now; throws when there is none.
  package func send(_ bytes: [UInt8]) throws(PosixError) -> Bool {
    // Each time, because the receiver may have been started anew since.
    try address.connect(socket)
    let number = socket.number
    let sent = try Syscall.retrying("send to", address.text) {
      let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
      let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.send(number, $0.baseAddress, $0.count, flags) }
      return count == -1 && errno == EAGAIN ? -2 : count
    }
    return sent >= 0
  }
}
