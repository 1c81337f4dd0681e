import Glibc
import Model
import Native
import Testing

struct ControlSocketTests {
  private let directory: PosixTemporaryDirectory
  private var path: String { directory("control.sock") }

  init() throws { directory = try PosixTemporaryDirectory() }

  private func server(timeout: Span = .seconds(20), handler: @escaping UnixSocketServer.Handler) throws -> UnixSocketServer {
    try UnixSocketServer(path: path, timeout: timeout, handler: handler)
  }

  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test("a request line is answered by many lines, and the client is known") func answer() throws {
    let peers = PosixSignalBox<UnixSocketConnection.Peer>()
    let server = try server { line, peer, connection in
      peers.put(peer)
      for number in 0..<3 { try? connection.send(line + Array(" \(number)".utf8)) }
    }
    defer { server.stop() }
    let client = try UnixSocketConnection(connectingTo: path)
    try client.send(bytes("{\"ask\":1}"))
    for number in 0..<3 { #expect(try client.nextLine() == bytes("{\"ask\":1} \(number)")) }
    #expect(try client.nextLine() == nil)
    #expect(peers.all.map(\.pid) == [ThisProcess.id])
    #expect(peers.all.map(\.uid) == [ThisProcess.userID])
    #expect(try FileSystem.status(of: path).mode == 0o660)
  }

  @Test("many clients are served at once, none waits for another") func many() throws {
    let arrived = PosixSignalBox<Int>()
    let server = try server { line, _, connection in
      arrived.put(1)
      if arrived.wait(forCount: 20) { try? connection.send(line) }
    }
    defer { server.stop() }
    let clients = try (0..<20).map { _ in try UnixSocketConnection(connectingTo: path) }
    for (number, client) in clients.enumerated() { try client.send(bytes("\(number)")) }
    for (number, client) in clients.enumerated() { #expect(try client.nextLine(waitingAtMost: .seconds(20)) == bytes("\(number)")) }
  }

  @Test("a client that says nothing is closed, one that says too much as well") func bad() throws {
    let server = try server(timeout: .milliseconds(50)) { _, _, connection in try? connection.send([65]) }
    defer { server.stop() }
    #expect(try UnixSocketConnection(connectingTo: path).nextLine(waitingAtMost: .seconds(20)) == nil)
    let chatty = try ControlRawClient(path)
    var isOpen = true
    for _ in 0..<100 where isOpen { isOpen = chatty.send(Array(repeating: 65, count: 100_000)) }
    #expect(!isOpen)
  }

  @Test("the server notices that a client has gone, and a client that does not read is given up") func gone() throws {
    let states = PosixSignalBox<String>()
    let server = try server(timeout: .milliseconds(50)) { line, _, connection in
      states.put(connection.isOpen ? "open" : "closed")
      do {
        for _ in 0..<1000 { try connection.send([UInt8](repeating: 65, count: 100_000)) }
      } catch {
        states.put(error is UnixSocketConnection.TimedOut ? "timed out" : "gone")
      }
      states.put(connection.isOpen ? "open" : "closed")
    }
    defer { server.stop() }
    let lazy = try UnixSocketConnection(connectingTo: path)
    try lazy.send([65])
    #expect(states.wait(forCount: 3))
    #expect(states.all == ["open", "timed out", "open"])
    func leave() throws { try UnixSocketConnection(connectingTo: path).send([65]) }
    try leave()
    #expect(states.wait(forCount: 6))
    #expect(states.all[4...] == ["gone", "closed"])
    withExtendedLifetime(lazy) {}
  }

  @Test("a half-closed client still gets its answer") func halfClosed() throws {
    let server = try server { line, _, connection in
      if connection.isOpen { try? connection.send(line) }
    }
    defer { server.stop() }
    let client = try ControlRawClient(path)
    #expect(client.send(bytes("no newline")))
    client.finishSending()
    #expect(client.receiveToTheEnd() == "no newline\n")
  }

  @Test("a socket somebody answers on is left alone, a dead one replaced, a file never") func stale() throws {
    let first = try server { _, _, _ in }
    #expect(throws: UnixSocketServer.Served.self) { try server { _, _, _ in } }
    first.stop()
    #expect(!FileSystem.exists(path))
    try directory.leaveDeadSocket("control.sock")
    try server { _, _, _ in }.stop()
    try directory.write("precious", to: "control.sock")
    #expect(throws: PosixError.self) { try server { _, _, _ in } }
    #expect(try directory.text(of: "control.sock") == "precious")
  }

  @Test("stopping ends the connected clients") func stop() throws {
    let entered = PosixSignalBox<Int>()
    let server = try server { _, _, connection in
      entered.put(1)
      _ = try? connection.nextLine()
      entered.put(2)
    }
    let client = try UnixSocketConnection(connectingTo: path)
    try client.send([65])
    #expect(entered.wait(forCount: 1))
    server.stop(waitingAtMost: .seconds(20))
    #expect(entered.all == [1, 2])
    #expect(try client.nextLine(waitingAtMost: .seconds(20)) == nil)
    #expect(throws: PosixError.self) { try UnixSocketConnection(connectingTo: path) }
  }

  @Test("a path too long for a socket is told") func long() throws {
    let error = try #require(throws: PosixError.self) { try UnixSocketConnection(connectingTo: String(repeating: "x", count: 108)) }
    #expect("\(error)".contains("File name too long"))
  }
}
