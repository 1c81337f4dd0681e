import Model
import Native
import Testing

/// libmicrohttpd's epoll mode hangs as soon as one wake-up brings a multiple of 128 events; this is why hushd does not use it.
struct HTTPServerLoadTests {
  /// Answers only when all connections wait, so that all of them become ready at once, over and over.
  @Test(arguments: [128, 256]) func everyRequestIsAnswered(connections: Int) throws {
    let rounds = 40
    let waiting = Monitor<[HTTPServer.Reply]>([])
    let peers = Monitor<Set<String>>([])
    let server = try startServer { request, reply in
      let peer = request.head.peer
      peers.withLock { _ = $0.insert(peer) }
      waiting.withLock { $0.append(reply) }
    }
    let replier = try ThreadHandle.start(name: "replier") {
      for _ in 0..<rounds {
        let batch = waiting.wait(atMost: .seconds(20), until: { $0.count == connections }) { replies in
          defer { replies = [] }
          return replies
        }
        for reply in batch { reply.send(text("done")) }
      }
    }
    let client = HTTPClient(.init(connectionsKept: connections))
    let request = HTTPRequest(method: "POST", url: server.url, body: Array(repeating: 65, count: 1000))
    for round in 0..<rounds {
      for id in 0..<connections { client.submit(request, id: UInt64(round * connections + id), timeout: .seconds(30)) }
      var answered = 0
      while answered < connections {
        let completions = client.run(waitingAtMost: .seconds(30))
        answered += completions.count
        try #require(!completions.isEmpty && completions.allSatisfy { $0.result.text == "done" })
      }
    }
    replier.join()
    #expect(peers.withLock { $0.count } == connections, "keep-alive: as many connections as were asked for, over all rounds")
  }

  /// The same without any order: each connection at its own pace.
  @Test(arguments: [128, 256]) func everyRequestIsAnsweredInAnyOrder(connections: Int) throws {
    let server = try startServer { _, reply in reply.send(text("done")) }
    let client = HTTPClient(.init(connectionsKept: connections))
    let request = HTTPRequest(method: "POST", url: server.url, body: Array(repeating: 65, count: 1000))
    let total = connections * 40
    var submitted = 0
    var answered = 0
    while answered < total {
      while submitted < total, client.inFlight < connections {
        client.submit(request, id: UInt64(submitted), timeout: .seconds(30))
        submitted += 1
      }
      let completions = client.run(waitingAtMost: .seconds(30))
      try #require(!completions.isEmpty && completions.allSatisfy { $0.result.text == "done" })
      answered += completions.count
    }
  }
}
