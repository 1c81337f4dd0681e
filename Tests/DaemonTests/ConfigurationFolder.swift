import Daemon
import FoundationEssentials

/// A directory of its own with configuration files in it, removed with the last reference to it.
final class ConfigurationFolder: Sendable {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "hushd-config-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file, with the directories above it, and returns its path.
  @discardableResult
  func write(_ text: String, to name: String = "hushd.json5") throws -> String {
    let file = "\(path)/\(name)"
    let directory = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(filePath: file))
    return file
  }

  func load(_ text: String, environment: [String: String] = [:]) throws(ConfigurationError) -> Configuration {
    let file: String
    do { file = try write(text) } catch { throw ConfigurationError([.init(file: path, "\(error)")]) }
    return try Configuration.load(file, environment: { environment[$0] })
  }

  /// The problems of a configuration, each without the directory of its file.
  func problems(_ text: String, environment: [String: String] = [:]) -> [String] {
    do {
      _ = try load(text, environment: environment)
      return []
    } catch {
      return error.problems.map { $0.description.replacing("\(path)/", with: "") }
    }
  }
}

/// A configuration that is sound, for tests that spoil one thing in it.
enum SoundConfiguration {
  static let platform = """
    genesys: { type: "genesys-cloud", region: "us-east-1", clientID: "credential:id", clientSecret: "credential:secret" },
    """
  static let source = """
    genesys: { format: "eventbridge", platform: "genesys", http: { path: "/events", auth: [] } },
    """

  static func text(
    platforms: String = SoundConfiguration.platform, sources: String = SoundConfiguration.source, rest: String = ""
  ) -> String {
    "{ stateDirectory: \"/state\", platforms: { \(platforms) }, sources: { \(sources) }, \(rest) }"
  }
}
