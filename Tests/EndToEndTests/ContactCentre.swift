import Model
import Native
import Testing

/// A small contact centre of its own for one test: the vendors, hushd, and those who send it events.
final class ContactCentre {
  let directory: TemporaryDirectory
  let vendors: SimulatedVendors
  private(set) var daemon: RunningDaemon
  /// Where the present run of hushd listens.
  private(set) var address: String
  private var runs = 1

  /// Two agents on one call, whose screens are both recorded.
  static let call = """
    {"id": "c-1", "participants": [
      {"id": "p-customer", "purpose": "customer"}, {"id": "p-anna", "userId": "anna"}, {"id": "p-ben", "userId": "ben"}]}
    """

  /// Starts everything, with one call under way unless the vendors are told otherwise.
  init(_ settings: TestSettings = TestSettings(), vendors options: [String] = ["--world", "{\"conversations\": [\(call)]}"]) throws {
    directory = try TemporaryDirectory()
    vendors = try SimulatedVendors(in: directory, options)
    try settings.write(to: directory, vendors: vendors.url)
    daemon = try RunningDaemon(in: directory, run: 1)
    address = try daemon.address()
  }

  /// SIGKILL, as a crash or a power loss would end it.
  func kill() { daemon.kill() }

  /// Starts hushd again over what the last run left; it may not be ready yet.
  func launch(environment: [String: String] = [:]) throws {
    runs += 1
    daemon = try RunningDaemon(in: directory, run: runs, environment: environment)
  }

  /// Waits until it takes events.
  func awaitReady() throws { address = try daemon.address() }

  func start() throws {
    try launch()
    try awaitReady()
  }

  /// Runs another command of hushd to its end. How long that takes on a busy machine is none of a test's business.
  func command(_ arguments: String..., name: String = "command") throws -> (code: Int32, output: [String], log: [String]) {
    let process = try RunningProcess(
      RunningProcess.hushd, arguments + ["--config", directory("hushd.json5")], in: directory, name: name)
    let code = try process.exitCode(within: .minutes(5))
    return (code, process.output, process.log)
  }
}

// MARK: - Senders

extension ContactCentre {
  /// Posts a body to a source.
  func post(
    _ body: [UInt8], to source: String = "genesys", type: String? = "application/json", headers: [HTTPHeader] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Reply {
    try Reply.fetch("POST", "\(address)/events/\(source)", body, type: type, headers: headers, sourceLocation: sourceLocation)
  }

  /// Posts an event and requires that it is taken, as new or as known.
  func send(
    _ event: String, to source: String = "genesys", accepted: Int = 1, duplicates: Int = 0, type: String? = "application/json",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let reply = try post(Array(event.utf8), to: source, type: type, sourceLocation: sourceLocation)
    #expect(reply.status == 200, sourceLocation: sourceLocation)
    #expect(reply.text == "{\"accepted\":\(accepted),\"duplicates\":\(duplicates)}", sourceLocation: sourceLocation)
  }

  /// Renames a file into the spool directory, as a careful sender does.
  func drop(_ text: String, as name: String) throws {
    let hidden = "spool/.\(name)"
    try directory.write(text, to: hidden)
    try FileSystem.rename(directory(hidden), to: directory("spool/\(name)"))
  }
}

// MARK: - What became of it

extension ContactCentre {
  /// Waits until a recording is in a state.
  func await(
    _ recording: String, _ state: String, in conversation: String = "c-1", within limit: Span = .seconds(15),
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try eventually(
      "\(recording) of \(conversation) is \(state)", within: limit, sourceLocation: sourceLocation,
      holds: {
        try vendors.state(of: recording, in: conversation) == state
      })
  }

  /// The journal's entries, events only or all, as `hushd events` tells them.
  func entries(all: Bool = false) throws -> [JSONValue] {
    let result =
      all ? try command("events", "--all", "--json", "--limit", "0") : try command("events", "--json", "--limit", "0")
    try #require(result.code == 0, "hushd events: \(result.log)")
    return try result.output.map { try JSONDocument(Array($0.utf8)).root }
  }

  /// Waits until the journal has an alarm of that name.
  func awaitAlarm(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try eventually(
      "alarm \(name); the log says \(daemon.log)", sourceLocation: sourceLocation,
      holds: {
        daemon.log.contains { $0.contains("\"alarm\":\"\(name)\"") }
      })
  }
}
