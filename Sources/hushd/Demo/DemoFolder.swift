import Model
import Native

/// What the demo leaves behind: `var/demo` where it was started, with a configuration that the other commands can use.
struct DemoFolder {
  /// Relative, for a socket's path must be short.
  static let path = "var/demo"
  static let configurationFile = "\(path)/hushd.json5"
  static let logFile = "\(path)/hushd.log"
  static let spool = "\(path)/spool"

  /// The sources: anybody's own events come in by one named like the platform, so that both are counted apart.
  enum Source {
    static let traffic = "traffic"
    static let spool = "drop"
  }

  /// Makes room; false when there was nothing of an earlier demo. Throws when one runs there.
  static func prepare() throws -> Bool {
    try FileSystem.makeDirectory(path, mode: 0o750)
    let names = try FileSystem.names(in: path)
    try withExtendedLifetime(try FileLock(path: "\(path)/lock")) {
      for name in names where name != "lock" { try clear("\(path)/\(name)") }
    }
    return names.contains("journal.sqlite")
  }

  /// Removes a file, or all files below a directory.
  private static func clear(_ path: String) throws {
    guard try FileSystem.status(of: path).kind == .directory else { return try FileSystem.remove(path) }
    for name in try FileSystem.names(in: path) { try clear("\(path)/\(name)") }
  }

  /// Writes what `hushd run` would need to do the same.
  static func write(_ vendor: any Vendor, simulator: String, listen: ListenAddress) throws {
    try FileSystem.replace("\(path)/client", with: Array("demo".utf8), mode: 0o600)
    try FileSystem.replace("\(path)/secret", with: Array(SystemRandom.hexadecimal(bytes: 16).utf8), mode: 0o600)
    try FileSystem.replace(configurationFile, with: Array(configuration(vendor, simulator: simulator, listen: listen).utf8))
  }

  private static func configuration(_ vendor: any Vendor, simulator: String, listen: ListenAddress) -> String {
    let head = vendor.head
    return """
      // Written by hushd demo, anew at each start. While it runs, other commands take --config \(configurationFile).
      {
        stateDirectory: "\(path)",
        http: { listen: ["\(listen)"] },
        sources: {
          \(head.name): { format: "\(head.format)", platform: "\(head.name)", http: { path: "/events/\(head.name)", auth: [] } },
          \(Source.traffic): {
            format: "\(head.format)", platform: "\(head.name)", http: { path: "/events/\(Source.traffic)", auth: [] },
          },
          \(Source.spool): { format: "\(head.format)", platform: "\(head.name)", spool: { directory: "spool" } },
        },
        platforms: {
          \(head.name): {
            type: "\(head.type)", \(head.keys.replacing("ADDRESS", with: simulator)),
            // Far more than a vendor grants unasked: a storm of calls shall show hushd's own pace.
            rate: { perMinute: 6000, burst: 200, reservedForPauses: 0.3 },
          },
        },
        control: { socket: "control.sock" },
        log: { level: "info", format: "text" },
      }

      """
  }
}
