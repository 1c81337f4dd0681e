import Daemon

enum ExportCommand: Subcommand {
  static let name = "export"
  static let synopsis = "[--config FILE] [--since T] [--until T]"
  static let summary = "every entry of the journal as JSON lines; T is RFC 3339 or a span back such as 15m, 2h, 3d"

  static func run(_ arguments: inout Arguments) throws -> ExitCode {
    let file = try arguments.configurationFile()
    var export = EntryExport()
    export.since = try arguments.time("--since")
    export.until = try arguments.time("--until")
    try arguments.finish()
    return try read(file) { configuration, output in
      try export.print(configuration, to: output)
      return true
    }
  }
}
