import Model

extension Outcome {
  /// What an answer's status means on every platform (the table of answers in the design). `permission` is named when it is missing.
  init(answer response: HTTPResponse, to command: Command, permission: String, at now: Timestamp) {
    self.init(.failed, status: response.status, correlation: AnswerText.correlation(of: response))
    // What a good answer says is read by whoever asked for it.
    let said = response.status < 300 ? nil : AnswerText.message(of: response)
    switch response.status {
    case 200..<300:
      switch command.kind {
      // No vendor answers with a page: that was a proxy, a login or a maintenance notice in the platform's place.
      case .pause where response.isPage, .resume where response.isPage: fail("answered with a web page; check the platform's api address")
      case .pause, .resume: result = .accepted
      case .resolve, .inspect: result = .confirmed
      }
      return
    case 401:
      refuse(.unauthorized)
    case 403:
      forbid(command, said, permission: permission)
      return
    case 404:
      result = .gone
    case 408:
      // The platform gave up waiting for the request: a timeout, not a fault of the request.
      result = .failed
    case 409:
      refuse(.conflict)
    case 425, 429:
      refuse(.throttled)
      retryAfter = RetryAfter.read(response, at: now)
    case 400..<500:
      refuse(.malformed)
    case 300..<400:
      message = "redirected (\(response.status)); check the platform's api address"
      return
    default:
      result = .failed
    }
    message = said ?? "HTTP \(response.status)"
  }

  /// It was answered with something that cannot be taken for what it should be.
  mutating func fail(_ message: String) {
    result = .failed
    observations = []
    self.message = message
  }

  mutating func refuse(_ refusal: Refusal) {
    result = .refused
    self.refusal = refusal
  }

  mutating func forbid(_ command: Command, _ said: String?, permission: String) {
    refuse(.forbidden)
    let client = "the client of platform \(command.target.platform)"
    message = AnswerText.line("\(said ?? "forbidden"): check that \(client) has the permission \(permission)")
  }
}

extension HTTPResponse {
  /// An empty answer may be labelled as HTML too, and so may JSON: some servers know no better.
  fileprivate var isPage: Bool {
    let first = body.first { !($0 == 0x20 || (0x09...0x0D).contains($0)) }
    return first == UInt8(ascii: "<") && self["Content-Type"]?.lowercased().hasPrefix("text/html") ?? false
  }
}
