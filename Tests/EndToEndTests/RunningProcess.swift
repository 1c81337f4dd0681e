import Foundation
import Model
import Native
import Testing

/// A child process that writes into files and outlives neither its owner nor, by its guard, a test run that crashes.
final class RunningProcess {
  let id: Int32
  private let process = Process()
  private let guardian = Process()
  private let input = Pipe()
  private let guardianInput = Pipe()
  private let directory: TemporaryDirectory
  private let name: String
  private let exit = Monitor<Int32?>(nil)

  /// Starts it; what it prints is kept in the directory, under its name.
  init(_ executable: String, _ arguments: [String], in directory: TemporaryDirectory, name: String, environment: [String: String] = [:])
    throws
  {
    self.directory = directory
    self.name = name
    for file in ["\(name).out", "\(name).err"] { try directory.write("", to: file) }
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = input
    let files = try ["out", "err"].map { try FileHandle(forWritingTo: URL(fileURLWithPath: directory("\(name).\($0)"))) }
    process.standardOutput = files[0]
    process.standardError = files[1]
    let exit = exit
    process.terminationHandler = { process in
      // As a shell says it: a signal's number and 128.
      exit.withLock { $0 = process.terminationReason == .uncaughtSignal ? 128 + process.terminationStatus : process.terminationStatus }
    }
    try process.run()
    // Foundation keeps what it once spawned with, and a long run has thousands of them.
    for file in files { try file.close() }
    id = process.processIdentifier
    // The pipe ends with this process, however that ends.
    guardian.executableURL = URL(fileURLWithPath: "/bin/sh")
    guardian.arguments = ["-c", "read -r line; kill -KILL \(id)"]
    guardian.standardInput = guardianInput
    try guardian.run()
  }

  deinit {
    Foundation.kill(guardian.processIdentifier, SIGKILL)
    kill()
    for pipe in [input, guardianInput] { try? pipe.fileHandleForWriting.close() }
  }

  /// The hushd that was built with the tests.
  static var hushd: String {
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("hushd").path
  }

  var isRunning: Bool { exit.withLock { $0 == nil } }

  /// Whole lines of its standard output.
  var output: [String] { lines(of: "\(name).out") }
  /// Whole lines of its standard error.
  var log: [String] { lines(of: "\(name).err") }

  private func lines(of file: String) -> [String] {
    let text = (try? directory.text(of: file)) ?? ""
    return text[..<(text.lastIndex(of: "\n") ?? text.startIndex)].split(separator: "\n").map(String.init)
  }

  func terminate() { signal(SIGTERM) }

  /// SIGKILL, and waits until it is gone.
  func kill() {
    signal(SIGKILL)
    _ = exit.wait(atMost: .seconds(10)) { $0 != nil }
  }

  private func signal(_ number: Int32) { if isRunning { Foundation.kill(id, number) } }

  /// Its exit code; one that was killed has 128 and the signal's number.
  func exitCode(within limit: Span = .seconds(30), sourceLocation: SourceLocation = #_sourceLocation) throws -> Int32 {
    _ = exit.wait(atMost: limit) { $0 != nil }
    return try #require(exit.withLock { $0 }, "\(name) still runs after \(limit)", sourceLocation: sourceLocation)
  }
}
