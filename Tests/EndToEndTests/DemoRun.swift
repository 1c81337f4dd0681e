import Foundation
import Model
import Native
import Testing

/// A demo without a terminal, in a directory of its own.
final class DemoRun {
  let directory: TemporaryDirectory
  let process: RunningProcess

  init(_ arguments: String..., in directory: TemporaryDirectory? = nil, name: String = "demo") throws {
    let directory = try directory ?? TemporaryDirectory()
    self.directory = directory
    // The demo leaves its state where it is started.
    let command = ["-c", "cd \"$0\" && exec \"$@\"", directory.path, RunningProcess.hushd, "demo", "--listen", "127.0.0.1:0"]
    process = try RunningProcess("/bin/sh", command + arguments, in: directory, name: name)
  }

  /// Where hushd and the simulator listen, as the first line says.
  func addresses() throws -> (hushd: String, simulator: String) {
    try eventually("the demo's first line; it said \(process.log)", holds: { !process.output.isEmpty })
    let line = try #require(process.output.first)
    let urls = line.split { $0 == " " || $0 == "," }.filter { $0.hasPrefix("http://") }.map(String.init)
    try #require(urls.count == 2, "two addresses in: \(line)")
    return (urls[0], urls[1])
  }

  /// The first line in which something happens to somebody, in its words.
  func line(with text: String, within limit: Span = .seconds(20)) throws -> [String] {
    func line() -> String? { process.output.first { $0.contains(text) } }
    try eventually("a line with \"\(text)\" in \(process.output)", within: limit, holds: { line() != nil })
    return try #require(line()).split { $0 == " " || $0 == ":" }.map(String.init)
  }

  /// Whether anything listens there still.
  func isServed(_ address: String) -> Bool {
    if case .unreachable = HTTPClient.fetch(HTTPRequest(method: "GET", url: "\(address)/livez"), timeout: .seconds(5)) { return false }
    return true
  }

  /// Processes whose working directory is the demo's.
  func processes() throws -> [String] {
    try FileSystem.names(in: "/proc").filter { name in
      let directory = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(name)/cwd")
      return directory == self.directory.path
    }
  }
}
