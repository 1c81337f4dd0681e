import Glibc
import Model
import Native
import Synchronization
import Testing

/// A server on any free port whose answers a test gives.
func startServer(
  maxBody: Int = 1_048_576, maxConnections: Int = 512, timeout: Span = .seconds(10), tls: HTTPServer.TLS? = nil,
  admit: @escaping HTTPServer.Admit = { _ in nil }, handle: @escaping HTTPServer.Handle
) throws -> HTTPServer {
  let configuration = HTTPServer.Configuration(
    listen: [ListenAddress(host: "127.0.0.1", port: 0)], maxBody: maxBody, maxConnections: maxConnections, timeout: timeout, tls: tls)
  return try HTTPServer(configuration, admit: admit, handle: handle)
}

func text(_ text: String, status: Int = 200) -> HTTPResponse { HTTPResponse(status: status, body: Array(text.utf8)) }

extension HTTPServer {
  var url: String { "http://127.0.0.1:\(ports[0])" }

  func fetch(_ method: String = "GET", _ target: String = "/", headers: [HTTPHeader] = [], body: [UInt8] = []) -> HTTPResult {
    HTTPClient.fetch(HTTPRequest(method: method, url: url + target, headers: headers, body: body), timeout: .seconds(10))
  }
}

extension HTTPResult {
  var status: Int? {
    guard case .response(let response) = self else { return nil }
    return response.status
  }

  var text: String? {
    guard case .response(let response) = self else { return nil }
    return String(decoding: response.body, as: UTF8.self)
  }

  var isLost: Bool {
    guard case .lost = self else { return false }
    return true
  }

  var isUnreachable: Bool {
    guard case .unreachable = self else { return false }
    return true
  }
}

struct HTTPServerTests {
  @Test func requestArrivesWhole() throws {
    let server = try startServer { request, reply in
      let parts = [
        request.head.method, request.head.path, request.head.query ?? "none", request.head["X-KEY"] ?? "none",
        String(decoding: request.body, as: UTF8.self),
      ]
      reply.send(HTTPResponse(status: 201, headers: [HTTPHeader("X-Answer", "yes")], body: Array(parts.joined(separator: "|").utf8)))
    }
    let result = server.fetch("PUT", "/a%2Fb/c?x=%31&y", headers: [HTTPHeader("x-key", "v w")], body: Array("hello".utf8))
    #expect(result.status == 201)
    #expect(result.text == "PUT|/a%2Fb/c|x=%31&y|v w|hello")
    guard case .response(let response) = result else { return }
    #expect(response["x-answer"] == "yes")
  }

  @Test func headKnowsPeerAndAllHeaders() throws {
    let server = try startServer { request, reply in
      let names = request.head.headers.map { $0.name.lowercased() }.filter { $0.hasPrefix("ce-") }
      reply.send(text("\(names) \(request.head.peer) \(request.head["x-none"] ?? "none")"))
    }
    let result = server.fetch(headers: [HTTPHeader("ce-id", "1"), HTTPHeader("ce-type", "t")])
    #expect(result.text?.hasPrefix("[\"ce-id\", \"ce-type\"] 127.0.0.1:") == true)
    #expect(result.text?.hasSuffix(" none") == true)
  }

  @Test func headHasNoBodyButItsLength() throws {
    let server = try startServer { _, reply in reply.send(text("12345")) }
    let result = server.fetch("HEAD")
    guard case .response(let response) = result else {
      Issue.record("\(result)")
      return
    }
    #expect(response.status == 200 && response.body.isEmpty && response["content-length"] == "5")
  }

  @Test func replyComesFromAnotherThreadLater() throws {
    let waiting = Monitor<[HTTPServer.Reply]>([])
    let server = try startServer { _, reply in waiting.withLock { $0.append(reply) } }
    let thread = try ThreadHandle.start(name: "replier") {
      for _ in 0..<100 {
        let reply = waiting.wait(atMost: .seconds(10), until: { !$0.isEmpty }, then: { $0.popLast() })
        reply?.send(text("later"))
        // A second answer to the same request is nobody's.
        reply?.send(text("twice"))
      }
    }
    let client = HTTPClient()
    for id in 0..<100 {
      client.submit(HTTPRequest(method: "POST", url: server.url, body: [1]), id: UInt64(id), timeout: .seconds(10))
      #expect(client.run(waitingAtMost: .seconds(10)).first?.result.text == "later")
    }
    thread.join()
  }

  @Test func droppedReplyAnswers500AndDropCloses() throws {
    let server = try startServer { request, reply in
      if request.head.path == "/close" { reply.drop() }
    }
    #expect(server.fetch("GET", "/forgotten").status == 500)
    #expect(server.fetch("GET", "/close").isLost)
  }

