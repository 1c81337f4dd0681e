import Daemon
import Engine
import Model
import Testing

struct ConfigurationTests {
  let folder: ConfigurationFolder

  init() throws { folder = try ConfigurationFolder() }

  @Test("what is left out has the design's defaults")
  func defaults() throws {
    let configuration = try folder.load(SoundConfiguration.text())
    #expect(configuration.http == HTTPSettings())
    #expect(configuration.policy == Policy())
    #expect(configuration.startGrace == .seconds(5))
    #expect(configuration.conversationIdle == .hours(12))
    #expect(configuration.journal == JournalSettings(archive: "/state/archive"))
    #expect(configuration.journal.retention.audit == .days(400))
    #expect(configuration.journal.reserveBytes == 2_147_483_648)
    #expect(configuration.controlSocket == "/state/control.sock")
    #expect(configuration.log == LogSettings(level: .info, format: .auto))
    #expect(configuration.journalFile == "/state/journal.sqlite")

    let platform = try #require(configuration.platform(named: "genesys"))
    #expect(platform.settings.rate == PlatformTraits.Rate(perMinute: 300, burst: 20, reservedForPauses: 0.3))
    #expect(platform.settings.timeout == .seconds(3))
    #expect(platform.settings.driftCheck == .seconds(15))
    #expect(platform.system == "genesys")
    let source = try #require(configuration.source(named: "genesys"))
    #expect(source.identity.origin == "eventbridge:genesys")
    #expect(source.identity.system == "genesys")
  }

  @Test("the service manager's directories are the defaults of ours, the first of several")
  func directories() throws {
    let text = "{ platforms: { \(SoundConfiguration.platform) }, sources: { \(SoundConfiguration.source) } }"
    let environment = ["STATE_DIRECTORY": "/var/lib/hushd:/var/lib/other", "RUNTIME_DIRECTORY": "/run/hushd"]
    let configuration = try folder.load(text, environment: environment)
    #expect(configuration.stateDirectory == "/var/lib/hushd")
    #expect(configuration.controlSocket == "/run/hushd/control.sock")
    #expect(folder.problems(text) == ["hushd.json5: stateDirectory: is missing ($STATE_DIRECTORY is not set either)"])
  }

  @Test("relative paths start in the state directory")
  func relativePaths() throws {
    let configuration = try folder.load(
      SoundConfiguration.text(
        sources: "drop: { format: \"cxone\", platform: \"genesys\", spool: { directory: \"spool\" } }",
        rest: "http: { tls: { certificate: \"tls.pem\", key: \"/etc/key\" } }, journal: { archive: \"old\", signingKey: \"file:sign\" }"))
    #expect(configuration.source(named: "drop")?.spoolDirectory == "/state/spool")
    #expect(configuration.http.tls?.certificate == "/state/tls.pem" && configuration.http.tls?.key == "/etc/key")
    #expect(configuration.journal.archive == "/state/old")
    #expect(configuration.journal.signingKey?.kind == .file("/state/sign"))
  }

  @Test("conf.d is laid over the file in name order: objects merge, anything else is replaced")
  func overlay() throws {
    try folder.write("{ policy: { maxPause: \"60s\" }, http: { listen: [\"127.0.0.1:1\"] } }", to: "conf.d/20-a.json5")
    try folder.write("{ policy: { maxPause: \"30s\", resumeDelay: \"1s\" } }", to: "conf.d/10-b.json5")
    try folder.write("this is not read", to: "conf.d/notes.txt")
    let configuration = try folder.load(SoundConfiguration.text(rest: "policy: { exposureLimit: \"9s\" }"))
    #expect(configuration.policy.defaults.maxPause == .seconds(60))
    #expect(configuration.policy.defaults.resumeDelay == .seconds(1))
    #expect(configuration.policy.defaults.exposureLimit == .seconds(9))
    #expect(configuration.http.listen == .addresses([.init(host: "127.0.0.1", port: 1)]))
  }

  @Test("a problem names the file its value stands in")
  func overlayFile() throws {
    try folder.write("{ policy: { maxPause: \"60\" } }", to: "conf.d/10.json5")
    #expect(
      folder.problems(SoundConfiguration.text()) == [
        "conf.d/10.json5: policy.maxPause: \"60\" is not a duration (write it as \"500ms\", \"10s\", \"2m\", \"12h\" or \"400d\")"
      ])
  }

  @Test("rules keep their order and read every key")
  func rules() throws {
    let configuration = try folder.load(
      SoundConfiguration.text(
        rest: """
          rules: [
            { name: "b", when: { queue: ["q-9"], percent: 25 }, pause: false },
            { name: "a", platforms: ["genesys"], maxPause: "60s", onMaxPause: "keep", scope: "everyone", tags: { partition: "uk" } },
          ]
          """))
    #expect(configuration.policy.rules.map(\.name) == ["b", "a"])
    #expect(configuration.policy.rules[0].when.queue == ["q-9"])
    #expect(configuration.policy.rules[0].when.percent == 25)
    #expect(configuration.policy.rules[0].pause == false)
    #expect(configuration.policy.rules[1].onMaxPause == .keep)
    #expect(configuration.policy.rules[1].scope == .everyone)
    #expect(configuration.policy.rules[1].tags == ["partition": "uk"])
  }

  @Test("retention by class, sizes with and without a unit")
  func journal() throws {
    let configuration = try folder.load(
      SoundConfiguration.text(
        rest: "journal: { retention: { events: \"30d\" }, reserve: \"1GiB\", floor: 1048576 }, http: { maxBody: \"2MiB\" }"))
    #expect(configuration.journal.retention == .init(events: .days(30), audit: .days(400), exposures: .days(400)))
    #expect(configuration.journal.reserveBytes == 1 << 30)
    #expect(configuration.journal.floorBytes == 1 << 20)
    #expect(configuration.http.maxBody == 2 << 20)
  }

  @Test("an organization's own words and fields")
  func dialect() throws {
    let configuration = try folder.load(
      SoundConfiguration.text(
        sources: """
          own: { format: "eventbridge", platform: "genesys", origin: "them", organization: "cf6c", secureFlows: false,
            http: { path: "/own" }, fields: { kind: "/detail/what" }, kinds: { "pause.started": ["on", "ON"], "pause.ended": "off" } }
          """))
    let identity = try #require(configuration.source(named: "own")?.identity)
    #expect(identity.origin == "them")
    #expect(identity.organization == "cf6c")
    #expect(!identity.secureFlows)
    #expect(identity.fields.kind == "/detail/what")
    #expect(identity.kinds == ["on": .pauseStarted, "ON": .pauseStarted, "off": .pauseEnded])
  }

  @Test("systemd's sockets", arguments: ["\"systemd\"", "[\"systemd\"]"])
  func systemd(listen: String) throws {
    let source =
      "own: { format: \"cxone\", platform: \"genesys\", http: { path: \"/own\", auth: [{ type: \"bearer\", tokens: [\"env:T\"] }] } }"
    let configuration = try folder.load(SoundConfiguration.text(sources: source, rest: "http: { listen: \(listen) }"))
    #expect(configuration.http.listen == .systemd)
  }
}
