import Model

extension TemplateSettings {
  init?(_ section: ConfigurationSection, stateDirectory: String) {
    let api = section.url("api")
    let authentication = section.section("auth") { Authentication($0, stateDirectory: stateDirectory) }
    let pause = section.optionalSection("pause") { Request($0, api: api, method: "POST") }
    let resume = section.optionalSection("resume") { Request($0, api: api, method: "POST") }
    for key in ["pause", "resume"] where section.value(key) == nil {
      section.report(key, "is missing", hint: "{ method, url, headers, body, success }")
    }
    inspect = section.optionalSection("inspect") { inspect in
      let request = Request(inspect, api: api, method: "GET")
      let state = inspect.require("state", inspect.pointer("state"), hint: "a JSON pointer to the state in the answer")
      let states = inspect.section("states") { $0.states() }
      if states.isEmpty { inspect.report("states", "says of no word what it means", hint: "{ PAUSED: \"paused\", … }") }
      guard let request, let state else { return nil }
      return Inspection(request: request, state: state, states: states)
    }
    guard let authentication, let pause, let resume else { return nil }
    self.authentication = authentication
    self.pause = pause
    self.resume = resume
  }
}

extension TemplateSettings.Request {
  fileprivate init?(_ section: ConfigurationSection, api: String?, method: String) {
    let url = section.require("url", section.string("url"), hint: "like /recordings/{recording}/pause, after api")
    self.init(method: section.string("method") ?? method, url: url ?? "")
    if !["GET", "POST", "PUT", "PATCH", "DELETE"].contains(self.method) {
      section.report("method", "\"\(self.method)\" is not a method", hint: "GET, POST, PUT, PATCH or DELETE")
    }
    headers = section.texts("headers")
    body = section.string("body") ?? ""
    success = section.statuses("success") ?? success
    guard let url else { return nil }
    if url.hasPrefix("/") {
      if api == nil, section.value("url") != nil { section.report("url", "starts at the platform's api, which is missing") }
      self.url = (api ?? "") + url
    } else if !url.hasPrefix("https://"), !url.hasPrefix("http://") {
      section.report("url", "\"\(url)\" is neither a path nor a URL", hint: "like /recordings/{recording}/pause, after api")
    }
    for (key, text) in [("url", url), ("body", body)] + headers.sorted(by: { $0.key < $1.key }).map({ ("headers", $0.value) }) {
      section.checkPlaceholders(in: text, key: key)
    }
  }
}

extension TemplateSettings.Authentication {
  private enum Kind: String, CaseIterable {
    case open = "none"
    case basic, bearer, header
    case clientCredentials = "oauth-client-credentials"
  }

  fileprivate init?(_ section: ConfigurationSection, stateDirectory: String) {
    // Everything is read before anything is judged: a key that is never asked for counts as unknown.
    func secret(_ key: String) -> SecretReference? { section.requiredSecret(key, stateDirectory: stateDirectory) }
    func text(_ key: String) -> String? { section.require(key, section.string(key)) }
    let kind = section.value("type") == nil ? Kind.open : section.choice("type", of: Kind.self)
    switch kind {
    case .open:
      self = .none
    case .basic:
      let (user, password) = (text("user"), secret("password"))
      guard let user, let password else { return nil }
      self = .basic(user: user, password: password)
    case .bearer:
      guard let token = secret("token") else { return nil }
      self = .bearer(token: token)
    case .header:
      let (name, value) = (text("name"), secret("value"))
      guard let name, let value else { return nil }
      self = .header(name: name, value: value)
    case .clientCredentials:
      let url = section.requiredURL("tokenURL", hint: "where a token is to be had")
      let (clientID, clientSecret) = (secret("clientID"), secret("clientSecret"))
      guard let url, let clientID, let clientSecret else { return nil }
      self = .clientCredentials(tokenURL: url, clientID: clientID, clientSecret: clientSecret)
    case nil:
      section.ignoreTheRest()
      return nil
    }
  }
}

extension ConfigurationSection {
  /// A word in braces is a placeholder; any other brace is a brace, as JSON bodies need.
  fileprivate func checkPlaceholders(in text: String, key: String) {
    for part in text.split(separator: "{", omittingEmptySubsequences: false).dropFirst() {
      guard let end = part.firstIndex(of: "}") else { continue }
      let name = String(part[..<end])
      guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0 == "." || $0 == "_" || $0 == "-" }), !name.hasPrefix("tags.") else {
        continue
      }
      let known = TemplateSettings.placeholders
      guard !known.contains(name) else { continue }
      let suggestion = Spelling.suggestion(for: name, among: known).map { "did you mean {\($0)}?" }
      report(key, "{\(name)} is not known", hint: suggestion ?? "known: \(known.joined(separator: ", ")), tags.NAME")
    }
  }

  fileprivate func statuses(_ key: String) -> [Int]? {
    read(key, as: "a list of HTTP statuses", hint: "[200, 202]") { content -> [Int]? in
      guard case .array(let values) = content, !values.isEmpty else { return nil }
      let statuses = values.compactMap { value -> Int? in
        guard case .number(let number) = value.content, let status = Int(exactly: number), (100...599).contains(status) else { return nil }
        return status
      }
      return statuses.count == values.count ? statuses : nil
    }
  }

  fileprivate func states() -> [String: Observation.State] {
    var states: [String: Observation.State] = [:]
    for name in names { states[name] = choice(name) }
    return states
  }
}
