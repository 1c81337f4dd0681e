import Daemon

enum ExplainCommand: Subcommand {
  static let name = "explain"
  static let synopsis = "[--config FILE] [--source NAME] EVENT-FILE [--json]"
  static let summary = "which rule would decide about an event, what would be called, and why the other rules do not match"

  static func run(_ arguments: inout Arguments) throws -> ExitCode {
    let file = try arguments.configurationFile()
    let source = try arguments.option("--source")
    let isJSON = arguments.flag("--json")
    var explanation = Explanation(file: try arguments.finish(operands: 1...1)[0])
    explanation.source = source
    explanation.isJSON = isJSON
    return try read(file) { configuration, output in
      try explanation.print(configuration, to: output)
      return true
    }
  }
}
