import Model
import Native

/// The commands' client side of the control socket.
package struct ControlClient: Sendable {
  /// Nobody answers there: the daemon is down, or not ours to ask.
  package struct Unavailable: Error, CustomStringConvertible {
    package let path: String
    package let cause: any Error
    package var description: String { "no hushd answers on \(path): \(cause)" }
  }

  private let path: String

  package init(path: String) { self.path = path }

  /// Sends one request and returns the answer's lines.
  package func ask(_ word: String, _ more: (inout JSONWriter) -> Void = { _ in }) throws(Unavailable) -> [JSONDocument] {
    var lines: [JSONDocument] = []
    try follow(word, more, patience: .seconds(10)) { lines.append($0) }
    return lines
  }

  /// Sends one request and hands over the answer's lines as they come; between two of them it waits as long as its patience lasts.
  package func follow(
    _ word: String, _ more: (inout JSONWriter) -> Void = { _ in }, patience: Span, _ body: (JSONDocument) -> Void
  ) throws(Unavailable) {
    do {
      let connection = try UnixSocketConnection(connectingTo: path)
      let request = JSONWriter.object { writer in
        writer.field("ask", word)
        more(&writer)
      }
      try connection.send(request)
      while let line = try connection.nextLine(waitingAtMost: patience), !line.isEmpty { body(try JSONDocument(line)) }
    } catch {
      throw Unavailable(path: path, cause: error)
    }
  }
}
