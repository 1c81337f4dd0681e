import Glibc

/// The address of a Unix socket: a path, or a name in the abstract namespace written with a leading `@`.
struct UnixAddress {
  private let address: sockaddr_un
  private let length: socklen_t
  let text: String

  /// Throws for what does not fit the kernel's 107 bytes.
  init(_ text: String) throws(PosixError) {
    self.text = text
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var bytes = Array(text.utf8)
    if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
    guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw PosixError(operation: "use as a socket's path", subject: text, number: ENAMETOOLONG)
    }
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
    // The length is exact: in an abstract name trailing zeros would count.
    length = socklen_t(MemoryLayout.offset(of: \sockaddr_un.sun_path) ?? 2) + socklen_t(bytes.count)
    self.address = address
  }

  func bind(_ socket: borrowing Descriptor) throws(PosixError) {
    try Syscall.retrying("listen on", text) { unsafe with { unsafe Glibc.bind(socket.number, $0, length) } }
  }

  func connect(_ socket: borrowing Descriptor) throws(PosixError) {
    try Syscall.retrying("connect to", text) { unsafe with { unsafe Glibc.connect(socket.number, $0, length) } }
  }

  static func socket(_ type: __socket_type) throws(PosixError) -> Descriptor {
    let kind = Int32(type.rawValue | SOCK_CLOEXEC.rawValue)
    return Descriptor(owning: try Syscall.retrying("create", "a Unix socket") { Glibc.socket(AF_UNIX, kind, 0) })
  }

  private func with(_ body: (UnsafePointer<sockaddr>) -> Int32) -> Int32 {
    unsafe withUnsafePointer(to: address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0) }
    }
  }
}
