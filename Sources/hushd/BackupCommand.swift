import Daemon

enum BackupCommand: Subcommand {
  static let name = "backup"
  static let synopsis = "[--config FILE] FILE"
  static let summary = "copies the journal into one file, while hushd runs or not; checks the copy"

  static func run(_ arguments: inout Arguments) throws -> ExitCode {
    let configuration = try arguments.configurationFile()
    let files = try arguments.finish(operands: 1...1)
    return try read(configuration) { configuration, output in
      try BackupOrder.backUp(configuration, to: files[0], output)
      return true
    }
  }
}
