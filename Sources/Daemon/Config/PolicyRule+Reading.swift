import Engine
import Model

extension Governance {
  /// Takes over what the section `policy` says.
  mutating func read(_ section: ConfigurationSection) {
    maxPause = section.span("maxPause", in: PolicyRule.maxPauseRange) ?? maxPause
    onMaxPause = section.choice("onMaxPause") ?? onMaxPause
    resumeDelay = section.span("resumeDelay", in: PolicyRule.resumeDelayRange) ?? resumeDelay
    scope = section.choice("scope") ?? scope
    onTransfer = section.choice("onTransfer") ?? onTransfer
    recordingSide = section.choice("recordingSide") ?? recordingSide
    exposureLimit = section.span("exposureLimit", in: PolicyRule.exposureLimitRange) ?? exposureLimit
    endedReasons = section.strings("endedReasons")
    if endedReasons?.isEmpty == true { section.report("endedReasons", "is empty, so nothing would end a window", hint: "leave it out") }
  }
}

extension PolicyRule {
  fileprivate static let maxPauseRange: ClosedRange<Span> = .seconds(1) ... .days(1)
  fileprivate static let resumeDelayRange: ClosedRange<Span> = .zero ... .minutes(1)
  fileprivate static let exposureLimitRange: ClosedRange<Span> = .zero ... .hours(1)

  /// What a rule must agree with.
  struct Context {
    /// All that the files name; those in `sources` and `platforms` are sound.
    var sourceNames: [String]
    var platformNames: [String]
    var sources: [SourceSettings]
    var platforms: [PlatformConfiguration]
  }

  init?(_ section: ConfigurationSection, in context: Context) {
    let name = section.require("name", section.string("name"), hint: "every report names the rule that decided")
    self.init(name: name ?? "")
    if name == Governance().rule { section.report("name", "\"\(self.name)\" is the name for no rule at all", hint: "choose another") }
    when = section.section("when") { Condition($0, sources: context.sourceNames, platforms: context.platformNames) }
    pause = section.bool("pause")
    platforms = section.strings("platforms")
    if platforms?.isEmpty == true { section.report("platforms", "is empty", hint: "pause: false means: nowhere") }
    for platform in platforms ?? [] { section.checkPlatform(platform, key: "platforms", among: context.platformNames) }
    reportUnreached(in: context, section)
    maxPause = section.span("maxPause", in: Self.maxPauseRange)
    onMaxPause = section.choice("onMaxPause")
    resumeDelay = section.span("resumeDelay", in: Self.resumeDelayRange)
    scope = section.choice("scope")
    onTransfer = section.choice("onTransfer")
    recordingSide = section.choice("recordingSide")
    exposureLimit = section.span("exposureLimit", in: Self.exposureLimitRange)
    tags = section.texts("tags")
    if name == nil { return nil }
  }

  /// A platform acts in its own system only: under events of another it would never pause, and nobody would hear of it.
  private func reportUnreached(in context: Context, _ section: ConfigurationSection) {
    // What is wrong with a source is reported there; until it is right nobody knows what it reaches.
    guard context.sources.count == context.sourceNames.count else { return }
    let matched = context.sources.filter { when.source?.contains($0.name) ?? true && when.platform?.contains($0.identity.platform) ?? true }
    guard !matched.isEmpty else { return }
    for name in platforms ?? [] {
      guard let platform = context.platforms.first(where: { $0.name == name }) else { continue }
      if matched.contains(where: { $0.identity.system == platform.system }) { continue }
      let others = matched.map { "\($0.name) is of the system \"\($0.identity.system)\"" }.joined(separator: ", ")
      section.report(
        "platforms", "the rule \"\(self.name)\" would never pause at \(name) of the system \"\(platform.system)\": \(others)",
        hint: "leave \(name) out, let the rule match a source of its system, or give the platforms one system if they share conversations")
    }
  }

  static func reportClashes(among rules: [PolicyRule], in section: ConfigurationSection) {
    for (index, rule) in rules.enumerated() where rules[..<index].contains(where: { $0.name == rule.name }) {
      section.report("rules[\(index)].name", of: "rules", "another rule is named \"\(rule.name)\" already")
    }
  }
}

extension PolicyRule.Condition {
  fileprivate init(_ section: ConfigurationSection, sources: [String], platforms: [String]) {
    self.init()
    func list(_ key: String) -> [String]? {
      let texts = section.strings(key)
      if texts?.isEmpty == true { section.report(key, "is empty, so it matches nothing", hint: "leave it out to match anything") }
      return texts
    }
    source = list("source")
    platform = list("platform")
    queue = list("queue")
    division = list("division")
    customerType = list("customerType")
    language = list("language")
    agent = list("agent")
    percent = section.integer("percent", in: 0...100)
    for name in source ?? [] { section.checkName(name, key: "source", what: "source", among: sources) }
    for name in platform ?? [] { section.checkPlatform(name, key: "platform", among: platforms) }
  }
}
