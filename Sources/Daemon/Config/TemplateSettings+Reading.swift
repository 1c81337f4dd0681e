import Model
import Platforms

extension TemplateSettings {
  init?(_ section: ConfigurationSection, stateDirectory: String) {
    let api = section.url("api")
    let authentication = section.section("auth") { Authentication($0, stateDirectory: stateDirectory) }
    let pauseWith = section.choice("pauseWith", of: TemplateRecorder.PauseWith.self) ?? .conversation
    let pause = section.optionalSection("pause") { RequestTemplate($0, api: api, method: "POST", pauseWith) }
    let resume = section.optionalSection("resume") { RequestTemplate($0, api: api, method: "POST", pauseWith) }
    for key in ["pause", "resume"] where section.value(key) == nil {
      section.report(key, "is missing", hint: "{ method, url, headers, body, success }")
    }
    let inspect = section.optionalSection("inspect") { inspect in
      let request = RequestTemplate(inspect, api: api, method: "GET", pauseWith)
      let state = inspect.require("state", inspect.pointer("state"), hint: "a JSON pointer to the state in the answer")
      let states = inspect.section("states") { $0.states() }
      if states.isEmpty { inspect.report("states", "says of no word what it means", hint: "{ PAUSED: \"paused\", … }") }
      guard let request, let state else { return nil as TemplateRecorder.Inspection? }
      return TemplateRecorder.Inspection(request: request, state: state, states: states)
    }
    if let pause, !pause.placeholders.contains(where: pauseWith.isNamed(by:)) {
      section.report("pause", "does not say which \(pauseWith.rawValue) it pauses", hint: "put {\(pauseWith.rawValue)} into url or body")
    }
    guard let authentication, let pause, let resume else { return nil }
    self.init(
      authentication: authentication, calls: TemplateRecorder.Calls(pauseWith: pauseWith, pause: pause, resume: resume, inspect: inspect))
  }
}

extension RequestTemplate {
  fileprivate init?(_ section: ConfigurationSection, api: String?, method: String, _ pauseWith: TemplateRecorder.PauseWith) {
    let method = section.string("method") ?? method
    if !["GET", "POST", "PUT", "PATCH", "DELETE"].contains(method) {
      section.report("method", "\"\(method)\" is not a method", hint: "GET, POST, PUT, PATCH or DELETE")
    }
    let url = section.absoluteURL("url", api: api).flatMap { section.template($0, as: .url, key: "url") }
    for case .word(let word) in url?.placeholders ?? [] where word != .reason && !pauseWith.known.contains(word) {
      let fitting = TemplateRecorder.PauseWith.allCases.first { $0.known.contains(word) }
      section.report(
        "url", "{\(word.rawValue)} is not always known there", hint: fitting.map { "pauseWith: \"\($0.rawValue)\" has it" })
    }
    let texts = section.texts("headers").sorted { $0.key < $1.key }
    let headers = texts.compactMap { name, text in
      section.checkHeader(name, key: "headers")
      if name.lowercased() == "authorization" { section.report("headers", "Authorization is a secret", hint: "give auth instead") }
      return section.template(text, as: .header, key: "headers").map { Header(name, $0) }
    }
    let kind = Self.bodyKind(contentType: texts.first { $0.key.lowercased() == "content-type" }?.value)
    let body = section.string("body").flatMap { section.template($0, as: kind, key: "body") }
    let success = section.statuses("success") ?? Self.successUsual
    guard let url else { return nil }
    self.init(method: method, url: url, headers: headers, body: body, success: success)
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
      if let name { section.checkHeader(name, key: "name") }
      guard let name, let value else { return nil }
      self = .header(name: name, value: value)
    case .clientCredentials:
      let url = section.requiredURL("tokenURL", hint: "where a token is to be had")
      let (clientID, clientSecret) = (secret("clientID"), secret("clientSecret"))
      let scope = section.string("scope")
      guard let url, let clientID, let clientSecret else { return nil }
      self = .clientCredentials(tokenURL: url, clientID: clientID, clientSecret: clientSecret, scope: scope)
    case nil:
      section.ignoreTheRest()
      return nil
    }
  }
}

extension ConfigurationSection {
  fileprivate func template(_ text: String, as kind: TextTemplate.Kind, key: String) -> TextTemplate? {
    do throws(TemplateError) {
      return try TextTemplate(text, as: kind)
    } catch {
      let suggestion = error.unknown.flatMap { Spelling.suggestion(for: $0, among: Placeholder.words) }.map { "did you mean {\($0)}?" }
      let known = error.unknown.map { _ in "known: \(Placeholder.words.joined(separator: ", ")), tags.NAME" }
      report(key, error.problem, hint: suggestion ?? known ?? error.hint)
      return nil
    }
  }

  /// A URL, or a path after the platform's api.
  fileprivate func absoluteURL(_ key: String, api: String?) -> String? {
    guard let url = require(key, string(key), hint: "like /recordings/{recording}/pause, after api") else { return nil }
    if url.hasPrefix("/") {
      if api == nil { report(key, "starts at the platform's api, which is missing") }
      return api.map { $0 + url }
    }
    guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
      report(key, "\"\(url)\" is neither a path nor a URL", hint: "like /recordings/{recording}/pause, after api")
      return nil
    }
    return url
  }

  fileprivate func checkHeader(_ name: String, key: String) {
    let isToken = name.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
    if !isToken { report(key, "\"\(name)\" is not a header's name") }
    if ["content-length", "transfer-encoding", "host", "connection"].contains(name.lowercased()) {
      report(key, "\(name) is not the operator's to set")
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
