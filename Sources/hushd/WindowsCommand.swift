import Daemon

enum WindowsCommand: Subcommand {
  static let name = "windows"
  static let synopsis = "[--config FILE] [--all [--since T]] [--json]"
  static let summary = "the open windows with their recordings, gap and deadline; --all also those that have closed"

  static func run(_ arguments: inout Arguments) throws -> ExitCode {
    let file = try arguments.configurationFile()
    var list = WindowList()
    list.includesAll = arguments.flag("--all")
    list.since = try arguments.time("--since")
    list.isJSON = arguments.flag("--json")
    try arguments.finish()
    if list.since != nil, !list.includesAll {
      throw arguments.usageError("--since is for --all: an open window is shown whenever it began")
    }
    return try read(file) { configuration, output in
      try list.print(configuration, to: output)
      return true
    }
  }
}
