import Daemon

enum StatusCommand: Subcommand {
  static let name = "status"
  static let synopsis = "[--config FILE] [--json]"
  static let summary = "state, open windows, backlog, platforms and alarms; exit 1 unless hushd runs and is ready"

  static func run(_ arguments: inout Arguments) throws -> ExitCode {
    let file = try arguments.configurationFile()
    var report = StatusReport()
    report.isJSON = arguments.flag("--json")
    try arguments.finish()
    return try read(file) { try report.print($0, to: $1) }
  }
}
