import Daemon
import Model
import Native

enum DemoCommand: Subcommand {
  static let name = "demo"
  static let synopsis = "[--config FILE] [--for SPAN] [--listen 127.0.0.1:8642] [--platform TYPE]"
  static let summary = "shows hushd at work in a simulated contact centre, until Ctrl-C; leaves only var/demo behind"

  static func run(_ arguments: inout Arguments) throws -> ExitCode {
    // Every command takes it; the demo brings its own.
    _ = try arguments.configurationFile()
    let length = try arguments.span("--for")
    let listen = try arguments.loopback("--listen")
    let vendor = try arguments.vendor("--platform")
    try arguments.finish()
    do {
      return try Demo(vendor: vendor, listen: listen, length: length).run()
    } catch let error as FileLock.Held {
      throw CommandFailure(.tryLater, "\(error.description) (or run this demo in another directory)")
    } catch let error as HTTPServerError {
      throw CommandFailure(.unavailable, error.description)
    }
  }
}

extension Arguments {
  fileprivate mutating func span(_ name: String) throws -> Span? {
    guard let text = try option(name) else { return nil }
    guard let span = Span(text), span > .zero else { throw usageError("\(name): \(text) is no length of time (write 30s, 5m, 1h)") }
    return span
  }

  /// The demo's senders show no credentials, so nobody else may reach it.
  fileprivate mutating func loopback(_ name: String) throws -> ListenAddress? {
    guard let text = try option(name) else { return nil }
    guard let address = ListenAddress(text) else { throw usageError("\(name): \(text) is no HOST:PORT") }
    guard address.isLoopback else {
      throw usageError("\(name): \(text) is not on loopback, and the demo takes events from anybody (127.0.0.1:0 takes a free port)")
    }
    return address
  }

  fileprivate mutating func vendor(_ name: String) throws -> any Vendor {
    let vendors: [any Vendor] = [GenesysCloudVendor(), CXoneScreenVendor()] + CallVendor.all
    guard let type = try option(name) else { return vendors[0] }
    if let vendor = vendors.first(where: { $0.head.type == type }) { return vendor }
    throw usageError("\(name): the demo cannot show \(type), only \(vendors.map(\.head.type).joined(separator: ", "))")
  }
}
