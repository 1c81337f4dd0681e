import Daemon

enum PurgeCommand: Subcommand {
  static let name = "purge"
  static let synopsis = "[--config FILE] [--before T]"
  static let summary = "archives and removes what retention lets go, or everything older than T; open and held conversations stay"

  static func run(_ arguments: inout Arguments) throws -> ExitCode {
    let file = try arguments.configurationFile()
    let moment = try arguments.time("--before")
    try arguments.finish()
    return try read(file) { configuration, output in
      try ControlClient(path: configuration.controlSocket).purge(before: moment, to: output)
      return true
    }
  }
}
