import Journal
import Model
import Native
import Platforms
import Synchronization

/// The composition root: puts the parts together, and takes them apart in the right order.
package final class Daemon: Sendable {
  /// On which it listens, for those who asked for any.
  package let ports: [Int]
  /// What it is doing, in a line for systemd and the log.
  package let summary: String
  private let mailbox: Mailbox<Letter>
  private let http: HTTPServer?
  private let intake: HTTPIntake
  private let environment: Environment.Lookup
  /// What is in force.
  private let configuration: Mutex<Configuration>
  private let spools: [SpoolIntake]
  private let control: ControlSocket
  private let keeper: JournalKeeper
  private let journal: SQLiteJournal
  let observers: Observers
  private let clock: Clock
  private let lock: FileLock
  private let loop: LoopThread

  package static let stopLimit = Span.milliseconds(2500)

  /// Starts everything; when it returns, events are taken. Throws what the operator has to mend.
  package init(_ configuration: Configuration, clock: Clock = .live, environment: @escaping Environment.Lookup = Environment.value) throws {
    try FileSystem.makeDirectory(configuration.stateDirectory, mode: 0o750)
    lock = try FileLock(path: configuration.lockFile)
    let observers = Observers(metrics: Metrics(), log: Log(configuration.log), health: Health())
    self.observers = observers
    self.clock = clock
    self.environment = environment
    self.configuration = Mutex(configuration)
    let platforms = try Self.platforms(of: configuration, environment: environment)

    let bell = Bell()
    let mailbox = Mailbox<Letter>(limit: Limits.lettersMax) { bell.ring() }
    self.mailbox = mailbox
    var hooks = JournalHooks()
    hooks.clock = clock
    hooks.onState = { mailbox.insist(.journal($0)) }
    hooks.onCommit = { seconds, _ in observers.metrics.committed(seconds: seconds) }
    journal = try SQLiteJournal(
      path: configuration.journalFile, keys: configuration.journal.keys(environment: environment), hooks: hooks)
    loop = try LoopThread(
      configuration: configuration, platforms: platforms, journal: journal, mailbox: mailbox, bell: bell, observers: observers,
      clock: clock)

    spools = try configuration.sources.compactMap { source in
      try source.spoolDirectory.map { directory in
        try SpoolIntake(
          source, directory: directory, maxBody: configuration.http.maxBody, mailbox: mailbox, observers: observers, clock: clock)
      }
    }
    for spool in spools { try spool.start() }
    intake = try HTTPIntake(
      configuration, mailbox: mailbox, observers: observers, clock: clock, environment: environment,
      metrics: { Self.metrics(from: mailbox) })
    http = try Self.serve(configuration.http, intake)
    ports = http?.ports ?? []
    keeper = try JournalKeeper(
      journal, configuration.journal, mailbox: mailbox, observers: observers, clock: clock, environment: environment)
    control = try ControlSocket(
      path: configuration.controlSocket, link: configuration.controlLink, mailbox: mailbox, journal: journal, keeper: keeper)
    observers.health.start()
    let addresses = configuration.http.addresses(on: ports)
    summary = addresses.isEmpty ? "taking events from the spool" : "taking events on \(addresses.joined(separator: ", "))"
    observers.log.info(
      "hushd \(Version.number) is \(summary)", ports.isEmpty ? [] : [("port", ports.map(String.init).joined(separator: ","))])
  }

  var isAlive: Bool { observers.health.isLive(at: clock.boot()) }

  /// Takes over a configuration read anew, as far as that goes without a restart; with anything wrong in it the old one stays in force.
  func reload(_ read: () throws(ConfigurationError) -> Configuration) {
    do throws(ConfigurationError) {
      let (next, waiting) = configuration.withLock { $0 }.reloaded(as: try read())
      let platforms = try Self.platforms(of: next, environment: environment)
      try intake.reload(next, environment: environment)
      configuration.withLock { $0 = next }
      keeper.take(next.journal)
      take(.taken(next, platforms))
      observers.log.info("configuration read anew: \(next.summary)", [("digest", next.digest)])
      if !waiting.isEmpty { observers.log.warning("changes that wait for a restart: \(waiting.joined(separator: ", "))") }
    } catch {
      for problem in error.problems { observers.log.error("configuration: \(problem)") }
      take(.refused("the configuration was not taken over, the old one stays in force: \(error.problems.first?.description ?? "")"))
    }
  }

  private func take(_ reload: Reload) {
    let isTaken = Monitor(false)
    mailbox.insist(.reload(reload) { isTaken.withLock { $0 = true } })
    _ = isTaken.wait(atMost: .seconds(5)) { $0 }
  }

  private static func platforms(
    of configuration: Configuration, environment: Environment.Lookup
  ) throws(ConfigurationError) -> [any Platform] {
    var platforms: [any Platform] = []
    for platform in configuration.platforms { platforms.append(try platform.platform(environment: environment)) }
    return platforms
  }

  /// Takes nothing more, finishes what is in flight, and makes everything durable.
  package func stop() {
    observers.health.stop()
    http?.quiesce()
    for spool in spools { spool.stop() }
    http?.stop(within: .seconds(1))
    control.stop()
    keeper.stop()
    mailbox.insist(.stop)
    loop.join()
    journal.close()
  }

  private static func serve(_ settings: HTTPSettings, _ intake: HTTPIntake) throws -> HTTPServer? {
    var configuration = HTTPServer.Configuration(
      listen: [], maxBody: settings.maxBody, maxConnections: settings.maxConnections, timeout: settings.timeout)
    switch settings.listen {
    case .addresses(let addresses): configuration.listen = addresses
    case .systemd:
      configuration.inherited = try ListenSockets.take().map(\.number)
      // It would be deaf, and look well.
      if configuration.inherited.isEmpty { throw HTTPServerError.noSockets }
    }
    configuration.tls = try settings.tls?.read()
    guard !configuration.listen.isEmpty || !configuration.inherited.isEmpty else { return nil }
    return try HTTPServer(configuration, admit: { intake.admit($0) }, handle: { intake.handle($0, $1) })
  }

  /// Asks the loop, which alone knows the gauges.
  private static func metrics(from mailbox: Mailbox<Letter>) -> String {
    let answer = Monitor<[UInt8]?>(nil)
    let request = ControlRequest(.metrics, by: "metrics") { lines in answer.withLock { $0 = lines.first ?? [] } }
    guard mailbox.post(.control(request)) else { return "" }
    return answer.wait(atMost: .seconds(2), until: { $0 != nil }) { String(decoding: $0 ?? [], as: UTF8.self) }
  }
}
