import Glibc

/// A bound socket that takes connections.
struct ListeningSocket: ~Copyable {
  let descriptor: Descriptor
  let name: String
  let port: Int
  /// Passed by systemd, which goes on listening on it after we have stopped.
  let isInherited: Bool

  /// Binds a new socket.
  init(_ address: ListenAddress) throws {
    let descriptor = try Self.bound(to: address)
    port = try Self.port(of: descriptor.number, name: "\(address)")
    self.descriptor = descriptor
    name = "\(address)"
    isInherited = false
  }

  /// Takes over a socket that is listening already.
  init(inherited number: Int32) throws {
    let name = "the socket with descriptor \(number)"
    var isListening: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    do throws(PosixError) {
      try Syscall.retrying("look at", name) { unsafe getsockopt(number, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &length) }
      guard isListening == 1 else { throw PosixError(operation: "listen on", subject: name, number: EINVAL) }
      try Syscall.retrying("configure", name) { fcntl(number, F_SETFD, FD_CLOEXEC) }
    } catch {
      throw HTTPServerError.listen(name, error)
    }
    port = try Self.port(of: number, name: name)
    descriptor = Descriptor(owning: number)
    self.name = name
    isInherited = true
  }

  private static func bound(to address: ListenAddress) throws -> Descriptor {
    var hints = unsafe addrinfo()
    unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let failure = unsafe getaddrinfo(address.host, String(address.port), &hints, &found)
    defer { if let found = unsafe found { unsafe freeaddrinfo(found) } }
    guard failure == 0, let info = unsafe found?.pointee else {
      throw HTTPServerError.listen("\(address)", "\(unsafe String(cString: gai_strerror(failure))) (write an address of this machine)")
    }
    let name = "\(address)"
    do {
      let type = unsafe info.ai_socktype | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
      let number = try Syscall.retrying("open a socket for", name) { unsafe socket(info.ai_family, type, info.ai_protocol) }
      let descriptor = Descriptor(owning: number)
      // A restart must not wait for the old connections' TIME_WAIT.
      try set(SO_REUSEADDR, of: SOL_SOCKET, on: number, name)
      // `[::]` beside `0.0.0.0` must not clash.
      if unsafe info.ai_family == AF_INET6 { try set(IPV6_V6ONLY, of: Int32(IPPROTO_IPV6), on: number, name) }
      try Syscall.retrying("bind", name) { unsafe bind(number, info.ai_addr, info.ai_addrlen) }
      try Syscall.retrying("listen on", name) { listen(number, SOMAXCONN) }
      return descriptor
    } catch {
      throw HTTPServerError.listen(name, error)
    }
  }

  private static func set(_ option: Int32, of level: Int32, on number: Int32, _ name: String) throws(PosixError) {
    var one: Int32 = 1
    try Syscall.retrying("configure", name) { unsafe setsockopt(number, level, option, &one, socklen_t(MemoryLayout<Int32>.size)) }
  }

  private static func port(of number: Int32, name: String) throws -> Int {
    var address = sockaddr_in6()
    var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    do {
      try Syscall.retrying("look at", name) {
        unsafe withUnsafeMutablePointer(to: &address) { pointer in
          unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe getsockname(number, $0, &length) }
        }
      }
    } catch {
      throw HTTPServerError.listen(name, error)
    }
    // Family and port stand at the same place in both families' addresses.
    let isInternet = [AF_INET, AF_INET6].contains(Int32(address.sin6_family))
    return isInternet ? Int(UInt16(bigEndian: address.sin6_port)) : 0
  }
}
