import Daemon

enum HoldCommand: Subcommand {
  static let name = "hold"
  static let synopsis = "[--config FILE] add|remove|list [CONVERSATION…] [--json]"
  static let summary = "the conversations that no purge takes: add one, remove one, list them"

  static func run(_ arguments: inout Arguments) throws -> ExitCode {
    let file = try arguments.configurationFile()
    let isJSON = arguments.flag("--json")
    let operands = try arguments.finish(operands: 0...Int.max)
    return try read(file) { configuration, output in
      var list = try HoldList(operands: operands)
      list.isJSON = isJSON
      return try list.run(configuration, to: output)
    }
  }
}
