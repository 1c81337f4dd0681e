import Daemon

enum VersionCommand: Subcommand {
  static let name = "version"
  static let synopsis = "[--config FILE]"
  static let summary = "prints the version, the commit and the versions of the libraries"

  static func run(_ arguments: inout Arguments) throws -> ExitCode {
    // Every command takes it; the version does not depend on it.
    _ = try arguments.configurationFile()
    try arguments.finish()
    Console.print("hushd \(Version.number) (\(Version.commit))")
    for library in Version.libraries { Console.print("\(library.name) \(library.version)") }
    return .success
  }
}
