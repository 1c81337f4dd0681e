import Model
import Native

/// How events are received over HTTP.
package struct HTTPSettings: Hashable, Sendable {
  /// What hushd listens on.
  package enum Listen: Hashable, Sendable {
    case addresses([ListenAddress])
    /// The sockets systemd passes.
    case systemd

    /// Nobody but this machine can reach it.
    package var isLoopback: Bool {
      switch self {
      case .addresses(let addresses): addresses.allSatisfy(\.isLoopback)
      case .systemd: false
      }
    }
  }

  /// Files in PEM form.
  package struct TLS: Hashable, Sendable {
    package var certificate: String
    package var key: String
    /// When set, a client must show a certificate of this authority.
    package var clientCA: String?

    package init(certificate: String, key: String, clientCA: String? = nil) {
      self.certificate = certificate
      self.key = key
      self.clientCA = clientCA
    }
  }

  package var listen: Listen
  package var tls: TLS?
  package var maxBody: Int
  package var maxConnections: Int
  package var timeout: Span

  package init(listen: Listen = .addresses([ListenAddress(host: "127.0.0.1", port: 8642)])) {
    self.listen = listen
    maxBody = 1_048_576
    maxConnections = 512
    timeout = .seconds(10)
  }
}
