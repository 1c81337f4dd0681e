import Glibc
import Model
import Native
import Synchronization
import Testing

/// What a server does with clients that ask too much of it, or too slowly.
struct HTTPServerLimitsTests {
  private func echoLength(maxBody: Int = 1000, maxConnections: Int = 512, timeout: Span = .seconds(10)) throws -> HTTPServer {
    try startServer(
      maxBody: maxBody, maxConnections: maxConnections, timeout: timeout,
      admit: { $0.path == "/unknown" ? text("", status: 404) : nil },
      handle: { request, reply in reply.send(text("length \(request.body.count)")) })
  }

  @Test func longBodiesAreRefusedAndTheConnectionLives() throws {
    let server = try echoLength()
    let client = HTTPClient()
    let bodies = [1000: 200, 1001: 413, 15_000: 413]
    for (id, (count, status)) in bodies.sorted(by: { $0.key < $1.key }).enumerated() {
      let request = HTTPRequest(method: "POST", url: server.url, body: Array(repeating: 7, count: count))
      client.submit(request, id: UInt64(id), timeout: .seconds(10))
      #expect(client.run(waitingAtMost: .seconds(10)).first?.result.status == status, "\(count)")
    }
    #expect(server.fetch("POST", "/", body: Array(repeating: 7, count: 3_000_000)).status != 200)
    #expect(server.fetch("POST", "/", body: [1]).text == "length 1")
  }

  @Test func refusalComesWithoutTheHandlerAndKeepsTheConnection() throws {
    let server = try echoLength()
    let peer = HTTPRawPeer(port: server.ports[0])
    for _ in 0..<2 {
      peer.send("POST /unknown HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello")
      #expect(peer.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 404"))
    }
  }

  @Test func chunkedBodies() throws {
    let server = try echoLength()
    let head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    let peer = HTTPRawPeer(port: server.ports[0])
    peer.send(head + "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")
    #expect(peer.receive(until: "length").hasSuffix("length 11"))
    peer.send(head + "3e8\r\n\(String(repeating: "x", count: 1000))\r\n1\r\ny\r\n0\r\n\r\n")
    let answer = peer.receive(until: "maxBody)\"}")
    #expect(answer.hasPrefix("HTTP/1.1 413") && answer.contains("application/problem+json"))
    // Nobody may send for ever to be told that it is too much.
    let endless = HTTPRawPeer(port: server.ports[0])
    endless.send(head)
    var sent = 0
    while endless.send("3e8\r\n\(String(repeating: "x", count: 1000))\r\n"), sent < 100_000 { sent += 1 }
    #expect(sent < 100_000)
  }

  @Test func expectContinue() throws {
    let server = try echoLength()
    let peer = HTTPRawPeer(port: server.ports[0])
    peer.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
    #expect(peer.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 100"))
    peer.send("hello")
    #expect(peer.receive(until: "length").hasSuffix("length 5"))
    // Too long: refused before the body is sent.
    peer.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n\r\n")
    #expect(peer.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 413"))
  }

  @Test func notHTTP() throws {
    let server = try echoLength(timeout: .seconds(1))
    for noise in ["\u{16}\u{3}\u{1}\u{0}hello\r\n\r\n", "complete nonsense\r\n\r\n", "GET\r\n\r\n"] {
      let peer = HTTPRawPeer(port: server.ports[0])
      peer.send(noise)
      let answer = peer.receive(until: "\r\n\r\n")
      #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400") || answer.hasPrefix("HTTP/1.0 400"), "\(answer)")
    }
    #expect(server.fetch("POST", "/", body: [1]).status == 200)
  }

  @Test(arguments: ["", "GET", "GET / HTTP/1.1\r\n", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf"])
  func silenceIsClosed(beginning: String) throws {
    let server = try echoLength(timeout: .seconds(1))
    let peer = HTTPRawPeer(port: server.ports[0])
    peer.send(beginning)
    #expect(peer.isClosedByPeer())
  }

  @Test(arguments: ["GET / HTTP/1.1\r\n", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"])
  func dribblingIsClosed(beginning: String) throws {
    let server = try echoLength(maxBody: 100_000, timeout: .seconds(1))
    let peer = HTTPRawPeer(port: server.ports[0])
    peer.send(beginning)
    let start = Clock.live.boot()
    // Each byte of it is in time; together they are not.
    while peer.send("x"), Clock.live.boot() - start < .seconds(9) { poll(nil, 0, 50) }
    #expect(Clock.live.boot() - start < .seconds(5))
  }

  @Test func connectionsAboveTheLimitAreClosed() throws {
    let server = try echoLength(maxConnections: 2)
    let peers = (HTTPRawPeer(port: server.ports[0]), HTTPRawPeer(port: server.ports[0]))
    peers.0.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    peers.1.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(peers.0.receive(until: "length").contains("200") && peers.1.receive(until: "length").contains("200"))
    let third = HTTPRawPeer(port: server.ports[0])
    #expect(third.isClosedByPeer())
    peers.0.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(peers.0.receive(until: "length").contains("200"))
  }
}
