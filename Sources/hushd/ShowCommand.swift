import Daemon

enum ShowCommand: Subcommand {
  static let name = "show"
  static let synopsis = "[--config FILE] CONVERSATION [--json]"
  static let summary = "one conversation's timeline: events, decisions and their rules, calls and answers, timers, alarms, its windows"

  static func run(_ arguments: inout Arguments) throws -> ExitCode {
    let file = try arguments.configurationFile()
    let isJSON = arguments.flag("--json")
    var timeline = Timeline(conversation: try arguments.finish(operands: 1...1)[0])
    timeline.isJSON = isJSON
    return try read(file) { configuration, output in
      try timeline.print(configuration, to: output)
      return true
    }
  }
}
