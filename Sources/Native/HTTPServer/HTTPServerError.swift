import Glibc

/// Why a server could not start, for the operator.
package struct HTTPServerError: Error, Equatable, CustomStringConvertible {
  package let description: String

  static func listen(_ subject: String, _ cause: PosixError) -> HTTPServerError {
    let remedy =
      switch cause.number {
      case EADDRINUSE: "another hushd? `hushd status` tells; or choose another address in http.listen"
      case EADDRNOTAVAIL: "this machine has no such address; see `ip address` and correct http.listen"
      case EACCES: "ports below 1024 need AmbientCapabilities=CAP_NET_BIND_SERVICE in the unit, or a higher port in http.listen"
      case ENOTSOCK, EINVAL: "systemd must pass listening stream sockets: see ListenStream= in the socket unit"
      default: "check http.listen"
      }
    let reason = unsafe String(cString: strerror(cause.number))
    return HTTPServerError(
      description: "cannot listen on \(subject): \(reason.prefix(1).lowercased())\(reason.dropFirst()) (\(remedy))")
  }

  static func listen(_ subject: String, _ reason: String) -> HTTPServerError {
    HTTPServerError(description: "cannot listen on \(subject): \(reason)")
  }

  /// It is to be started by its socket, and was not.
  package static let noSockets = listen(
    "the sockets of systemd", "it has passed none (start hushd by a socket unit, or write addresses into http.listen)")

  static func tls(_ what: String, _ reason: String) -> HTTPServerError {
    HTTPServerError(description: "cannot use \(what): \(reason)")
  }
}
