import Daemon

enum RekeyCommand: Subcommand {
  static let name = "rekey"
  static let synopsis = "[--config FILE]"
  static let summary = "puts the encrypted journal under the first key of journal.encryptionKey, while hushd runs"

  static func run(_ arguments: inout Arguments) throws -> ExitCode {
    let file = try arguments.configurationFile()
    try arguments.finish()
    return try read(file) { configuration, output in
      guard !configuration.journal.encryptionKeys.isEmpty else {
        throw CommandFailure(.configuration, "there is no journal.encryptionKey to encrypt the journal under: name one, and reload hushd")
      }
      try ControlClient(path: configuration.controlSocket).rekey(to: output)
      return true
    }
  }
}
