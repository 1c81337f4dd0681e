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

  init?(_ section: ConfigurationSection, sources: [String], platforms known: [String]) {
    let name = section.require("name", section.string("name"), hint: "every report names the rule that decided")
    self.init(name: name ?? "")
    if name == Governance().rule { section.report("name", "\"\(self.name)\" is the name for no rule at all", hint: "choose another") }
    when = section.section("when") { Condition($0, sources: sources, platforms: known) }
    pause = section.bool("pause")
    platforms = section.strings("platforms")
    if platforms?.isEmpty == true { section.report("platforms", "is empty", hint: "pause: false means: nowhere") }
    for platform in platforms ?? [] { section.checkPlatform(platform, key: "platforms", among: known) }
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