  @Test func clientGoneWhileSuspended() throws {
    let waiting = Monitor<[HTTPServer.Reply]>([])
    let server = try startServer { request, reply in
      if request.head.path == "/slow" { waiting.withLock { $0.append(reply) } } else { reply.send(text("alive")) }
    }
    for _ in 0..<20 {
      let peer = HTTPRawPeer(port: server.ports[0])
      peer.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
      let reply = waiting.wait(atMost: .seconds(10), until: { !$0.isEmpty }, then: { $0.popLast() })
      peer.reset()
      #expect(server.fetch().text == "alive")
      reply?.send(text("nobody hears this"))
    }
    #expect(server.fetch().text == "alive")
  }

  @Test func stopEndsEveryWait() throws {
    let waiting = Monitor<[HTTPServer.Reply]>([])
    let server = try startServer { _, reply in waiting.withLock { $0.append(reply) } }
    let peers = (HTTPRawPeer(port: server.ports[0]), HTTPRawPeer(port: server.ports[0]))
    peers.0.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    peers.1.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(waiting.wait(atMost: .seconds(10), until: { $0.count == 2 }))
    server.stop(within: .milliseconds(20))
    #expect(peers.0.isClosedByPeer() && peers.1.isClosedByPeer())
    for reply in waiting.withLock({ $0 }) { reply.send(text("too late")) }
  }

  @Test func stopWaitsForTheLastAnswer() throws {
    let waiting = Monitor<[HTTPServer.Reply]>([])
    let server = try startServer { _, reply in waiting.withLock { $0.append(reply) } }
    let peer = HTTPRawPeer(port: server.ports[0])
    peer.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(waiting.wait(atMost: .seconds(10), until: { $0.count == 1 }))
    let thread = try ThreadHandle.start(name: "stopper") { server.stop(within: .seconds(10)) }
    // Refused once the server is quiet; only then the answer.
    while HTTPClient.fetch(HTTPRequest(method: "GET", url: server.url), timeout: .milliseconds(200)).isUnreachable == false {}
    for reply in waiting.withLock({ $0 }) { reply.send(text("the last")) }
    #expect(peer.receive(until: "the last").contains("Connection: close"))
    thread.join()
  }

  @Test func forgottenRepliesKeepNothingAlive() throws {
    weak var remembered: Monitor<[HTTPServer.Reply]>?
    do {
      let waiting = Monitor<[HTTPServer.Reply]>([])
      remembered = waiting
      let server = try startServer { _, reply in waiting.withLock { $0.append(reply) } }
      let peer = HTTPRawPeer(port: server.ports[0])
      peer.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(waiting.wait(atMost: .seconds(10), until: { $0.count == 1 }))
      server.stop(within: .zero)
    }
    #expect(remembered == nil)
  }

  @Test func listensOnSeveralAddresses() throws {
    let addresses = ["127.0.0.1", "127.0.0.2"].map { ListenAddress(host: $0, port: 0) }
    let server = try HTTPServer(.init(listen: addresses), admit: { _ in nil }, handle: { _, reply in reply.send(text("here")) })
    for (address, port) in zip(addresses, server.ports) {
      let request = HTTPRequest(method: "GET", url: "http://\(address.host):\(port)/")
      #expect(HTTPClient.fetch(request, timeout: .seconds(10)).text == "here")
    }
  }

  @Test func inheritedSocketStaysOpen() throws {
    let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = HTTPRawPeer.loopback(port: 0)
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = bind(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    #expect(listen(number, 16) == 0)
    for round in 0..<2 {
      let configuration = HTTPServer.Configuration(listen: [], inherited: [dup(number)])
      let server = try HTTPServer(configuration, admit: { _ in nil }, handle: { _, reply in reply.send(text("\(round)")) })
      #expect(server.fetch().text == "\(round)")
      server.stop(within: .seconds(1))
    }
    close(number)
  }

  @Test func takenPortIsNamed() throws {
    let server = try startServer { _, reply in reply.send(text("")) }
    let address = ListenAddress(host: "127.0.0.1", port: server.ports[0])
    let error = #expect(throws: HTTPServerError.self) {
      try HTTPServer(.init(listen: [address]), admit: { _ in nil }, handle: { _, _ in })
    }
    #expect(error?.description.hasPrefix("cannot listen on \(address): address already in use (another hushd?") == true)
  }

  @Test func addressesAreRead() {
    #expect(ListenAddress("127.0.0.1:8642") == ListenAddress(host: "127.0.0.1", port: 8642))
    #expect(ListenAddress("[::1]:0") == ListenAddress(host: "::1", port: 0))
    #expect(ListenAddress("[::1]:0")?.description == "[::1]:0")
    for text in ["", "8642", ":8642", "::1:80", "a:b", "a:65536", "a:-1", "a b:1", "[]:1", "a:", "http://a:1"] {
      #expect(ListenAddress(text) == nil, "\(text)")
    }
    #expect(ListenAddress("localhost:1")?.isLoopback == true && ListenAddress("[::1]:1")?.isLoopback == true)
    #expect(ListenAddress("127.1.2.3:1")?.isLoopback == true && ListenAddress("127.evil.example:1")?.isLoopback == false)
    #expect(ListenAddress("0.0.0.0:1")?.isLoopback == false)
  }
}
