import Foundation
import Model
import Native
import Testing

/// A throw-away certificate authority with one server and one client, made by openssl.
private struct Authority {
  let directory: URL

  static let openssl = "/usr/bin/openssl"
  static let isAvailable = FileManager.default.isExecutableFile(atPath: openssl)

  init() throws {
    directory = FileManager.default.temporaryDirectory.appendingPathComponent("hushd-tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-batch"]
    try run(["req", "-x509"] + key + ["-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=hushd test CA"])
    for name in ["server", "client"] {
      try Data("subjectAltName=IP:127.0.0.1".utf8).write(to: directory.appendingPathComponent("names"))
      try run(["req"] + key + ["-keyout", "\(name).key", "-out", "\(name).csr", "-subj", "/O=hushd/CN=\(name)"])
      try run([
        "x509", "-req", "-in", "\(name).csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
        "-extfile", "names", "-out", "\(name).pem",
      ])
    }
  }

  func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

  func text(_ name: String) throws -> String { try String(contentsOf: directory.appendingPathComponent(name), encoding: .utf8) }

  func tls(clientCA: Bool = false) throws -> HTTPServer.TLS {
    HTTPServer.TLS(certificate: try text("server.pem"), key: Secret(try text("server.key")), clientCA: clientCA ? try text("ca.pem") : nil)
  }

  /// Runs openssl in the directory and returns what it printed.
  @discardableResult
  func run(_ arguments: [String], input: String = "") throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.openssl)
    process.arguments = arguments
    process.currentDirectoryURL = directory
    let pipes = (input: Pipe(), output: Pipe())
    process.standardInput = pipes.input
    process.standardOutput = pipes.output
    process.standardError = FileHandle.nullDevice
    try process.run()
    try pipes.input.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    if input.isEmpty { try pipes.input.fileHandleForWriting.close() }
    let output = try pipes.output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }

  func remove() { try? FileManager.default.removeItem(at: directory) }
}

@Suite(.enabled(if: Authority.isAvailable, "openssl is needed to make certificates"))
struct HTTPTLSTests {
  private func fetch(_ server: HTTPServer, host: String = "127.0.0.1", caFile: String?) -> HTTPResult {
    let request = HTTPRequest(method: "GET", url: "https://\(host):\(server.ports[0])/")
    return HTTPClient.fetch(request, timeout: .seconds(10), .init(caFile: caFile))
  }

  @Test func clientTrustsOnlyItsAuthority() throws {
    let authority = try Authority()
    defer { authority.remove() }
    let server = try startServer(tls: try authority.tls()) { _, reply in reply.send(text("safe")) }
    #expect(fetch(server, caFile: authority.path("ca.pem")).text == "safe")
    #expect(fetch(server, caFile: nil).isUnreachable, "an unknown authority")
    #expect(fetch(server, host: "localhost", caFile: authority.path("ca.pem")).isUnreachable, "another name")
    #expect(fetch(server, caFile: authority.path("none.pem")).isUnreachable, "no such file")
  }

  @Test func oldTLSIsRefused() throws {
    let authority = try Authority()
    defer { authority.remove() }
    let server = try startServer(tls: try authority.tls()) { _, reply in reply.send(text("safe")) }
    let request = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    for (version, isTaken) in ["-tls1_1": false, "-tls1_2": true, "-tls1_3": true] {
      let arguments = ["s_client", "-quiet", version, "-cipher", "ALL@SECLEVEL=0", "-connect", "127.0.0.1:\(server.ports[0])"]
      #expect(try authority.run(arguments, input: request).hasSuffix("safe") == isTaken, "\(version)")
    }
  }

  @Test func mutualTLS() throws {
    let authority = try Authority()
    defer { authority.remove() }
    let server = try startServer(tls: try authority.tls(clientCA: true)) { _, reply in
      reply.send(text("let in"))
    }
    let arguments = ["s_client", "-quiet", "-CAfile", "ca.pem", "-connect", "127.0.0.1:\(server.ports[0])"]
    let request = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    let known = try authority.run(arguments + ["-cert", "client.pem", "-key", "client.key"], input: request)
    #expect(known.hasSuffix("let in"))
    #expect(try authority.run(arguments, input: request).isEmpty, "no certificate")
    let other = try Authority()
    defer { other.remove() }
    let stranger = ["-cert", other.path("client.pem"), "-key", other.path("client.key")]
    #expect(try authority.run(arguments + stranger, input: request).isEmpty, "another authority's client")
    if case .response = fetch(server, caFile: authority.path("ca.pem")) { Issue.record("let in without a certificate") }
  }

  @Test func badCertificatesAreNamed() throws {
    let authority = try Authority()
    defer { authority.remove() }
    let certificate = try authority.text("server.pem")
    let strangersKey = HTTPServer.TLS(certificate: certificate, key: Secret(try authority.text("client.key")))
    let mismatch = #expect(throws: HTTPServerError.self) { try strangersKey.validate() }
    #expect(mismatch?.description.hasPrefix("cannot use the certificate and key: ") == true)
    var withoutCA = try authority.tls()
    withoutCA.clientCA = "not PEM"
    let error = #expect(throws: HTTPServerError.self) { try withoutCA.validate() }
    #expect(error?.description.hasPrefix("cannot use clientCA: ") == true)
  }
}
