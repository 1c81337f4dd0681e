import Model

/// An error of a CXone API.
struct CXoneError: Error {
  var status: Int
  var description: String

  init(_ status: Int, _ description: String) {
    self.status = status
    self.description = description
  }

  var response: HTTPResponse {
    .json(status: status) { writer in
      writer.field("error", Self.names[status] ?? "error")
      writer.field("error_description", description)
    }
  }

  private static let names = [
    400: "bad_request", 401: "invalid_token", 403: "insufficient_scope", 404: "not_found", 405: "method_not_allowed", 409: "conflict",
    415: "unsupported_media_type", 425: "locked", 429: "too_many_requests", 500: "server_error", 503: "unavailable",
  ]
}
