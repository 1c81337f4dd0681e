import Model
import Platforms

extension SourceSettings {
  /// What a source must agree with.
  struct Context {
    var stateDirectory: String
    /// All platforms the files name; those in `platforms` are sound.
    var platformNames: [String]
    var platforms: [PlatformConfiguration]
    var isLoopback: Bool
  }

  init?(name: String, _ section: ConfigurationSection, in context: Context) {
    let format = section.require("format", section.choice("format", of: EventFormat.self), hint: "eventbridge, cxone or cloudevents")
    let platform = section.require("platform", section.string("platform"), hint: "the name of a platform: whose conversations these are")
    if let platform { section.checkPlatform(platform, key: "platform", among: context.platformNames) }
    let system = context.platforms.first { $0.name == platform }?.system
    self.init(name: name, format: format ?? .eventbridge, platform: platform ?? "", system: system ?? "")

    identity.origin = section.string("origin") ?? identity.origin
    http = section.optionalSection("http") { HTTP($0, in: context) }
    spoolDirectory = section.optionalSection("spool") {
      $0.require("directory", $0.file("directory", stateDirectory: context.stateDirectory), hint: "where senders put files")
    }
    if section.value("http") == nil, section.value("spool") == nil {
      section.report("", "says nowhere where its events come from", hint: "http: { path, auth } or spool: { directory }")
    }
    readDialect(section)
    guard format != nil, platform != nil, system != nil else { return nil }
  }

  /// How an organization's events differ from the vendor's own.
  private mutating func readDialect(_ section: ConfigurationSection) {
    identity.organization = section.string("organization")
    identity.secureFlows = section.bool("secureFlows") ?? true
    section.optionalSection("fields") { names -> Void? in
      identity.fields.kind = names.pointer("kind")
      identity.fields.conversation = names.pointer("conversation")
      identity.fields.agent = names.pointer("agent")
      identity.fields.participant = names.pointer("participant")
      identity.fields.occurredAt = names.pointer("occurredAt")
    }
    section.optionalSection("kinds") { words -> Void? in
      for kind in Event.Kind.allCases {
        for word in words.words(kind.rawValue) {
          if let other = identity.kinds[word], other != kind { words.report(kind.rawValue, "\"\(word)\" is \(other.rawValue) already") }
          identity.kinds[word] = kind
        }
      }
    }
    guard format != .eventbridge else { return }
    for key in ["organization", "fields", "kinds", "secureFlows"] where section.value(key) != nil {
      section.report(key, "applies to the format eventbridge only", hint: "this source's format is \(format.rawValue)")
    }
  }
}

extension SourceSettings.HTTP {
  private static let taken = ["/livez", "/readyz", "/metrics"]

  fileprivate init?(_ section: ConfigurationSection, in context: SourceSettings.Context) {
    let path = section.require("path", section.string("path"), hint: "like /events/genesys")
    let auth = section.list("auth") { AuthenticationSettings($0, stateDirectory: context.stateDirectory) }
    let isOpen = section.value("auth").map { $0.content == .array([]) } ?? true
    if isOpen, !context.isLoopback {
      section.report(
        "auth", "is empty, but others than this machine can reach http.listen", hint: "add a way to authenticate, or listen on loopback")
    }
    guard let path else { return nil }
    let isSound = path.hasPrefix("/") && path.allSatisfy { $0.isASCII && !$0.isWhitespace && !"?#%\\\"".contains($0) }
    if !isSound {
      section.report("path", "\"\(path)\" is not a path", hint: "like /events/genesys")
    } else if Self.taken.contains(path) {
      section.report("path", "\(path) is hushd's own", hint: "like /events/genesys")
    }
    self.init(path: path, auth: auth)
  }
}

extension AuthenticationSettings {
  private enum Kind: String, CaseIterable {
    case standardWebhooks = "standard-webhooks"
    case bearer
    case apiKey = "api-key"
    case basic
  }

  fileprivate init?(_ section: ConfigurationSection, stateDirectory: String) {
    let kind = section.require("type", section.choice("type", of: Kind.self), hint: "standard-webhooks, bearer, api-key or basic")
    switch kind {
    case .standardWebhooks:
      let secrets = section.secrets("secrets", stateDirectory: stateDirectory)
      self = .standardWebhooks(secrets: secrets, tolerance: section.span("tolerance", in: .seconds(1) ... .days(1)) ?? .minutes(5))
    case .bearer:
      self = .bearer(tokens: section.secrets("tokens", stateDirectory: stateDirectory))
    case .apiKey:
      let keys = section.secrets("keys", stateDirectory: stateDirectory)
      let header = section.string("header") ?? "x-api-key"
      if !header.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }) {
        section.report("header", "\"\(header)\" is not a header's name")
      }
      self = .apiKey(header: header, keys: keys)
    case .basic:
      let user = section.require("user", section.string("user"))
      let password = section.require(
        "password", section.secret("password", stateDirectory: stateDirectory), hint: ConfigurationSection.secretHint)
      if user?.contains(":") == true { section.report("user", "must not contain a colon", hint: "it ends the user's name on the wire") }
      guard let user, let password else { return nil }
      self = .basic(user: user, password: password)
    case nil:
      section.ignoreTheRest()
      return nil
    }
  }
}

extension ConfigurationSection {
  func checkPlatform(_ name: String, key: String, among known: [String]) {
    checkName(name, key: key, what: "platform", among: known)
  }

  func checkName(_ name: String, key: String, what: String, among known: [String]) {
    guard !known.contains(name) else { return }
    let suggestion = Spelling.suggestion(for: name, among: known).map { "did you mean \($0)?" }
    report(
      key, "there is no \(what) \"\(name)\"",
      hint: suggestion ?? "there is: \(known.isEmpty ? "none" : known.sorted().joined(separator: ", "))")
  }

  /// One text or a list of them.
  fileprivate func words(_ key: String) -> [String] {
    if case .string(let text) = value(key)?.content { return [text] }
    return strings(key) ?? []
  }
}
