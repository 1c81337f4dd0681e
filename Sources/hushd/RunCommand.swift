import Daemon

enum RunCommand: Subcommand {
  static let name = "run"
  static let synopsis = "[--config FILE]"
  static let summary = "the daemon, in the foreground; logs go to stderr; SIGTERM or Ctrl-C ends it"

  static func run(_ arguments: inout Arguments) throws -> ExitCode {
    let file = try arguments.configurationFile()
    try arguments.finish()
    do throws(DaemonFailure) {
      try DaemonProcess.run { () throws(ConfigurationError) in try Configuration.load(file, environment: Environment.value) }
      return .success
    } catch {
      throw CommandFailure(code(of: error), error.description)
    }
  }

  private static func code(of failure: DaemonFailure) -> ExitCode {
    switch failure.code {
    case .configuration: .configuration
    case .held: .tryLater
    case .unavailable: .unavailable
    case .disk: .ioError
    case .notPermitted: .notPermitted
    }
  }
}
