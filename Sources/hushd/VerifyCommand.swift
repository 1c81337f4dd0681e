import Daemon

enum VerifyCommand: Subcommand {
  static let name = "verify"
  static let synopsis = "[--config FILE]"
  static let summary = "walks the journal's hash chain; exit 1 and the first broken entry if it does not hold"

  static func run(_ arguments: inout Arguments) throws -> ExitCode {
    let file = try arguments.configurationFile()
    try arguments.finish()
    return try read(file) { try ChainCheck.print($0, to: $1) }
  }
}
