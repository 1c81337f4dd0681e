import Daemon
import Model
import Native

/// Looks at both sides, the simulator and hushd, as anybody could from outside: by HTTP and by the control socket.
final class Watcher {
  private let vendor: any Vendor
  private let simulator: String
  private let hushd: String
  private let control: ControlClient
  private let happenings: Mailbox<Happening>
  private let client = HTTPClient()
  private let clock = Clock.live
  private let start: Timestamp
  private(set) var referee = Referee()

  private var callsSince: Timestamp
  private var callCount = 0
  private var lastCalls: [String: (verb: String, status: Int?)] = [:]
  private var eventCounts: [(at: Timestamp, count: Int)] = []
  private var guestCount = 0
  private var beliefs: [Belief] = []
  private var screens: [String: Screen] = [:]

  init(_ vendor: any Vendor, simulator: String, hushd: String, controlSocket: String, happenings: Mailbox<Happening>) {
    self.vendor = vendor
    self.simulator = simulator
    self.hushd = hushd
    self.happenings = happenings
    control = ControlClient(path: controlSocket)
    start = Clock.live.wall()
    callsSince = start
  }

  /// The state of this moment, and what led to it.
  func look() -> Scene {
    var notices = happenings.takeAll(waitingAtMost: .zero).compactMap { referee.take($0) }
    // Hushd is asked first: what it knows must not be older than what the simulator shows.
    if let answer = try? control.ask("windows") { beliefs = answer.compactMap { Belief($0.root) } }
    fetch()
    let now = clock.wall()
    notices += referee.judge(screens, guestsSee: guestCount > 0 ? beliefs : nil, at: now)
    if guestCount > 0 { adopt(at: now) }

    var scene = Scene(now: now, uptime: now - start)
    scene.eventCount = eventCounts.last?.count ?? 0
    scene.eventsPerSecond = eventsPerSecond(at: now)
    scene.openWindowCount = beliefs.count
    scene.callCount = callCount
    scene.outage = referee.outage.map { ($0.kind, now - $0.since) }
    scene.rows = rows(at: now)
    scene.gaps = referee.gaps
    scene.exposureCount = referee.exposureCount
    scene.violationCount = referee.violationCount
    scene.notices = notices.sorted { $0.at < $1.at }
    return scene
  }

  private func rows(at now: Timestamp) -> [Scene.Row] {
    let windows = Dictionary(referee.windows.map { ($0.leg.recording, $0) }) { $0.closedAt == nil ? $0 : $1 }
    var known: [String: String] = [:]
    for recording in beliefs.flatMap(\.recordings) { known[recording.id] = recording.known }
    return screens.values.filter { $0.state != .ended }.map { screen in
      var row = Scene.Row(conversation: screen.conversation, agent: screen.agent, state: screen.state)
      row.known = known[screen.recording]
      if let window = windows[screen.recording] {
        if window.closedAt == nil { row.windowSince = now - window.openedAt }
        row.gap = window.gap
        row.isGuests = window.isGuests
        row.isViolated = window.isCalledOut
      }
      row.lastCall = lastCalls[screen.recording].map { "\($0.verb) \($0.status.map(String.init) ?? "cut off")" }
      return row
    }
  }

  private func eventsPerSecond(at now: Timestamp) -> Double {
    guard let first = eventCounts.first, let last = eventCounts.last, last.at > first.at else { return 0 }
    return Double(last.count - first.count) / (last.at - first.at).seconds
  }
}

// MARK: - Questions

extension Watcher {
  private enum Question: UInt64, CaseIterable { case recordings, calls, metrics }

  /// Asks everything at once; what is not answered in time stays as it was.
  private func fetch() {
    let urls = [
      Question.recordings: "\(simulator)/recordings?platform=\(vendor.head.simulated)",
      .calls: "\(simulator)/calls?since=\(callsSince)",
      .metrics: "\(hushd)/metrics",
    ]
    for (question, url) in urls { client.submit(HTTPRequest(method: "GET", url: url), id: question.rawValue, timeout: .seconds(1)) }
    while client.inFlight > 0 {
      for completion in client.run(waitingAtMost: .seconds(1)) {
        guard case .response(let response) = completion.result, response.status == 200 else { continue }
        switch Question(rawValue: completion.id) {
        case .recordings: takeScreens(response.body)
        case .calls: takeCalls(response.body)
        case .metrics: takeMetrics(response.body)
        case nil: break
        }
      }
    }
  }

  private func takeScreens(_ body: [UInt8]) {
    guard let rows = (try? JSONDocument(body))?.root.elements else { return }
    screens = Dictionary(rows.compactMap { Screen($0, kind: vendor.head.kind) }.map { ($0.recording, $0) }) { $1 }
    lastCalls = lastCalls.filter { screens[$0.key] != nil }
  }

  private func takeCalls(_ body: [UInt8]) {
    guard let calls = (try? JSONDocument(body))?.root.elements else { return }
    for call in calls {
      guard let time = call["time"]?.time, let path = call["path"]?.string else { continue }
      // The last ones come again with the next answer, which does no harm.
      callsSince = time
      guard let change = vendor.change(path.split(separator: "/"), body: call["body"]?.string ?? "") else { continue }
      lastCalls[change.recording] = (change.verb, call["status"]?.int64.map { Int($0) })
    }
  }

  private func takeMetrics(_ body: [UInt8]) {
    let lines = String(decoding: body, as: UTF8.self).split(separator: "\n")
    func sum(of prefix: String, where matches: (Substring) -> Bool = { _ in true }) -> Int {
      lines.filter { $0.hasPrefix(prefix) && matches($0) }.compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }.reduce(0, +)
    }
    guestCount = sum(of: "hushd_events_total{") { $0.contains("source=\"\(vendor.head.name)\"") }
    callCount = sum(of: "hushd_calls_total{")
    eventCounts.append((clock.wall(), sum(of: "hushd_events_total{")))
    // Some five seconds of looks.
    if eventCounts.count > 20 { eventCounts.removeFirst() }
  }

  /// A guest's window that finds no recording gets one: the simulator creates agents only under names that follow from the conversation's.
  private func adopt(at now: Timestamp) {
    for belief in beliefs where belief.recordings.isEmpty && !belief.agent.isEmpty && now - belief.openedAt > .seconds(1) {
      for arrangement in vendor.connect(vendor.leg(belief.agent, of: belief.conversation, purpose: .agent)) {
        let request = HTTPRequest(method: arrangement.method, url: simulator + arrangement.path, body: arrangement.body)
        _ = HTTPClient.fetch(request, timeout: .seconds(1))
      }
    }
  }
}
