import CGnuTLS
import CMicroHTTPD
import Model

extension HTTPServer {
  /// What a server proves itself with, and whom it lets in.
  package struct TLS: Sendable {
    /// The chain, as PEM.
    package var certificate: String
    /// Its private key, as PEM.
    package var key: Secret
    /// With it, only clients whose certificate one of these (PEM) signed are let in.
    package var clientCA: String?

    package init(certificate: String, key: Secret, clientCA: String? = nil) {
      self.certificate = certificate
      self.key = key
      self.clientCA = clientCA
    }

    /// As libmicrohttpd takes it.
    var texts: [(option: MHD_OPTION, text: String)] {
      let own: [(option: MHD_OPTION, text: String)] = [
        (.HTTPS_MEM_CERT, certificate), (.HTTPS_MEM_KEY, key.revealText()),
        (.HTTPS_PRIORITIES, "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"),
      ]
      guard let clientCA else { return own }
      return own + [(.HTTPS_MEM_TRUST, clientCA)]
    }

    /// Says what is wrong with it; libmicrohttpd would only say that it does not start.
    package func validate() throws(HTTPServerError) {
      var credentials: gnutls_certificate_credentials_t?
      let allocated = unsafe gnutls_certificate_allocate_credentials(&credentials)
      defer { unsafe gnutls_certificate_free_credentials(credentials) }
      guard allocated == GNUTLS_E_SUCCESS else { throw .tls("TLS", Self.text(of: allocated)) }
      let pair = unsafe Self.withDatum(certificate) { certificate in
        unsafe Self.withDatum(key.revealText()) { key in
          unsafe gnutls_certificate_set_x509_key_mem(credentials, &certificate, &key, GNUTLS_X509_FMT_PEM)
        }
      }
      guard pair >= 0 else { throw .tls("the certificate and key", Self.text(of: pair)) }
      guard let clientCA else { return }
      let count = unsafe Self.withDatum(clientCA) { unsafe gnutls_certificate_set_x509_trust_mem(credentials, &$0, GNUTLS_X509_FMT_PEM) }
      guard count > 0 else {
        throw .tls("clientCA", count == 0 ? "there is no certificate in it (it must be PEM)" : Self.text(of: count))
      }
    }

    private static func withDatum(_ text: String, _ body: (inout gnutls_datum_t) -> Int32) -> Int32 {
      var bytes = Array(text.utf8)
      return unsafe bytes.withUnsafeMutableBufferPointer { buffer in
        var datum = unsafe gnutls_datum_t(data: buffer.baseAddress, size: UInt32(buffer.count))
        return unsafe body(&datum)
      }
    }

    private static func text(of code: Int32) -> String {
      unsafe gnutls_strerror(code).map { unsafe String(cString: $0) } ?? "GnuTLS error \(code)"
    }
  }
}

/// The TLS side of one connection.
enum TLSSession {
  /// Makes the handshake fail without a client certificate that the client CA signed; libmicrohttpd itself only asks for one.
  static func requireClientCertificate(_ session: OpaquePointer) {
    unsafe gnutls_certificate_server_set_request(session, GNUTLS_CERT_REQUIRE)
    unsafe gnutls_session_set_verify_cert(session, nil, 0)
  }
}
