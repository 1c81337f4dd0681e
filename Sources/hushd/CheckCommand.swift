import Daemon

enum CheckCommand: Subcommand {
  static let name = "check"
  static let synopsis = "[--config FILE] [--secrets]"
  static let summary = "checks the configuration and names every problem; --secrets also looks at what references point to"

  static func run(_ arguments: inout Arguments) throws -> ExitCode {
    let file = try arguments.configurationFile()
    let checksSecrets = arguments.flag("--secrets")
    try arguments.finish()
    do throws(ConfigurationError) {
      let configuration = try Configuration.load(file, environment: Environment.value)
      if checksSecrets { try configuration.checkSecrets(environment: Environment.value) }
      Console.print("\(file): good: \(configuration.summary)")
      return .success
    } catch {
      Console.print(error.description)
      return .configuration
    }
  }
}
