import Model
import Platforms
import Testing

@Suite("http: a recorder as the operator describes it (design 6)")
struct TemplateRecorderTests {
  private func url(_ text: String) throws -> TextTemplate { try TextTemplate(text, as: .url) }

  private func recorder(
    url text: String = "https://r.test/calls/{conversation}/pause", headers: [String: String] = [:], body: String? = nil,
    pauseWith: TemplateRecorder.PauseWith = .conversation, success: [Int] = RequestTemplate.successUsual
  ) throws -> TemplateRecorder {
    let kind = RequestTemplate.bodyKind(contentType: headers["Content-Type"])
    let lines = try headers.map { RequestTemplate.Header($0.key, try TextTemplate($0.value, as: .header)) }
    let pause = RequestTemplate(
      method: "PUT", url: try url(text), headers: lines, body: try body.map { try TextTemplate($0, as: kind) }, success: success)
    let inspect = TemplateRecorder.Inspection(
      request: RequestTemplate(method: "GET", url: try url("https://r.test/calls/{conversation}")), state: "/recorder/0/state",
      states: ["ON": .recording, "OFF": .paused, "true": .ended])
    return TemplateRecorder(
      .usual, credential: .none,
      calls: TemplateRecorder.Calls(
        pauseWith: pauseWith, pause: pause, resume: RequestTemplate(method: "POST", url: try url("https://r.test/r/{recording}")),
        inspect: inspect))
  }

  private let type = "application/x-www-form-urlencoded"
  private static let nasty = "a/b?c=d&\"e\\\r\nX: y{reason}"

  private func command(_ kind: Command.Kind = .pause, conversation: String = nasty, reason: String? = nasty) -> Command {
    var command = Command.of(kind, conversation: conversation, recording: "r 1", reason: reason, tags: ["line": "7 & \"8\""])
    command.target.contact = "9"
    return command
  }

  @Test("a value in a URL stays within its segment or its parameter")
  func urls() throws {
    let encoded = "a%2Fb%3Fc%3Dd%26%22e%5C%0D%0AX%3A%20y%7Breason%7D"
    let request = try #require(try recorder(url: "https://r.test/x{conversation}?l={tags.line}&no={tags.none}").request(for: command()))
    #expect(request.line == "PUT https://r.test/x\(encoded)?l=7%20%26%20%228%22&no=")
    for conversation in [".", "..", ""] {
      #expect(try recorder().request(for: command(conversation: conversation)) == nil, "it would be another resource")
      #expect(GenesysCloud.usual(.conversation).request(for: command(conversation: conversation)) == nil)
    }
    #expect(try recorder(url: "https://r.test/{tags.none}/pause").request(for: command()) == nil, "an empty segment is none")
    #expect(try recorder(url: "https://r.test/pause?who={agent}").request(for: command()) == nil, "nobody is not everybody")
  }

  @Test("a value in a JSON body stays within its string, and without quotes becomes one")
  func json() throws {
    let body = #"{"call":"c-{conversation}","why":{reason},"who":{agent},"to":"{agent}","n":{"line":["{tags.line}"]}}"#
    let request = try #require(try recorder(body: body).request(for: command()))
    #expect(request.headers == [HTTPHeader("Content-Type", "application/json")])
    let root = try JSONDocument(request.body).root
    #expect(root["call"]?.string == "c-" + Self.nasty)
    #expect(root["why"]?.string == Self.nasty)
    #expect(root["who"]?.isNull == true && root["to"]?.string == "")
    #expect(root.at(pointer: "/n/line/0")?.string == "7 & \"8\"")
  }

