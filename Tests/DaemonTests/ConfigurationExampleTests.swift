import Daemon
import FoundationEssentials
import Testing

/// Config/hushd.json5 is what operators start from: it must pass, and so must every setting that stands in it switched off.
struct ConfigurationExampleTests {
  private static let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Config/hushd.json5").path

  @Test("the example passes")
  func passes() throws {
    let configuration = try Configuration.load(Self.file, environment: { _ in nil })
    #expect(configuration.sources.map(\.name) == ["drop", "genesys", "middleware"])
    #expect(configuration.platforms.map(\.name) == ["cxone-screen", "genesys"])
  }

  @Test("the values it shows as defaults are the defaults")
  func defaults() throws {
    let configuration = try Configuration.load(Self.file, environment: { _ in nil })
    #expect(configuration.http == HTTPSettings())
    #expect(configuration.policy == .init())
    #expect(configuration.journal == JournalSettings(archive: "/var/lib/hushd/archive"))
    #expect(configuration.log == LogSettings())
    let sound = Configuration(stateDirectory: "/var/lib/hushd")
    #expect(configuration.startGrace == sound.startGrace)
    #expect(configuration.conversationIdle == sound.conversationIdle)
    let genesys = try #require(configuration.platform(named: "genesys"))
    #expect(genesys.settings == PlatformConfiguration(name: "genesys", system: "genesys", kind: genesys.kind).settings)
  }

  @Test("what is switched off in it passes too, when switched on")
  func switchedOn() throws {
    let text = String(decoding: try Data(contentsOf: URL(filePath: Self.file)), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let start = line.drop { $0 == " " }
      // Base URLs win over a region.
      if start.hasPrefix("region:") { return "" }
      return start.hasPrefix("//") && !start.hasPrefix("// ") ? String(start.dropFirst(2)) : String(line)
    }
    let folder = try ConfigurationFolder()
    let configuration = try folder.load(lines.joined(separator: "\n"))
    #expect(configuration.platforms.count == PlatformConfiguration.TypeName.allCases.count)
    #expect(configuration.policy.rules.count == 3)
    #expect(configuration.http.tls != nil)
    #expect(configuration.source(named: "genesys")?.identity.kinds.count == 10)
  }
}
