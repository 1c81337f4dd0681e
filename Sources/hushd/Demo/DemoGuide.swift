import Daemon

/// What the demo tells about itself: where to post events, and how to look at it with the other commands.
struct DemoGuide {
  let vendor: any Vendor
  /// Base URL of hushd.
  let hushd: String
  /// Base URL of the simulator.
  let simulator: String

  var firstLine: String { "hushd demo: listening on \(hushd), with a simulated \(vendor.head.type) on \(simulator)" }

  /// Stands above the example.
  var invitation: String { "a secure pause of your own, in any conversation (\(vendor.head.ending) ends it):" }

  var example: [String] { vendor.example(url: "\(hushd)/events/\(vendor.head.name)") }

  /// As it was called here, so that the line can be copied.
  static var program: String { CommandLine.arguments.first ?? "hushd" }

  var command: String { "\(Self.program) status --config \(DemoFolder.configurationFile)" }

  var lines: [String] {
    [firstLine, "look at it from another terminal: \(command)", invitation] + example
  }
}
