import Daemon

enum DoctorCommand: Subcommand {
  static let name = "doctor"
  static let synopsis = "[--config FILE] [--conversation ID] [--json]"
  static let summary =
    "platforms, tokens, permissions, clock, disk: one line each, with the remedy; --conversation tries a secure pause on it"

  static func run(_ arguments: inout Arguments) throws -> ExitCode {
    let file = try arguments.configurationFile()
    var doctor = Doctor()
    doctor.isJSON = arguments.flag("--json")
    doctor.conversation = try arguments.option("--conversation")
    try arguments.finish()
    return try read(file) { try doctor.print($0, to: $1) }
  }
}
