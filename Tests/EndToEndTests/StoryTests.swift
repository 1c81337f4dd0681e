import Foundation
import Model
import Native
import Testing

/// The night nobody wants: the platform goes away, then hushd, and the senders go on.
struct StoryTests {
  /// Where each conversation stands in the story, by its number.
  private enum Part: CaseIterable {
    /// A window before the outage that goes on through all of it; and one that ends in it.
    case open, endsInOutage
    /// A window that opens in the outage and goes on; one that ends while hushd is down; one that comes and goes within the outage.
    case opensInOutage, endsWhileDown, withinOutage
    /// What only the spool tells: a window that goes on, one that has ended, and nothing at all.
    case opensWhileDown, withinDown, quiet

    var isOpen: Bool { [.open, .opensInOutage, .opensWhileDown].contains(self) }
    /// Whether a screen was to be paused at any time at which the platform answered.
    var isPaused: Bool { isOpen || self == .endsInOutage }
    var hasWindow: Bool { self != .quiet }
  }

  private static let count = 500

  private func part(_ number: Int) -> Part { Part.allCases[number % Part.allCases.count] }

  private func event(_ word: String, _ number: Int, at moment: Timestamp = SentEvent.now) -> String {
    SentEvent.securePause(word, of: "a\(number)", in: "c\(number)", at: moment, id: "\(word)-\(number)")
  }

  private func events(_ word: String, _ parts: Part...) -> [String] {
    (0..<Self.count).filter { parts.contains(part($0)) }.map { event(word, $0) }
  }

  private func post(_ events: [String], to centre: ContactCentre) throws {
    let reply = try centre.post(Array("[\(events.joined(separator: ","))]".utf8))
    try #require(reply.status == 200, "\(reply.text)")
  }

  private func states(_ centre: ContactCentre) throws -> [String: SimulatedVendors.Recording] {
    try centre.vendors.recordings().values.reduce(into: [:]) { result, mine in result.merge(mine) { first, _ in first } }
  }

  private func screen(_ number: Int) -> String { "b\(number)" }

  @Test("an outage, a crash and a backlog: every open window is paused, nothing stale is called, and everything is accounted for")
  func outageAndCrash() throws {
    var settings = TestSettings()
    settings.policy = "exposureLimit: \"0s\", maxPause: \"10m\","
    settings.logLevel = "info"
    let centre = try ContactCentre(settings, vendors: ["--auto"])
    // Every call is live: its agent has joined.
    try post((0..<Self.count).map { SentEvent.user("start", screen($0), of: "a\($0)", in: "c\($0)", id: "joined-\($0)") }, to: centre)
    let begin = Clock.live.boot()
    try post(events("started", .open, .endsInOutage), to: centre)
    let early = (0..<Self.count).filter { [.open, .endsInOutage].contains(part($0)) }
    try eventually(
      "the first windows are paused", within: .minutes(2),
      holds: {
        let states = try states(centre)
        return early.allSatisfy { states[screen($0)]?.state == "paused" }
      })

    let usual = Clock.live.boot() - begin
    try centre.vendors.post("/faults", #"{"match": {"path": "/api/*", "times": "always"}, "drop": true}"#)
    try post(events("started", .opensInOutage, .endsWhileDown, .withinOutage), to: centre)
    try post(events("ended", .endsInOutage, .withinOutage), to: centre)
    centre.kill()

    for (index, event) in (events("started", .opensWhileDown, .withinDown) + events("ended", .endsWhileDown)).enumerated() {
      try centre.drop(event, as: "1-\(index).json")
    }
    for (index, event) in events("ended", .withinDown).enumerated() { try centre.drop(event, as: "2-\(index).json") }
    try centre.start()
    try eventually(
      "the spool is taken", within: .minutes(2),
      holds: { centre.directory.names(in: "spool").allSatisfy { $0 == "failed" || $0.hasPrefix(".") } })
    let call = try centre.vendors.apiCalls().count
    #expect(try Reply.fetch("DELETE", "\(centre.vendors.url)/faults").status == 204)

    // Seconds, or on a machine with much else to do so much longer as everything takes there.
    try expectRightScreens(centre, within: max(.seconds(10), .milliseconds(usual.milliseconds * 10)))
    try expectNothingStale(centre, after: call)
    try expectAccounts(centre)
  }

  private func expectRightScreens(_ centre: ContactCentre, within limit: Span) throws {
    try eventually(
      "every screen is as it should be", within: limit,
      holds: {
        let states = try states(centre)
        return (0..<Self.count).allSatisfy { number in
          let state = states[screen(number)]?.state
          return part(number).isOpen ? state == "paused" : state == nil || state == "recording"
        }
      })
  }

  /// No pause for a window that had closed, and no resume of what was never paused.
  private func expectNothingStale(_ centre: ContactCentre, after call: Int) throws {
    let calls = try centre.vendors.apiCalls().dropFirst(call).filter { $0.status.map { $0 < 300 } ?? false }
    let states = try states(centre)
    for number in 0..<Self.count where !part(number).isPaused {
      let mine = calls.filter { $0.path.contains("/conversations/c\(number)/") }
      #expect(mine.allSatisfy { !$0.isPause && !$0.isResume }, "c\(number), \(part(number))")
      #expect(states[screen(number)]?.history.contains("paused") != true)
    }
    for number in 0..<Self.count where part(number).isOpen {
      #expect(states[screen(number)]?.history.filter { $0 == "recording" }.count == 1, "c\(number) was resumed inside its window")
    }
  }

  private func expectAccounts(_ centre: ContactCentre) throws {
    let exposures = try centre.command("exposure", "--all", "--format", "json").output.map { try JSONDocument(Array($0.utf8)).root }
    let exposed = Set(exposures.compactMap { $0["conversation"]?.string })
    let missing = (0..<Self.count).filter { part($0).hasWindow && !exposed.contains("c\($0)") }
    #expect(missing == [], "windows without an exposure")
    let report = centre.directory("report.html")
    #expect(try centre.command("report", "--since", "1h", "--out", report).code == 0)
    let page = try centre.directory.text(of: "report.html")
    #expect((0..<Self.count).filter { part($0).hasWindow && !page.contains("<td>c\($0)</td>") } == [])
    #expect(try centre.command("verify").code == 0)
    let dry = try centre.command("replay", "--dry-run")
    #expect(
      dry.output.last == "nothing to do in \((0..<Self.count).count { part($0).hasWindow }) conversations", "\(dry.output) \(dry.log)")
  }
}
