/// One command of hushd; each stands in a file of its own.
protocol Subcommand {
  static var name: String { get }
  /// Its arguments, as the usage shows them.
  static var synopsis: String { get }
  /// What it does, in one line.
  static var summary: String { get }

  /// Reads all of its arguments first (`finish`), then acts.
  static func run(_ arguments: inout Arguments) throws -> ExitCode
}

/// What a command tells the shell: the codes of sysexits.h.
enum ExitCode: Int32 {
  case success = 0
  case foundProblem = 1
  case usage = 64
  case badData = 65
  case unavailable = 69
  case ioError = 74
  case tryLater = 75
  case notPermitted = 77
  case configuration = 78
}

/// Why a command gives up: in words for the operator, without a capital and a full stop.
struct CommandFailure: Error {
  let code: ExitCode
  let message: String
  /// How the command is meant to be called.
  let usage: String?

  init(_ code: ExitCode, _ message: String, usage: String? = nil) {
    self.code = code
    self.message = message
    self.usage = usage
  }
}
