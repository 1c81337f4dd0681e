import Daemon
import Model
import Native
import Simulator

// One process with everything in it: whatever ends it, a kill -9 too, leaves nothing running. The parts talk to each other as they would
// anywhere, by HTTP, spool files and the control socket.

/// A simulated contact centre with hushd at work in it, and a view of both.
struct Demo {
  private static let frame = Span.milliseconds(250)
  private static let usualAddress = ListenAddress(host: "127.0.0.1", port: 8642)

  let vendor: any Vendor
  /// Nil: the usual port, or any other when that is taken.
  let listen: ListenAddress?
  /// Nil: until somebody ends it.
  let length: Span?

  func run() throws -> ExitCode {
    let last = try show(until: SignalWaiter())
    Console.print(Self.summary(last))
    return last.violationCount == 0 ? .success : .foundProblem
  }

  /// Everything that runs, runs in here. Returns the last scene.
  private func show(until signals: SignalWaiter) throws -> Scene {
    let hadEarlier = try DemoFolder.prepare()
    let address = try freeAddress()
    let simulator = try Simulator(
      SimulatorOptions(platforms: [vendor.head.simulated], auto: true).world, listen: [ListenAddress(host: "127.0.0.1", port: 0)])
    defer { simulator.stop() }
    try DemoFolder.write(vendor, simulator: simulator.addresses[0], listen: address)
    let guide = DemoGuide(vendor: vendor, hushd: "http://\(address)", simulator: simulator.addresses[0])

    let redirection = try StreamRedirection(of: .error, to: DemoFolder.logFile)
    defer { redirection.undo() }
    let configuration = try Configuration.load(DemoFolder.configurationFile)
    let daemon = try Daemon(configuration)
    defer { daemon.stop() }
    let traffic = try TrafficRunner(vendor, simulator: guide.simulator, hushd: guide.hushd)
    defer { traffic.stop() }

    for line in guide.lines { Console.print(line) }
    if hadEarlier { Console.print("the journal of an earlier demo was replaced") }
    let watcher = Watcher(
      vendor, simulator: guide.simulator, hushd: guide.hushd, controlSocket: configuration.controlSocket,
      happenings: traffic.happenings)
    return try watch(watcher, guide, until: signals)
  }

  /// Tried by listening for a moment: a daemon that could not listen cannot be started again over the same journal.
  private func freeAddress() throws -> ListenAddress {
    func claim(_ address: ListenAddress) throws -> ListenAddress {
      let configuration = HTTPServer.Configuration(listen: [address], maxBody: 1, timeout: .seconds(1))
      let server = try HTTPServer(configuration, admit: { _ in nil }, handle: { _, _ in })
      defer { server.stop(within: .zero) }
      return ListenAddress(host: address.host, port: server.ports[0])
    }
    if let listen { return try claim(listen) }
    do {
      return try claim(Self.usualAddress)
    } catch is HTTPServerError {
      return try claim(ListenAddress(host: Self.usualAddress.host, port: 0))
    }
  }

  /// Shows scene after scene, and returns the last one.
  private func watch(_ watcher: Watcher, _ guide: DemoGuide, until signals: SignalWaiter) throws -> Scene {
    var view: any View = try Terminal().map { try LiveView($0, guide: guide) } ?? PlainView()
    defer { view.close() }
    let end = length.map { Clock.live.boot() + $0 }
    while true {
      let scene = watcher.look()
      do { try view.show(scene) } catch is ViewerLeft { return scene }
      let left = end.map { $0 - Clock.live.boot() } ?? Self.frame
      if left <= .zero || signals.next(waitingAtMost: min(Self.frame, left)) != nil { return watcher.look() }
    }
  }

  private static func summary(_ scene: Scene) -> String {
    let gaps = scene.gaps
    func text(_ span: Span?) -> String { span?.short ?? "–" }
    return """
      hushd demo: \(scene.uptime.inSeconds), \(scene.eventCount) events, \(scene.callCount) calls, \(gaps.count) pauses
      gap p50 \(text(gaps.percentile(50))), p99 \(text(gaps.percentile(99))), max \(gaps.longest.short); \
      exposures over \(Referee.exposureLimit): \(scene.exposureCount); violations: \(scene.violationCount)
      the journal stays in \(DemoFolder.path): \(DemoGuide.program) events --config \(DemoFolder.configurationFile)
      """
  }
}
