import Daemon

enum ReplayCommand: Subcommand {
  static let name = "replay"
  static let synopsis = """
    [--config FILE] [--since T] [--until T] [--conversation ID] [--parked]
                  [--dry-run] [--json]
    """
  static let summary =
    "compares the journal (the last 4 days) with the platform now and calls for the difference; --dry-run only says which"

  static func run(_ arguments: inout Arguments) throws -> ExitCode {
    let file = try arguments.configurationFile()
    var replay = ReplayReport()
    replay.since = try arguments.time("--since")
    replay.until = try arguments.time("--until")
    replay.conversation = try arguments.option("--conversation")
    replay.takesParked = arguments.flag("--parked")
    replay.isDryRun = arguments.flag("--dry-run")
    replay.isJSON = arguments.flag("--json")
    try arguments.finish()
    if let problem = replay.problem { throw arguments.usageError(problem) }
    return try read(file) { try replay.run($0, to: $1) }
  }
}
