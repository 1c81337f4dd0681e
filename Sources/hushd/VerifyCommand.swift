import Daemon

enum VerifyCommand: Subcommand {
  static let name = "verify"
  static let synopsis = "[--config FILE] [--key FILE] [EXPORT]"
  static let summary = "checks the hash chain, and with the public key the signatures, of the journal or an export; exit 1 where it breaks"

  static func run(_ arguments: inout Arguments) throws -> ExitCode {
    let file = try arguments.configurationFile()
    let key = try arguments.option("--key")
    let export = try arguments.finish(operands: 0...1).first
    return try answer { output in
      try ChainCheck(keyFile: key, export: export).print({ try Configuration.load(file) }, to: output)
    }
  }
}
