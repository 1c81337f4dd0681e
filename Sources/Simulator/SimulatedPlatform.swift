import Model

/// One vendor's service: what it answers follows from its state, the request and the time alone.
protocol SimulatedPlatform: Sendable {
  /// As recordings and calls name it.
  static var name: String { get }

  var tokens: IssuedTokens { get set }
  var quota: Quota { get set }
  /// Calls received so far, the present one included.
  var requests: Int { get set }

  /// Whether a path is one of this vendor's.
  static func owns(_ path: String) -> Bool
  static func isTokenRequest(_ request: WireRequest) -> Bool

  /// Does what the request asks for, the effect unseen for `latency`, and answers.
  mutating func answer(_ request: WireRequest, at moment: Moment, latency: Span) -> HTTPResponse

  /// The vendor's own words for an error it did not come to by itself.
  func refusal(_ status: Int) -> HTTPResponse
  /// What the vendor says when a call is one too many.
  func throttled(at moment: Moment) -> HTTPResponse
  /// The headers that are on every reply.
  func headers(at moment: Moment) -> [HTTPHeader]

  /// Lets everything take effect that is due.
  mutating func settle(at moment: Moment)
  func recordings() -> [RecordingRow]
}

/// One recording as `GET /recordings` shows it.
struct RecordingRow: Sendable {
  enum Kind: String, Sendable {
    case screen, conversation, voice
  }

  var kind: Kind
  var conversation: String
  var participant: String?
  var agent: String?
  var recording: String?
  /// In hushd's words: recording, paused, ended, requested; none when nothing is recorded.
  var state: String
  var since: Timestamp
  var history: [(at: Timestamp, state: String)]
  var calls: CallCounts
}

/// How often a recording was called for what, refused calls included.
struct CallCounts: Sendable {
  var pause = 0
  var resume = 0
  var inspect = 0
}

extension HTTPResponse {
  /// A JSON answer.
  static func json(_ body: [UInt8], status: Int = 200) -> HTTPResponse {
    HTTPResponse(status: status, headers: [HTTPHeader("Content-Type", "application/json")], body: body)
  }

  static func json(status: Int = 200, _ body: (inout JSONWriter) -> Void) -> HTTPResponse {
    json(JSONWriter.object(body), status: status)
  }
}
