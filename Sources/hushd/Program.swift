import Daemon
import Native

/// The commands of the one binary, and what they have alike: usage, errors, exit codes.
enum Program {
  static var commands: [any Subcommand.Type] {
    [
      RunCommand.self,
      CheckCommand.self,
      StatusCommand.self,
      WindowsCommand.self,
      EventsCommand.self,
      ShowCommand.self,
      ExposureCommand.self,
      ReportCommand.self,
      ExplainCommand.self,
      ParkedCommand.self,
      ReplayCommand.self,
      ExportCommand.self,
      ImportCommand.self,
      VerifyCommand.self,
      HoldCommand.self,
      PurgeCommand.self,
      RekeyCommand.self,
      BackupCommand.self,
      RestoreCommand.self,
      DoctorCommand.self,
      SendCommand.self,
      SimulateCommand.self,
      DemoCommand.self,
      VersionCommand.self,
    ]
  }

  static func main() -> Never {
    ThisProcess.keepFilesFromOthers()
    Console.exit(run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  static func run(_ words: [String]) -> ExitCode {
    do {
      return try dispatch(words)
    } catch let failure as CommandFailure {
      Console.complain(failure.message)
      if let usage = failure.usage { Console.note(usage) }
      return failure.code
    } catch {
      Console.complain("\(error)")
      return .ioError
    }
  }

  private static func dispatch(_ words: [String]) throws -> ExitCode {
    guard let name = words.first else {
      Console.note(usage)
      return .usage
    }
    if ["help", "--help", "-h"].contains(name) {
      Console.print(try words.dropFirst().first.map { Self.help(for: try find($0)) } ?? usage)
      return .success
    }
    let command = try find(name == "--version" ? VersionCommand.name : name)
    var arguments = Arguments(Array(words.dropFirst()), of: command)
    if arguments.asksForHelp {
      Console.print(help(for: command))
      return .success
    }
    return try command.run(&arguments)
  }

  private static func find(_ name: String) throws -> any Subcommand.Type {
    if let command = commands.first(where: { $0.name == name }) { return command }
    let suggestion = Spelling.suggestion(for: name, among: commands.map { $0.name })
    let hint = suggestion.map { "did you mean hushd \($0)?" } ?? "hushd help lists them"
    throw CommandFailure(.usage, "there is no command \(name) (\(hint))")
  }

  private static func help(for command: any Subcommand.Type) -> String {
    "\(usage(of: command))\n\n\(command.summary)"
  }

  static func usage(of command: any Subcommand.Type) -> String {
    "usage: hushd \(command.name)\(command.synopsis.isEmpty ? "" : " ")\(command.synopsis)"
  }

  private static var usage: String {
    let width = commands.map { $0.name.count }.max() ?? 0
    let lines = commands.map { "  \($0.name)\(String(repeating: " ", count: width - $0.name.count))  \($0.summary)" }
    return """
      usage: hushd COMMAND [OPTION…]

      \(lines.joined(separator: "\n"))

      hushd help COMMAND tells more. Every command that reads the configuration takes --config FILE
      (default: $HUSHD_CONFIG, then \(Arguments.defaultConfigurationFile)).
      """
  }
}
