import Daemon
import Native

extension Subcommand {
  /// Loads the configuration and lets the body print.
  static func read(_ file: String, _ body: (Configuration, Output) throws -> Bool) throws -> ExitCode {
    let configuration = try Configuration.load(file)
    return try answer { output in
      do { return try body(configuration, output) } catch { throw configuration.explaining(error) }
    }
  }

  /// Lets the body print; whose reader goes away ends quietly.
  static func answer(_ body: (Output) throws -> Bool) throws -> ExitCode {
    do {
      return try Output.standard(body) ?? true ? .success : .foundProblem
    } catch let failure as ReadingFailure {
      throw CommandFailure(code(of: failure), failure.description)
    } catch let error as PosixError where error.isDenied {
      throw CommandFailure(.notPermitted, error.description)
    } catch let error as ConfigurationError {
      throw CommandFailure(.configuration, error.description)
    }
  }

  private static func code(of failure: ReadingFailure) -> ExitCode {
    switch failure.code {
    case .foundProblem: .foundProblem
    case .badArgument: .usage
    case .badData: .badData
    case .notPermitted: .notPermitted
    case .tryLater: .tryLater
    case .unavailable: .unavailable
    }
  }
}

extension Arguments {
  /// A moment: RFC 3339, or a span back from now.
  mutating func time(_ name: String) throws -> TimeArgument? {
    guard let text = try option(name) else { return nil }
    guard let time = TimeArgument(text) else { throw usageError("\(name): \(text) is no time; \(TimeArgument.hint)") }
    return time
  }
}
