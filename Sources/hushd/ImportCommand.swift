import Daemon

enum ImportCommand: Subcommand {
  static let name = "import"
  static let synopsis = "[--config FILE] [--source NAME] FILE…"
  static let summary =
    "takes an export back, or events kept elsewhere (spool files, SQS messages, failed Lambda calls, archives on S3); -: standard input"

  static func run(_ arguments: inout Arguments) throws -> ExitCode {
    let file = try arguments.configurationFile()
    let source = try arguments.option("--source")
    var journalImport = JournalImport(files: try arguments.finish(operands: 1...Int.max))
    journalImport.source = source
    let code = try read(file) { try journalImport.run($0, to: $1) }
    return code == .foundProblem ? .badData : code
  }
}
