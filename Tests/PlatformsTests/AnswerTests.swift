import Model
import Platforms
import Testing

@Suite("Answers mean the same on every platform (the design's table)")
struct AnswerTests {
  private static let platforms: [any Platform] = [
    GenesysCloud.usual(.participant), GenesysCloud.usual(.conversation), CXoneScreen.usual, CXoneVoice.usual(.body), CXoneMask.usual,
    AmazonConnect.usual,
  ]
  private static let bodies = [
    "", "null", "\"PAUSED\"", "[]", "{}", "<html><body>502 Bad Gateway</body></html>", "{\"message\": \"cut",
    "{\"message\":{\"x\":1},\"code\":null}",
  ]

  @Test(
    "each status, whatever the body holds",
    arguments: [
      (200, Outcome.Result.accepted, nil), (202, .accepted, nil), (204, .accepted, nil), (302, .failed, nil), (400, .refused, .malformed),
      (401, .refused, .unauthorized), (403, .refused, .forbidden), (404, .gone, nil), (405, .refused, .malformed), (408, .failed, nil),
      (409, .refused, .conflict), (413, .refused, .malformed), (422, .refused, .malformed), (425, .refused, .throttled),
      (429, .refused, .throttled), (500, .failed, nil), (502, .failed, nil), (503, .failed, nil), (504, .failed, nil), (599, .failed, nil),
      (0, .failed, nil),
    ] as [(Int, Outcome.Result, Outcome.Refusal?)])
  func statuses(status: Int, result: Outcome.Result, refusal: Outcome.Refusal?) {
    for platform in AnswerTests.platforms {
      for kind in Command.Kind.allCases {
        for body in AnswerTests.bodies {
          let outcome = platform.outcome(status, body, to: .of(kind, recording: "r"))
          #expect(outcome.status == status)
          #expect(outcome.refusal == refusal)
          #expect((outcome.message == nil) == (200..<300).contains(status) || outcome.result == .failed)
          guard result == .accepted, kind == .resolve || kind == .inspect else {
            #expect(outcome.result == result)
            continue
          }
          #expect(outcome.result == .confirmed || outcome.result == .failed)
        }
      }
    }
  }

  @Test(
    "how long to wait",
    arguments: [
      ([("Retry-After", "7")], "", Span.seconds(7)), ([("retry-after", "0")], "", .zero),
      ([("Retry-After", "0.25")], "", .milliseconds(250)),
      ([("Retry-After", "Fri, 20 Mar 2026 10:00:30 GMT")], "", .seconds(30)),
      ([("Retry-After", "Fri, 20 Mar 2026 09:59:30 GMT")], "", .zero),
      ([("Retry-After", "Fri, 20 Mar 2026 11:00:30 GMT"), ("Date", "Fri, 20 Mar 2026 11:00:10 GMT")], "", .seconds(20)),
      ([("Retry-After", "Fri, 31 Feb 2026 10:00:30 GMT"), ("inin-ratelimit-reset", "61")], "", .seconds(61)),
      ([("inin-ratelimit-reset", "61")], "", .seconds(61)), ([("Retry-After", "3"), ("inin-ratelimit-reset", "61")], "", .seconds(3)),
      ([], #"{"message":"Rate limit exceeded the maximum. Retry the request in [12] seconds"}"#, .seconds(12)),
      ([], #"{"message":"Retry the request in 1 second"}"#, .seconds(1)),
      ([], #"{"message":"exceeded the maximum [300] requests within [60] seconds"}"#, nil), ([], "", nil), ([], "<html>", nil),
      ([("Retry-After", "99999999999999999999")], "", .days(1)), ([("Retry-After", "-1")], "", nil), ([("Retry-After", "nan")], "", nil),
    ] as [([(String, String)], String, Span?)])
  func retryAfter(headers: [(String, String)], body: String, span: Span?) {
    for status in [425, 429] {
      let outcome = GenesysCloud.usual(.participant).outcome(status, body, headers.map(HTTPHeader.init), to: .of(.pause, recording: "p"))
      #expect(outcome.retryAfter == span)
    }
  }

  @Test("a web page in the vendor's place is no pause")
  func page() {
    for platform in AnswerTests.platforms {
      let html = [HTTPHeader("content-type", "text/html; charset=utf-8")]
      #expect(platform.outcome(200, "\r\n<html>", html, to: .of(.pause, recording: "r")).result == .failed)
      for body in ["", "{}"] { #expect(platform.outcome(202, body, html, to: .of(.resume, recording: "r")).result == .accepted) }
    }
  }

  @Test("the message is the vendor's, on one line, of limited length")
  func messages() {
    let platform = GenesysCloud.usual(.participant)
    func message(_ status: Int, _ body: String) -> String? { platform.outcome(status, body, to: .of(.pause, recording: "p")).message }
    #expect(message(404, #"{"code":"not.found","message":"No such\nconversation","status":404}"#) == "not.found: No such conversation")
    #expect(message(400, #"{"error":"invalid_client","description":"client not found"}"#) == "invalid_client: client not found")
    #expect(message(409, #"{"description":"locked","httpStatus":409}"#) == "locked")
    #expect(message(400, #"{"__type":"InvalidRequestException","Message":"bad"}"#) == "InvalidRequestException: bad")
    #expect(message(502, "<html>") == "HTTP 502")
    #expect(message(500, #"{"message":"\#(String(repeating: "x", count: 5000))"}"#)?.count == 300)
    #expect(
      message(403, #"{"code":"missing.permissions","message":"no"}"#)
        == "missing.permissions: no: check that the client of platform vendor has the permission conversation:recording:pauseOthers")
    #expect(message(302, "") == "redirected (302); check the platform's api address")
  }

  @Test("the vendor's id of the request is kept")
  func correlation() {
    let outcome = GenesysCloud.usual(.participant).outcome(
      200, "", [HTTPHeader("ININ-Correlation-Id", "abc")], to: .of(.pause, recording: "p"))
    #expect(outcome.correlation == "abc")
  }

  @Test("a lost answer may have been a success; a request that never arrived was none (R9)")
  func lost() {
    #expect(Outcome(lost: "timed out", to: .of(.pause)).result == .unknown)
    #expect(Outcome(lost: "timed out", to: .of(.resume)).result == .unknown)
    #expect(Outcome(lost: "timed out", to: .of(.resolve)).result == .failed)
    #expect(Outcome(lost: "timed out", to: .of(.inspect)).result == .failed)
    #expect(Outcome(unreachable: "connection refused").result == .failed)
    #expect(Outcome(impossible: .of(.resume)).refusal == .malformed)
  }

  @Test("the quota an answer tells of")
  func rateLimit() {
    func limit(_ count: String, _ reset: String) -> RateLimit? {
      RateLimit(
        HTTPResponse(
          200, "",
          [
            HTTPHeader("inin-ratelimit-count", count), HTTPHeader("inin-ratelimit-allowed", "180"),
            HTTPHeader("inin-ratelimit-reset", reset),
          ]))
    }
    #expect(limit("1", "61") == RateLimit(used: 1, allowed: 180, resetsAfter: .seconds(61)))
    #expect(limit("x", "61") == nil)
    #expect(RateLimit(HTTPResponse(200)) == nil)
  }
}
