import CMicroHTTPD
import Glibc
import Model

/// libmicrohttpd's connection, valid in its callbacks and while suspended.
@safe struct ConnectionHandle {
  private let pointer: OpaquePointer

  /// Whoever calls this has the pointer from libmicrohttpd and keeps it no longer than it lives.
  init(unsafe pointer: OpaquePointer) { unsafe self.pointer = pointer }

  /// The handle as a number, which may wait in another thread's hands.
  var address: UInt { UInt(bitPattern: unsafe pointer) }

  init(suspendedAt address: UInt) {
    guard let pointer = unsafe OpaquePointer(bitPattern: address) else { preconditionFailure("it is the address of a handle") }
    unsafe self.pointer = pointer
  }

  /// Takes the connection out of libmicrohttpd's sight until it is resumed.
  func suspend() { unsafe MHD_suspend_connection(pointer) }

  /// Lets libmicrohttpd's thread ask again; from any thread.
  func resume() { unsafe MHD_resume_connection(pointer) }

  /// Answers the request; false when libmicrohttpd cannot.
  func queue(_ response: HTTPResponse, closing isLast: Bool) -> Bool {
    // It copies the body, although it asks for a mutable pointer.
    let made = unsafe response.body.withUnsafeBytes { body in
      unsafe MHD_create_response_from_buffer(body.count, UnsafeMutableRawPointer(mutating: body.baseAddress), .RESPMEM_MUST_COPY)
    }
    guard let made = unsafe made else { return false }
    defer { unsafe MHD_destroy_response(made) }
    for header in response.headers { _ = unsafe MHD_add_response_header(made, header.name, header.value) }
    if isLast { _ = unsafe MHD_add_response_header(made, "Connection", "close") }
    return unsafe MHD_queue_response(pointer, UInt32(clamping: response.status), made) == .YES
  }

  func header(_ name: String) -> String? {
    unsafe MHD_lookup_connection_value(pointer, .HEADER_KIND, name).map { unsafe String(cString: $0) }
  }

  var headers: [HTTPHeader] {
    var headers: [HTTPHeader] = []
    unsafe withUnsafeMutablePointer(to: &headers) { headers in
      _ = unsafe MHD_get_connection_values(pointer, .HEADER_KIND, Self.collect, headers)
    }
    return headers
  }

  private static let collect: MHD_KeyValueIterator = { headers, _, name, value in
    guard let headers = unsafe headers, let name = unsafe name else { return .NO }
    let text = unsafe value.map { unsafe String(cString: $0) } ?? ""
    unsafe headers.assumingMemoryBound(to: [HTTPHeader].self).pointee.append(HTTPHeader(String(cString: name), text))
    return .YES
  }

  var socket: Int32? { unsafe shim_mhd_connection_info(pointer, .CONNECTION_INFO_CONNECTION_FD)?.pointee.connect_fd }

  /// What the connection's opening put into its slot.
  var owned: UnsafeMutableRawPointer? { unsafe shim_mhd_connection_info(pointer, .CONNECTION_INFO_SOCKET_CONTEXT)?.pointee.socket_context }

  /// The client as `address:port`.
  var peer: String? {
    guard let address = unsafe shim_mhd_connection_info(pointer, .CONNECTION_INFO_CLIENT_ADDRESS)?.pointee.client_addr else { return nil }
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    var port = [CChar](repeating: 0, count: Int(NI_MAXSERV))
    let isV6 = unsafe Int32(address.pointee.sa_family) == AF_INET6
    let length = isV6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
    let result = unsafe getnameinfo(
      address, socklen_t(length), &host, socklen_t(host.count), &port, socklen_t(port.count), NI_NUMERICHOST | NI_NUMERICSERV)
    guard result == 0 else { return nil }
    let texts = unsafe (host: String(cString: &host), port: String(cString: &port))
    return isV6 ? "[\(texts.host)]:\(texts.port)" : "\(texts.host):\(texts.port)"
  }

  private var session: OpaquePointer? {
    unsafe shim_mhd_connection_info(pointer, .CONNECTION_INFO_GNUTLS_SESSION)?.pointee.tls_session.map { OpaquePointer($0) }
  }

  /// Makes the handshake fail without a client certificate that the client CA signed.
  func requireClientCertificate() {
    if let session = unsafe session { unsafe TLSSession.requireClientCertificate(session) }
  }
}