  @Test("a value in a form stays within its field")
  func form() throws {
    let request = try #require(
      try recorder(headers: ["Content-Type": type], body: "line={tags.line}&call={conversation}").request(
        for: command(conversation: "c&d=e")))
    #expect(request.text == "line=7%20%26%20%228%22&call=c%26d%3De")
    #expect(request.headers == [HTTPHeader("Content-Type", type)])
  }

  @Test("in XML its signs are written as entities")
  func xml() throws {
    let template = try TextTemplate(
      "<c id='{conversation}'>{tags.line}</c>", as: RequestTemplate.bodyKind(contentType: "text/xml; charset=utf-8"))
    let request = RequestTemplate(method: "POST", url: try url("https://r.test/x"), headers: [], body: template)
    let recorder = TemplateRecorder(.usual, credential: .none, calls: .init(pause: request, resume: request))
    #expect(recorder.request(for: command(conversation: "<'&'>"))?.text == "<c id='&lt;&apos;&amp;&apos;&gt;'>7 &amp; &quot;8&quot;</c>")
    #expect(!recorder.traits.canInspect && recorder.traits.driftCheck == nil)
  }

  @Test("a value cannot begin another header")
  func headers() throws {
    let recorder = try recorder(headers: ["X-Why": "because {reason}"])
    #expect(recorder.request(for: command()) == nil)
    #expect(recorder.request(for: command(reason: "cards"))?.headers == [HTTPHeader("X-Why", "because cards")])
    #expect(recorder.request(for: command(reason: nil))?.headers == [HTTPHeader("X-Why", "because ")])
  }

  @Test(
    "what cannot be a template says why",
    arguments: [
      ("https://{tags.host}/x", TextTemplate.Kind.url, "{tags.host} cannot stand in the address of the host"),
      ("https://r.test/{call}#x", .url, "has a \"#\", which a URL cannot have"),
      ("https://r.test/{cal l}", .url, "has a \"{\", which a URL cannot have"),
      ("https://r.test/{cell}", .url, "{cell} is not known"), ("a\nb", .header, "has a character that a header cannot have"),
      ("{\"a\":}", .json, "once filled in it is not JSON: an unexpected character at byte 5"),
    ] as [(String, TextTemplate.Kind, String)])
  func faults(text: String, kind: TextTemplate.Kind, problem: String) throws {
    let error = try #require(#expect(throws: TemplateError.self) { try TextTemplate(text, as: kind) })
    #expect(error.problem == problem)
  }

  @Test("what one call pauses decides how recordings are found, and whose they are")
  func scopes() throws {
    let kinds = TemplateRecorder.PauseWith.allCases.map { try? recorder(pauseWith: $0).traits }
    #expect(kinds.map { $0?.addressing } == [.conversation, .participant, .recording, .contact, .user])
    #expect(kinds.map { $0?.isShared } == [true, false, false, true, false])
    #expect(kinds.allSatisfy { $0?.canResolve == false && $0?.canInspect == true })
    #expect(try recorder().request(for: command(.resolve)) == nil)
    #expect(try recorder().request(for: command(.resume))?.line == "POST https://r.test/r/r%201")
  }

  @Test(
    "only the statuses the operator names are a success; the others mean what they mean everywhere",
    arguments: [
      (204, Outcome.Result.accepted, nil), (304, .accepted, nil), (200, .failed, nil), (202, .failed, nil), (404, .gone, nil),
      (409, .refused, .conflict), (429, .refused, .throttled), (500, .failed, nil),
    ] as [(Int, Outcome.Result, Outcome.Refusal?)])
  func statuses(status: Int, result: Outcome.Result, refusal: Outcome.Refusal?) throws {
    let outcome = try recorder(success: [204, 304]).outcome(status, "<html>", to: command())
    #expect(outcome.result == result && outcome.refusal == refusal && outcome.status == status)
    #expect((outcome.message == nil) == (result == .accepted))
  }

  @Test(
    "the state is where the pointer says, in the operator's words",
    arguments: [
      ("\"ON\"", Observation.State.recording), ("\"OFF\"", .paused), ("true", .ended), ("\"off\"", .unknown), ("null", .unknown),
      ("{}", .unknown),
    ])
  func states(word: String, state: Observation.State) throws {
    let outcome = try recorder().outcome(200, "{\"recorder\":[{\"state\":\(word)}]}", to: command(.inspect))
    #expect(outcome.result == .confirmed)
    #expect(outcome.observations == [Observation(recording: "r 1", state: state)])
    #expect(try recorder().outcome(200, "<html>", to: command(.inspect)).result == .failed)
    #expect(try recorder().outcome(200, "[]", to: command(.inspect)).observations.map(\.state) == [.unknown])
    #expect(try recorder().outcome(404, "", to: command(.inspect)).result == .gone)
  }

  @Test("a missing permission names the request")
  func permission() throws {
    #expect(
      try recorder().outcome(403, "", to: command()).message
        == "forbidden: check that the client of platform vendor has the permission for PUT https://r.test/calls/{conversation}/pause")
  }

  @Test("anybody's client credentials are form-encoded before they are joined (RFC 6749)")
  func clientCredentials() throws {
    let recipe = TokenRecipe.clientCredentials(
      ClientCredentials(tokenURL: "https://t.test/token", clientID: Secret("i:d"), clientSecret: Secret("s e"), scope: "rec pause"))
    let request = recipe.request()
    #expect(request.line == "POST https://t.test/token")
    #expect(request.text == "grant_type=client_credentials&scope=rec%20pause")
    // i%3Ad:s%20e
    #expect(request.headers.contains(HTTPHeader("Authorization", "Basic aSUzQWQ6cyUyMGU=")))
  }
}
