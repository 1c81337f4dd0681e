import Daemon

enum EventsCommand: Subcommand {
  static let name = "events"
  static let synopsis = """
    [--config FILE] [--since T] [--until T] [--conversation ID] [--kind K] [--limit N]
                  [--all] [--follow] [--json]
    """
  static let summary = "the newest events, oldest first (T: 15m, 2h, 3d back, or RFC 3339); --all: all entries; --limit 0: no limit"

  static func run(_ arguments: inout Arguments) throws -> ExitCode {
    let file = try arguments.configurationFile()
    var list = EntryList()
    list.since = try arguments.time("--since")
    list.until = try arguments.time("--until")
    list.conversation = try arguments.option("--conversation")
    list.kind = try arguments.option("--kind")
    if let text = try arguments.option("--limit") {
      guard let limit = Int(text) else { throw arguments.usageError("--limit: \(text) is no number") }
      list.limit = limit
    }
    list.includesAll = arguments.flag("--all")
    list.follows = arguments.flag("--follow")
    list.isJSON = arguments.flag("--json")
    try arguments.finish()
    if let problem = list.problem { throw arguments.usageError(problem) }
    return try read(file) { configuration, output in
      try list.print(configuration, to: output)
      return true
    }
  }
}
