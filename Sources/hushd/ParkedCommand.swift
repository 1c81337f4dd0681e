import Daemon

enum ParkedCommand: Subcommand {
  static let name = "parked"
  static let synopsis = "[--config FILE] [list|retry|drop] [ID…] [--json]"
  static let summary = "the commands that wait for an operator: list them, have them decided anew, or drop them; without an ID all"

  static func run(_ arguments: inout Arguments) throws -> ExitCode {
    let file = try arguments.configurationFile()
    let isJSON = arguments.flag("--json")
    let operands = try arguments.finish(operands: 0...Int.max)
    var parked = try list(operands, arguments)
    parked.isJSON = isJSON
    return try read(file) { try parked.run($0, to: $1) }
  }

  private static func list(_ operands: [String], _ arguments: Arguments) throws -> ParkedList {
    do throws(ReadingFailure) { return try ParkedList(operands: operands) } catch { throw arguments.usageError(error.description) }
  }
}
