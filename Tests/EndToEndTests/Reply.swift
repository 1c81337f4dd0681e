import Model
import Native
import Testing

/// What a server answered.
struct Reply {
  let status: Int
  let response: HTTPResponse

  var text: String { String(decoding: response.body, as: UTF8.self) }

  /// Its body, or one member of it.
  var json: JSONValue? { try? JSONDocument(response.body).root }

  /// Sends a request and requires an answer.
  static func fetch(
    _ method: String, _ url: String, _ body: [UInt8] = [], type: String? = "application/json", headers: [HTTPHeader] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Reply {
    let request = HTTPRequest(
      method: method, url: url, headers: (type.map { [HTTPHeader("Content-Type", $0)] } ?? []) + headers, body: body)
    switch HTTPClient.fetch(request, timeout: .seconds(20)) {
    case .response(let response): return Reply(status: response.status, response: response)
    case .unreachable(let reason), .lost(let reason):
      Issue.record("no answer to \(method) \(url): \(reason)", sourceLocation: sourceLocation)
      throw TimeIsUp()
    }
  }
}
