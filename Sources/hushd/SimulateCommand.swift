import Daemon
import Simulator

enum SimulateCommand: Subcommand {
  static let name = "simulate"
  static let synopsis = """
    [--config FILE] [--listen 127.0.0.1:0] [--genesys] [--cxone] [--engage] [--connect] [--recorder] [--auto] [--delay SPAN]
                    [--quota CALLS-PER-MINUTE] [--token-lifetime SPAN]
                    [--client ID:SECRET] [--fault JSON] [--world JSON] [--until-stdin-closes]
    """
  static let summary = "simulates the platforms on loopback, with faults; its first line says where, and GET / there explains it"

  static func run(_ arguments: inout Arguments) throws -> ExitCode {
    // Every command takes it; the simulator has nothing to read there.
    _ = try arguments.configurationFile()
    var platforms: Set<String> = []
    for name in SimulatorOptions.platforms where arguments.flag("--\(name)") { platforms.insert(name) }
    var options = SimulatorOptions(platforms: platforms, auto: arguments.flag("--auto"))
    for option in SimulatorOptions.Option.allCases {
      guard let value = try arguments.option("--\(option.rawValue)") else { continue }
      do throws(SimulatorOptions.Problem) { try options.set(option, value) } catch { throw arguments.usageError(error.description) }
    }
    let untilInputCloses = arguments.flag("--until-stdin-closes")
    try arguments.finish()
    try SimulatorProcess.run(options, untilInputCloses: untilInputCloses, announce: Console.print)
    return .success
  }
}
