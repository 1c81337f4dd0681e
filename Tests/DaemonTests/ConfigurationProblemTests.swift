import Daemon
import Testing

/// One value spoiled, and what the operator is told.
struct ConfigurationProblemTests {
  let folder: ConfigurationFolder

  init() throws { folder = try ConfigurationFolder() }

  @Test("every problem is reported at once, each on its own line")
  func allAtOnce() throws {
    let problems = folder.problems(
      """
      {
        stateDirectory: "/state",
        http: { listen: ["0.0.0.0:8642"], maxConnectoins: 5 },
        sources: { genesys: { format: "eventbrige", platform: "gensys", http: { path: "/events", auth: [] } } },
        platforms: { genesys: { type: "genesys-cloud", region: "us-east-9", clientID: "abc123", clientSecret: "env:S" } },
        policy: { maxPause: 120 },
      }
      """)
    #expect(
      problems == [
        "hushd.json5: http.maxConnectoins: unknown key (did you mean maxConnections?)",
        "hushd.json5: platforms.genesys.region: there is no Genesys Cloud region \"us-east-9\" (did you mean us-east-1?)",
        "hushd.json5: platforms.genesys.clientID: is not a reference to a secret (write credential:NAME, file:PATH or env:NAME)",
        "hushd.json5: sources.genesys.format: \"eventbrige\" is not known (did you mean eventbridge? allowed: eventbridge, cxone, cloudevents)",
        "hushd.json5: sources.genesys.platform: there is no platform \"gensys\" (did you mean genesys?)",
        "hushd.json5: sources.genesys.http.auth: is empty, but others than this machine can reach http.listen "
          + "(add a way to authenticate, or listen on loopback)",
        "hushd.json5: policy.maxPause: must be a duration, not a number (write it as \"500ms\", \"10s\", \"2m\", \"12h\" or \"400d\")",
      ])
  }

  @Test("a literal secret is refused and not shown", arguments: ["hunter2", "credential:", "Credential:x", "credential:../x", "file:"])
  func literalSecret(text: String) throws {
    let platform = "engage: { type: \"genesys-engage\", api: \"https://a.example\", user: \"u\", password: \"\(text)\" },"
    let problems = folder.problems(SoundConfiguration.text(platforms: SoundConfiguration.platform + platform))
    #expect(
      problems == ["hushd.json5: platforms.engage.password: is not a reference to a secret (write credential:NAME, file:PATH or env:NAME)"])
  }

  @Test(
    "one spoiled value of a source",
    arguments: [
      ("platform: \"genesys\", http: { path: \"/e\" }", "sources.s.format: is missing (eventbridge, cxone or cloudevents)"),
      (
        "format: \"cxone\", http: { path: \"/e\" }",
        "sources.s.platform: is missing (the name of a platform: whose conversations these are)"
      ),
      (
        "format: \"cxone\", platform: \"genesys\"",
        "sources.s: says nowhere where its events come from (http: { path, auth } or spool: { directory })"
      ),
      ("format: \"cxone\", platform: \"genesys\", http: {}", "sources.s.http.path: is missing (like /events/genesys)"),
      (
        "format: \"cxone\", platform: \"genesys\", http: { path: \"events\" }",
        "sources.s.http.path: \"events\" is not a path (like /events/genesys)"
      ),
      (
        "format: \"cxone\", platform: \"genesys\", http: { path: \"/metrics\" }",
        "sources.s.http.path: /metrics is hushd's own (like /events/genesys)"
      ),
      (
        "format: \"cxone\", platform: \"genesys\", http: { path: \"/events\" }",
        "sources.s.http.path: /events is the path of the source genesys already"
      ),
      (
        "format: \"cxone\", platform: \"genesys\", http: { path: \"/e\" }, organization: \"x\"",
        "sources.s.organization: applies to the format eventbridge only (this source's format is cxone)"
      ),
      (
        "format: \"cxone\", platform: \"genesys\", http: { path: \"/e\", auth: [{ type: \"bearer\", tokens: [] }] }",
        "sources.s.http.auth[0].tokens: is empty, so nothing can pass (write credential:NAME, file:PATH or env:NAME)"
      ),
      (
        "format: \"cxone\", platform: \"genesys\", http: { path: \"/e\", auth: [{ type: \"basic\", user: \"a\" }] }",
        "sources.s.http.auth[0].password: is missing (write credential:NAME, file:PATH or env:NAME)"
      ),
      (
        "format: \"cxone\", platform: \"genesys\", http: { path: \"/e\", auth: [{ type: \"hmac\", keys: 1 }] }",
        "sources.s.http.auth[0].type: \"hmac\" is not known (allowed: standard-webhooks, bearer, api-key, basic)"
      ),
      (
        "format: \"eventbridge\", platform: \"genesys\", http: { path: \"/e\" }, kinds: { \"pause.start\": \"x\" }",
        "sources.s.kinds[\"pause.start\"]: unknown key (did you mean pause.started?)"
      ),
      (
        "format: \"eventbridge\", platform: \"genesys\", http: { path: \"/e\" }, fields: { kind: \"detail\" }",
        "sources.s.fields.kind: \"detail\" is not a JSON pointer (like /detail/eventBody/agentId)"
      ),
    ])
  func source(body: String, problem: String) throws {
    let problems = folder.problems(SoundConfiguration.text(sources: SoundConfiguration.source + "s: { \(body) }"))
    #expect(problems == ["hushd.json5: \(problem)"])
  }

  @Test(
    "one spoiled value of a platform",
    arguments: [
      (
        "type: \"genesis\"",
        "type: \"genesis\" is not known (allowed: genesys-cloud, cxone-screen, cxone-voice, cxone-mask, genesys-engage, amazon-connect, http)"
      ),
      ("\(cxone), rate: { perMinute: 0 }", "rate.perMinute: must be a whole number from 1 to 1000000, not 0"),
      ("\(cxone), rate: { reservedForPauses: 1 }", "rate.reservedForPauses: must be below 1 (resumes and checks need calls too)"),
      ("\(cxone), rate: { reservedForPauses: -0.1 }", "rate.reservedForPauses: must be a share from 0 to below 1, not -0.1"),
      ("\(cxone), timeout: \"1ms\"", "timeout: must be between 50ms and 1m, not 1ms"),
      ("\(cxone), maxInFlight: 1.5", "maxInFlight: must be a whole number from 1 to 1024, not 1.5"),
      ("\(cxone), verify: \"yes\"", "verify: must be true or false, not a string"),
      ("\(genesys)", "region: is missing (like us-east-1; or give api and login as base URLs)"),
      ("\(genesys), api: \"https://a.example\"", "login: is missing (the base URL that gives tokens to clients of api)"),
      (
        "\(genesys), api: \"api.mypurecloud.com\", login: \"https://x.y\"",
        "api: is not a base URL (like https://api.example.com, without user, query or fragment)"
      ),
      ("\(connect)", "region: is missing (or give api, the base URL)"),
      ("\(connect), region: \"useast1\"", "region: \"useast1\" is not an AWS region (like us-east-1)"),
      (
        "type: \"http\", api: \"https://r.example\", pause: { url: \"/p/{convesation}\" }, resume: { url: \"/r\" }",
        "pause.url: {convesation} is not known (did you mean {conversation}?)"
      ),
      (
        "type: \"http\", pause: { url: \"https://r.example/{call}\" }",
        "resume: is missing ({ method, url, headers, body, success })"
      ),
      (
        Self.http("url: \"/p\", headers: { \"X-C\": \"1\" }"),
        "pause: does not say which conversation it pauses (put {conversation} into url or body)"
      ),
      (
        Self.http("url: \"/p/{participant}?c={call}\""),
        "pause.url: {participant} is not always known there (pauseWith: \"participant\" has it)"
      ),
      (Self.http("url: \"/p/{call}\", method: \"FETCH\""), "pause.method: \"FETCH\" is not a method (GET, POST, PUT, PATCH or DELETE)"),
      (
        Self.http("url: \"/p/{call}\", body: \"call={call}\""),
        "pause.body: once filled in it is not JSON: an unexpected character at byte 0 (for another format say so in a Content-Type header)"
      ),
      (
        Self.http("url: \"/p/{call}\", headers: { Authorization: \"Bearer x\" }"),
        "pause.headers: Authorization is a secret (give auth instead)"
      ),
      (Self.http("url: \"/p/{call}\", headers: { \"a b\": \"x\" }"), "pause.headers: \"a b\" is not a header's name"),
    ])
  func platform(body: String, problem: String) throws {
    let problems = folder.problems(SoundConfiguration.text(platforms: SoundConfiguration.platform + "p: { \(body) }"))
    #expect(problems == ["hushd.json5: platforms.p.\(problem)"])
  }

  private static func http(_ pause: String) -> String {
    "type: \"http\", api: \"https://r.example\", pause: { \(pause) }, resume: { url: \"/r/{call}\" }"
  }
  private static let keys = "accessKeyID: \"env:A\", accessKeySecret: \"env:B\""
  private static let cxone = "type: \"cxone-screen\", api: \"https://a.example\", login: \"https://l.example\", \(keys)"
  private static let genesys = "type: \"genesys-cloud\", clientID: \"env:A\", clientSecret: \"env:B\""
  private static let connect = "type: \"amazon-connect\", instance: \"i\", accessKeyID: \"env:A\", secretAccessKey: \"env:B\""

  @Test(
    "one spoiled value elsewhere",
    arguments: [
      ("polcy: {}", "polcy: unknown key (did you mean policy?)"),
      ("http: []", "http: must be an object, not a list ({ … })"),
      ("http: { listen: [\"8642\"] }", "http.listen: \"8642\" is not an address and a port ([\"127.0.0.1:8642\"], or \"systemd\")"),
      ("http: { listen: [] }", "http.listen: is empty ([\"127.0.0.1:8642\"], or \"systemd\")"),
      (
        "http: { maxBody: \"1MB\" }", "http.maxBody: must be a size, not a string (write it as 1048576, \"512KiB\", \"200MiB\" or \"2GiB\")"
      ),
      ("http: { tls: { certificate: \"c\" } }", "http.tls.key: is missing"),
      ("policy: { endedReasons: [] }", "policy.endedReasons: is empty, so nothing would end a window (leave it out)"),
      ("policy: { scope: \"all\" }", "policy.scope: \"all\" is not known (allowed: initiator, agent, everyone)"),
      ("rules: [{ pause: false }]", "rules[0].name: is missing (every report names the rule that decided)"),
      ("rules: [{ name: \"a\" }, { name: \"a\" }]", "rules[1].name: another rule is named \"a\" already"),
      ("rules: [{ name: \"policy\" }]", "rules[0].name: \"policy\" is the name for no rule at all (choose another)"),
      ("rules: [{ name: \"a\", platforms: [\"x\"] }]", "rules[0].platforms: there is no platform \"x\" (there is: genesys)"),
      ("rules: [{ name: \"a\", when: { source: [\"x\"] } }]", "rules[0].when.source: there is no source \"x\" (there is: genesys)"),
      (
        "rules: [{ name: \"a\", when: { queue: \"q\" } }]",
        "rules[0].when.queue: must be a list of strings, not a string ([\"one\", \"two\"])"
      ),
      ("rules: [{ name: \"a\", when: { percent: 101 } }]", "rules[0].when.percent: must be a whole number from 0 to 100, not 101"),
      ("rules: [{ name: \"a\", when: { percnt: 5 } }]", "rules[0].when.percnt: unknown key (did you mean percent?)"),
      ("journal: { reserve: \"1MiB\" }", "journal.floor: is above journal.reserve (the alarm must come before events are refused)"),
      ("log: { level: \"trace\" }", "log.level: \"trace\" is not known (allowed: debug, info, warning, error)"),
    ])
  func elsewhere(rest: String, problem: String) throws {
    #expect(folder.problems(SoundConfiguration.text(rest: rest)) == ["hushd.json5: \(problem)"])
  }

  @Test(
    "a file that cannot be read at all says where",
    arguments: [
      ("", "line 1, column 1: the file ends where a value should be"),
      ("[]", "must be an object, not a list ({ … })"),
      ("{ a: 1,\n  b: }", "line 2, column 6: a value must stand here (a text needs quotes)"),
      ("{ a: 1\n  b: 2 }", "line 2, column 3: ',' or '}' expected"),
      ("{ a: 1, a: 2 }", "line 1, column 9: the key a is given twice"),
      ("{ a: 'b\n' }", "line 1, column 6: a string has no end on its line"),
      ("{ a: 1 /* }", "line 1, column 8: a comment has no end"),
      ("{ a: 1", "line 1, column 7: ',' or '}' expected"),
      ("{ a: 1 } {", "line 1, column 10: something follows the end of the value"),
      ("{ a: yes }", "line 1, column 6: a value must stand here (a text needs quotes)"),
      ("{ a: 1x }", "line 1, column 6: not a number"),
    ])
  func syntax(text: String, problem: String) throws {
    #expect(folder.problems(text) == ["hushd.json5: \(problem)"])
  }

  @Test("JSON5's own notations are read")
  func notations() throws {
    let text = """
      \u{feff}// a comment
      { 'stateDirectory': "/st\\x61te", /* another */ platforms: { \(SoundConfiguration.platform) }, sources: { \(SoundConfiguration.source) },
        http: { maxConnections: 0x10, maxBody: +2048., }, policy: { "exposure\\u004cimit": '5\\
      s' }, rules: null, }
      """
    let configuration = try folder.load(text)
    #expect(configuration.stateDirectory == "/state")
    #expect(configuration.http.maxConnections == 16)
    #expect(configuration.http.maxBody == 2048)
    #expect(configuration.policy.defaults.exposureLimit == .seconds(5))
  }

  @Test("a missing file and a socket's path that is too long")
  func paths() throws {
    #expect(throws: ConfigurationError.self) { try Configuration.load("\(folder.path)/none.json5", environment: { _ in nil }) }
    let long = "/" + String(repeating: "x", count: 107)
    let problems = folder.problems(SoundConfiguration.text(rest: "control: { socket: \"\(long)\" }"))
    #expect(problems == ["hushd.json5: control.socket: is longer than the 107 bytes a socket's path may have (\(long))"])
  }
}
