import Daemon

enum ExposureCommand: Subcommand {
  static let name = "exposure"
  static let synopsis = "[--config FILE] [--since T] [--until T] [--all] [--format table|json|csv]"
  static let summary = "when a window was open and its recording not paused, longer than exposureLimit; --all: however short"

  static func run(_ arguments: inout Arguments) throws -> ExitCode {
    let file = try arguments.configurationFile()
    var list = ExposureList()
    list.since = try arguments.time("--since")
    list.until = try arguments.time("--until")
    list.includesAll = arguments.flag("--all")
    if let text = try arguments.option("--format") {
      guard let format = ExposureList.Format(rawValue: text) else {
        throw arguments.usageError("--format is table, json or csv, not \(text)")
      }
      list.format = format
    }
    try arguments.finish()
    return try read(file) { configuration, output in
      try list.print(configuration, to: output)
      return true
    }
  }
}
