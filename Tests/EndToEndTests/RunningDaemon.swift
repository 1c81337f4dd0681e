import Model
import Native
import Testing

/// One run of `hushd run`.
final class RunningDaemon {
  private let process: RunningProcess

  /// Starts it; whether it is ready is another question.
  init(in directory: TemporaryDirectory, run: Int, environment: [String: String] = [:]) throws {
    process = try RunningProcess(
      RunningProcess.hushd, ["run", "--config", directory("hushd.json5")], in: directory, name: "daemon-\(run)",
      // A state directory of systemd's must not get into the tests.
      environment: ["STATE_DIRECTORY": "", "RUNTIME_DIRECTORY": "", "NOTIFY_SOCKET": ""].merging(environment) { $1 })
  }

  var id: Int32 { process.id }
  var isRunning: Bool { process.isRunning }
  var log: [String] { process.log }
  func terminate() { process.terminate() }
  func kill() { process.kill() }
  func exitCode(within limit: Span = .seconds(30)) throws -> Int32 { try process.exitCode(within: limit) }

  /// Where it listens, as its log says; nil before it does.
  var port: Int? {
    log.lazy.compactMap { line in (try? JSONDocument(Array(line.utf8)))?.root["port"]?.text.flatMap { Int($0) } }.first
  }

  /// Waits until it takes events.
  func address(sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    let process = process
    let port = try found("hushd takes events; it said \(process.log)", sourceLocation: sourceLocation) {
      try #require(process.isRunning, "hushd ended: \(process.log)", sourceLocation: sourceLocation)
      return self.port
    }
    return "http://127.0.0.1:\(port)"
  }
}
