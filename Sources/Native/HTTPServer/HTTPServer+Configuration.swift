import Model

extension HTTPServer {
  /// Where a server listens and what it puts up with.
  package struct Configuration: Sendable {
    package var listen: [ListenAddress]
    /// Listening sockets that systemd passed; they stay open for the next start.
    package var inherited: [Int32]
    package var maxBody: Int
    package var maxConnections: Int
    /// For one request to arrive, and for a silent connection.
    package var timeout: Span
    package var tls: TLS?

    package init(
      listen: [ListenAddress], inherited: [Int32] = [], maxBody: Int = 1_048_576, maxConnections: Int = 512, timeout: Span = .seconds(10),
      tls: TLS? = nil
    ) {
      self.listen = listen
      self.inherited = inherited
      self.maxBody = maxBody
      self.maxConnections = maxConnections
      self.timeout = timeout
      self.tls = tls
    }
  }
}
