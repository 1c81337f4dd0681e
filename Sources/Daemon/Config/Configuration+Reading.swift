import Engine
import Model
import Native

// Two steps: the files become a tree of what they say, and the tree becomes a Configuration with every default filled in. The second step
// does not stop at the first problem.

extension Configuration {
  /// Reads and checks FILE and what lies in `conf.d` beside it.
  package static func load(_ file: String, environment: Environment.Lookup) throws(ConfigurationError) -> Configuration {
    var hasher = SHA256()
    var configuration = try read(try ConfigurationFiles.read(file, hashing: &hasher), environment: environment)
    configuration.digest = Hex.encode(hasher.finish())
    return configuration
  }

  /// Checks what the files say.
  static func read(_ root: ConfigurationValue, environment: Environment.Lookup) throws(ConfigurationError) -> Configuration {
    let findings = ConfigurationSection.Findings()
    let section = ConfigurationSection(root, path: "", findings: findings)
    let configuration = Configuration(section, environment: environment)
    section.finish()
    guard findings.problems.isEmpty else { throw ConfigurationError(findings.problems) }
    return configuration
  }

  private init(_ section: ConfigurationSection, environment: Environment.Lookup) {
    func directory(_ name: String) -> String? { environment(name)?.split(separator: ":").first.map(String.init) }
    let stated = section.string("stateDirectory") ?? directory("STATE_DIRECTORY")
    let state = section.require("stateDirectory", stated, hint: "$STATE_DIRECTORY is not set either") ?? "."
    self.init(stateDirectory: state)
    http = section.section("http") { HTTPSettings($0, stateDirectory: state) }
    platforms = section.sections("platforms") { PlatformConfiguration(name: $0, $1, stateDirectory: state) }
    // A source may name a platform whose own section has a mistake: that is reported once, there.
    let known = section.value("platforms").map { ConfigurationSection($0, path: "", findings: .init()).names } ?? []
    let context = SourceSettings.Context(
      stateDirectory: state, platformNames: known, platforms: platforms, isLoopback: http.listen.isLoopback)
    sources = section.sections("sources") { SourceSettings(name: $0, $1, in: context) }
    if section.value("sources") == nil { section.report("sources", "is missing", hint: "a source says where events come from") }

    section.section("policy") { policy in
      self.policy.defaults.read(policy)
      startGrace = policy.span("startGrace", in: .zero ... .minutes(10)) ?? startGrace
      conversationIdle = policy.span("conversationIdle", in: .minutes(1) ... .days(30)) ?? conversationIdle
    }
    let sourceNames = section.value("sources").map { ConfigurationSection($0, path: "", findings: .init()).names } ?? []
    let ruleContext = PolicyRule.Context(sourceNames: sourceNames, platformNames: known, sources: sources, platforms: platforms)
    policy.rules = section.list("rules") { PolicyRule($0, in: ruleContext) }
    PolicyRule.reportClashes(among: policy.rules, in: section)

    journal = section.section("journal") { JournalSettings($0, stateDirectory: state) }
    SourceSettings.reportClashes(among: sources, stateDirectory: state, archive: journal.archive, in: section)
    let socket = directory("RUNTIME_DIRECTORY").map { "\($0)/control.sock" }
    controlSocket = section.section("control") { $0.controlSocket(stateDirectory: state) } ?? socket ?? controlSocket
    log = section.section("log") { LogSettings(level: $0.choice("level") ?? .info, format: $0.choice("format") ?? .auto) }
    secrets = section.findings.secrets
  }
}

extension ConfigurationSection {
  /// A path; a relative one starts in the state directory.
  func file(_ key: String, stateDirectory: String) -> String? {
    string(key).map { $0.hasPrefix("/") ? $0 : "\(stateDirectory)/\($0)" }
  }

  fileprivate func controlSocket(stateDirectory: String) -> String? {
    guard let path = file("socket", stateDirectory: stateDirectory) else { return nil }
    if path.utf8.count > Limits.socketPathBytesMax {
      report("socket", "is longer than the \(Limits.socketPathBytesMax) bytes a socket's path may have", hint: path)
    }
    return path
  }
}
