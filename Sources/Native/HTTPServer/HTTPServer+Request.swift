import Model

extension HTTPServer {
  /// A request without its body. Borrowed for one call, because it reads headers where libmicrohttpd keeps them.
  package struct Head: ~Copyable {
    package let method: String
    /// As sent: percent-encoding is left alone.
    package let path: String
    /// What follows the question mark, as sent; nil without one.
    package let query: String?
    private let connection: ConnectionHandle

    init(method: String, target: String, connection: ConnectionHandle) {
      self.method = method
      self.connection = connection
      let mark = target.utf8.firstIndex(of: UInt8(ascii: "?"))
      path = mark.map { String(target[..<$0]) } ?? target
      query = mark.map { String(target[target.utf8.index(after: $0)...]) }
    }

    /// The value of that header, its name in any case.
    package subscript(_ name: String) -> String? { connection.header(name) }

    /// All headers, in the order in which they came.
    package var headers: [HTTPHeader] { connection.headers }

    /// The declared length of the body; nil without one, and for one that comes in chunks.
    package var contentLength: Int? { self["Content-Length"].flatMap { Int($0) } }

    /// Where the client is, as `address:port`.
    package var peer: String { connection.peer ?? "unknown" }
  }

  /// A complete request, borrowed like its head.
  package struct Request: ~Copyable {
    package let head: Head
    package let body: [UInt8]
  }

  /// The right to answer one request, once, from any thread. Dropped without an answer, it answers 500.
  package final class Reply: Sendable {
    private let connection: Connection
    private let turn: UInt64

    init(_ connection: Connection, turn: UInt64) {
      self.connection = connection
      self.turn = turn
    }

    deinit { connection.answer(turn, .response(Service.unanswered)) }

    /// Answers; does nothing when that has happened, or when the client is gone.
    package func send(_ response: HTTPResponse) { connection.answer(turn, .response(response)) }

    /// Closes the connection without an answer.
    package func drop() { connection.answer(turn, .nothing) }
  }
}
