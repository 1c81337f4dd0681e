import Model
import Platforms

/// What senders are answered (design 5.3).
extension HTTPResponse {
  static func taken(_ result: Submission.Result) -> HTTPResponse {
    switch result {
    case .durable(1, 0): oneTaken
    case .durable(let accepted, let duplicates): taken(accepted, duplicates: duplicates)
    case .unavailable:
      .problem(503, "the journal cannot take events now; send them again", extra: [HTTPHeader("Retry-After", "2")])
    }
  }

  /// Most answers by far: made once.
  private static let oneTaken = taken(1, duplicates: 0)

  private static func taken(_ accepted: Int, duplicates: Int) -> HTTPResponse {
    HTTPResponse(
      status: 200, headers: [HTTPHeader("Content-Type", "application/json")],
      body: Array("{\"accepted\":\(accepted),\"duplicates\":\(duplicates)}".utf8))
  }

  /// RFC 9457, naming the event's index and field.
  static func malformed(_ error: DecodeError) -> HTTPResponse {
    .problem(400, error.description) { writer in
      writer.field("index", error.index.map { Int64($0) })
      writer.field("field", error.field)
    }
  }

  static func unauthorized(_ verdict: Authentication.Verdict) -> HTTPResponse {
    guard case .refused(let reason) = verdict else { preconditionFailure("nobody is refused for having passed") }
    return .problem(401, reason, extra: [HTTPHeader("WWW-Authenticate", "Bearer")])
  }

  static func problem(
    _ status: Int, _ detail: String, allow: String? = nil, extra: [HTTPHeader] = [], _ more: (inout JSONWriter) -> Void = { _ in }
  ) -> HTTPResponse {
    let body = JSONWriter.object { writer in
      writer.field("type", "about:blank")
      writer.field("status", Int64(status))
      writer.field("detail", detail)
      more(&writer)
    }
    let headers = [HTTPHeader("Content-Type", "application/problem+json")] + (allow.map { [HTTPHeader("Allow", $0)] } ?? []) + extra
    return HTTPResponse(status: status, headers: headers, body: body)
  }

  static func text(_ status: Int, _ text: String, type: String = "text/plain; charset=utf-8") -> HTTPResponse {
    HTTPResponse(status: status, headers: [HTTPHeader("Content-Type", type)], body: Array(text.utf8))
  }
}
