import Daemon

enum RestoreCommand: Subcommand {
  static let name = "restore"
  static let synopsis = "[--config FILE] FILE"
  static let summary = "puts a backup in the place of the journal, once it is verified; hushd must be down"

  static func run(_ arguments: inout Arguments) throws -> ExitCode {
    let configuration = try arguments.configurationFile()
    let files = try arguments.finish(operands: 1...1)
    return try read(configuration) { configuration, output in
      try BackupOrder.restore(configuration, from: files[0], output)
      return true
    }
  }
}
