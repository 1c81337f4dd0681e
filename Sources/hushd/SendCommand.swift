import Daemon

enum SendCommand: Subcommand {
  static let name = "send"
  static let synopsis = "[--config FILE] --source NAME [--to URL] [--now] FILE…"
  static let summary = "signs and posts events as a sender would; --now gives each a new id and the present time"

  static func run(_ arguments: inout Arguments) throws -> ExitCode {
    let file = try arguments.configurationFile()
    let source = try arguments.required("--source")
    let address = try arguments.option("--to")
    let isRestamped = arguments.flag("--now")
    let files = try arguments.finish(operands: 1...Int.max)
    let configuration = try Configuration.load(file)
    do throws(EventSender.Failure) {
      let sender = try EventSender(configuration, source: source, address: address, environment: Environment.value)
      for file in files { Console.print("\(file): \(try sender.send(file: file, restamped: isRestamped))") }
      return .success
    } catch {
      throw CommandFailure(code(of: error), error.description)
    }
  }

  private static func code(of failure: EventSender.Failure) -> ExitCode {
    switch failure.code {
    case .usage: .usage
    case .badData: .badData
    case .configuration: .configuration
    case .ioError: .ioError
    case .notPermitted: .notPermitted
    case .tryLater: .tryLater
    case .unavailable: .unavailable
    }
  }
}
