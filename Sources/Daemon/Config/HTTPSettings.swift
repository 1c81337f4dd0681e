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
    /// The configuration that names them, for messages.
    package var file: String

    package init(certificate: String, key: String, clientCA: String? = nil, file: String = "") {
      self.certificate = certificate
      self.key = key
      self.clientCA = clientCA
      self.file = file
    }

    /// What is in the files; throws what a server could not use.
    func read() throws(ConfigurationError) -> HTTPServer.TLS {
      func text(_ path: String) throws -> String {
        String(decoding: try FileSystem.read(path, atMost: Limits.configurationBytesMax), as: UTF8.self)
      }
      do {
        let tls = HTTPServer.TLS(certificate: try text(certificate), key: Secret(try text(key)), clientCA: try clientCA.map(text))
        try tls.validate()
        return tls
      } catch {
        throw ConfigurationError([.init(file: file, path: "http.tls", "\(error)")])
      }
    }
  }

  package var listen: Listen
  package var tls: TLS?
  package var maxBody: Int
  package var maxConnections: Int
  package var timeout: Span

  /// Where it is reached, once its sockets have these ports.
  func addresses(on ports: [Int]) -> [String] {
    switch listen {
    case .systemd: ports.map { "port \($0)" }
    case .addresses(let addresses):
      zip(addresses, ports).map { "\(tls == nil ? "http" : "https")://\(ListenAddress(host: $0.host, port: $1))" }
    }
  }

  package init(listen: Listen = .addresses([ListenAddress(host: "127.0.0.1", port: 8642)])) {
    self.listen = listen
    maxBody = 1_048_576
    maxConnections = 512
    timeout = .seconds(10)
  }
}
