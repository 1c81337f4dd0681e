import Model
import Native

/// What `hushd simulate` was asked for.
package struct SimulatorOptions: Sendable {
  /// The options that take a value.
  package enum Option: String, Sendable, CaseIterable {
    case listen, delay, quota
    case tokenLifetime = "token-lifetime"
    case client, fault, world
  }

  /// Why an option's value is not understood, with the remedy.
  package struct Problem: Error, CustomStringConvertible {
    package let description: String
  }

  package private(set) var listen = [ListenAddress(host: "127.0.0.1", port: 0)]
  package private(set) var world = World()
  private let now: Moment

  /// The platforms that answer, all without a name; `auto` lets unknown conversations come into being.
  package init(platforms: Set<String> = [], auto: Bool = false, clock: Clock = .live) {
    now = StopWatch(clock).now()
    if !platforms.isEmpty { world.enabled = platforms }
    world.createsUnknown = auto
  }

  package static var platforms: [String] { World.names.sorted() }

  /// Takes one option over.
  package mutating func set(_ option: Option, _ value: String) throws(Problem) {
    switch option {
    case .listen: listen = try Self.addresses(value)
    case .delay: world.delay = try Self.span(option, value)
    case .quota:
      guard let count = Int(value), count > 0 else { throw Self.problem(option, "\(value) is no number of calls per minute") }
      world.forEach { _, quota in quota = Quota(allowed: count) }
    case .tokenLifetime:
      let lifetime = try Self.span(option, value)
      world.forEach { tokens, _ in tokens.lifetime = lifetime }
    case .client:
      let parts = value.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { throw Self.problem(option, "not ID:SECRET") }
      world.forEach { tokens, _ in tokens.clients[String(parts[0])] = String(parts[1]) }
    case .fault:
      try read(option, value) { world, json throws(ControlError) in for fault in try World.faults(json) { world.faults.add(fault) } }
    case .world:
      let now = now
      try read(option, value) { world, json throws(ControlError) in try world.add(json, at: now) }
    }
  }

  /// Several addresses stand behind each other with commas.
  private static func addresses(_ value: String) throws(Problem) -> [ListenAddress] {
    var addresses: [ListenAddress] = []
    for text in value.split(separator: ",", omittingEmptySubsequences: false) {
      guard let address = ListenAddress(String(text)) else { throw problem(.listen, "\(text) is no HOST:PORT") }
      guard address.isLoopback else {
        throw problem(.listen, "\(text) is not on loopback, and the simulator is for this machine only (127.0.0.1:0 takes a free port)")
      }
      addresses.append(address)
    }
    return addresses
  }

  private static func span(_ option: Option, _ value: String) throws(Problem) -> Span {
    guard let span = Span(value) else { throw problem(option, "\(value) is no length of time (write 2ms, 5s, 1m)") }
    return span
  }

  private mutating func read(
    _ option: Option, _ text: String, _ body: (inout World, JSONValue) throws(ControlError) -> Void
  ) throws(Problem) {
    let json: JSONValue
    do throws(JSONError) { json = try JSONDocument(Array(text.utf8)).root } catch { throw Self.problem(option, error.description) }
    do throws(ControlError) { try body(&world, json) } catch { throw Self.problem(option, error.description) }
  }

  private static func problem(_ option: Option, _ reason: String) -> Problem { Problem(description: "--\(option.rawValue): \(reason)") }
}
