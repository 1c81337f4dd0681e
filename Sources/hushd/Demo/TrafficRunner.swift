import Model
import Native
import Synchronization

/// The thread on which the demo's calls happen: it arranges the simulated world, and sends what senders would.
final class TrafficRunner: Sendable {
  /// What happened, for the watcher.
  let happenings: Mailbox<Happening>
  private let thread: Mutex<ThreadHandle?>
  private let isStopping: Mutex<Bool>

  init(_ vendor: any Vendor, simulator: String, hushd: String) throws {
    let happenings = Mailbox<Happening>(limit: 100_000)
    self.happenings = happenings
    isStopping = Mutex(false)
    thread = Mutex(nil)
    let started = try ThreadHandle.start(name: "demo-traffic", stackSize: 4 * 1024 * 1024) { [self] in
      var errands = Errands(vendor, simulator: simulator, hushd: hushd, happenings: happenings)
      while !isStopping.withLock({ $0 }) { errands.turn() }
    }
    thread.withLock { $0 = started }
  }

  /// Returns when nothing more is sent.
  func stop() {
    isStopping.withLock { $0 = true }
    thread.withLock { $0 }?.join()
  }
}

/// What the runner's thread owns.
private struct Errands {
  private enum Errand {
    case arrange
    /// Of an event, and how often it was tried.
    case deliver([UInt8], tries: Int)
  }

  private static let triesMax = 20
  private let vendor: any Vendor
  private let simulator: String
  private let hushd: String
  private let happenings: Mailbox<Happening>
  private let clock = Clock.live
  private let client = HTTPClient()
  private var traffic: Traffic
  private var agenda = Agenda()
  private var again: [(at: Tick, body: [UInt8], tries: Int)] = []
  private var underWay: [UInt64: Errand] = [:]
  private var requestCount: UInt64 = 0
  private var eventCount = 0

  init(_ vendor: any Vendor, simulator: String, hushd: String, happenings: Mailbox<Happening>) {
    self.vendor = vendor
    self.simulator = simulator
    self.hushd = "\(hushd)/events/\(DemoFolder.Source.traffic)"
    self.happenings = happenings
    traffic = Traffic(vendor, from: clock.boot())
  }

  /// Does what is due, then waits a little for answers.
  mutating func turn() {
    let now = clock.boot()
    for step in traffic.begin(at: now) { agenda.add(step) }
    while let step = agenda.takeDue(at: now) { carryOut(step.deed) }
    while let first = again.first, first.at <= now {
      again.removeFirst()
      post(first.body, tries: first.tries)
    }
    let next = [agenda.next, again.first?.at].compactMap { $0 }.min() ?? now + .milliseconds(50)
    for completion in client.run(waitingAtMost: min(max(next - now, .milliseconds(1)), .milliseconds(50))) { finished(completion) }
  }

  private mutating func carryOut(_ deed: Deed) {
    switch deed {
    case .arrange(let arrangements): for arrangement in arrangements { arrange(arrangement) }
    case .tell(let message): tell(message)
    case .remark(let text): remark(text)
    case .outage(let outage):
      arrange(outage.map { $0.fault(vendor.head.pathPrefix) } ?? Arrangement("DELETE", "/faults"))
      happenings.insist(.outage(outage, at: clock.wall()))
    }
  }

  private mutating func tell(_ message: Message) {
    eventCount += 1
    let now = clock.wall()
    let happened = now - message.age
    let body = vendor.event(message.fact, of: message.leg, id: "demo-\(eventCount)", at: happened)
    switch message.fact {
    case .pauseStarted: happenings.insist(.opened(message.leg, since: happened, toldAt: now))
    case .pauseEnded, .left: happenings.insist(.closed(message.leg, at: happened))
    case .joined, .over: break
    }
    switch message.way {
    case .http: post(body, tries: 0)
    case .spool: drop(body)
    }
    if let repetition = message.repetition { retry(body, tries: 0, in: repetition) }
  }

  /// As a careful sender does: written under another name, then renamed.
  private mutating func drop(_ body: [UInt8]) {
    do throws(PosixError) {
      try FileSystem.replace("\(DemoFolder.spool)/demo-\(eventCount).json", with: body)
    } catch {
      remark("a sender cannot use the spool: \(error)")
    }
  }

  private mutating func post(_ body: [UInt8], tries: Int) {
    send(HTTPRequest(method: "POST", url: hushd, headers: [HTTPHeader("Content-Type", "application/json")], body: body))
    underWay[requestCount] = .deliver(body, tries: tries)
  }

  private mutating func arrange(_ arrangement: Arrangement) {
    send(HTTPRequest(method: arrangement.method, url: simulator + arrangement.path, body: arrangement.body))
    underWay[requestCount] = .arrange
  }

  private mutating func send(_ request: HTTPRequest) {
    requestCount += 1
    client.submit(request, id: requestCount, timeout: .seconds(5))
  }

  private mutating func finished(_ completion: HTTPClient.Completion) {
    guard let errand = underWay.removeValue(forKey: completion.id) else { return }
    switch (errand, completion.result) {
    case (_, .response(let response)) where response.status < 300: return
    case (.arrange, .response(let response)):
      remark("the simulator refused an arrangement: \(String(decoding: response.body.prefix(200), as: UTF8.self))")
    case (.deliver, .response(let response)) where response.status < 500:
      remark("hushd refused an event with \(response.status): \(String(decoding: response.body.prefix(200), as: UTF8.self))")
    case (.arrange, _):
      remark("the simulator did not answer")
    case (.deliver(let body, let tries), _):
      guard tries < Self.triesMax else { return remark("an event was given up: hushd did not take it") }
      retry(body, tries: tries + 1, in: .milliseconds(500))
    }
  }

  private func remark(_ text: String) { happenings.insist(.remark(text, at: clock.wall())) }

  private mutating func retry(_ body: [UInt8], tries: Int, in delay: Span) {
    let at = clock.boot() + delay
    again.insert((at, body, tries), at: again.firstIndex { $0.at > at } ?? again.count)
  }
}
