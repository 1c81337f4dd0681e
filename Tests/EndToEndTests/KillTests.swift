import Foundation
import Model
import Native
import Testing

/// kill -9 at random moments under load, on failing vendors, and the whole truth afterwards (G1, G2, R7).
struct KillTests {
  /// `make proof` asks for more of both.
  private static let kills = ProcessInfo.processInfo.environment["HUSHD_KILLS"].flatMap { Int($0) } ?? 20
  private static let seed = ProcessInfo.processInfo.environment["HUSHD_SEED"].flatMap { UInt64($0) } ?? 20_261_121

  private static let faults = [
    #""status": 503"#, #""drop": true"#, #""applyThenDrop": true"#, #""ignoreButAnswer": true"#, #""delay": "60ms""#,
  ]
  .map { "{\"match\": {\"path\": \"/api/v2/\", \"times\": 3}, \($0)}" }

  @Test func nothingAcknowledgedIsLost() throws {
    print("KillTests: seed \(Self.seed)")
    var settings = TestSettings()
    settings.startGrace = "50ms"
    settings.resumeDelay = "50ms"
    settings.logLevel = "info"
    let centre = try ContactCentre(settings, vendors: ["--auto"])
    var load = EventLoad(seed: Self.seed, conversations: 30)
    for _ in 0..<Self.kills { try round(centre, &load) }
    try centre.awaitReady()
    try load.repeatUnacknowledged(to: centre)
    try eventually("the spool is taken", holds: { centre.directory.names(in: "spool").allSatisfy { $0 == "failed" } })
    #expect(centre.directory.names(in: "spool/failed").isEmpty)

    let known = Set(try centre.entries().compactMap { $0["eventId"]?.string })
    #expect(Set(load.sent.map(\.id)).subtracting(known).isEmpty, "events are missing")
    #expect(known.count == load.sent.count, "an event is there that nobody sent")
    try expectFinalStates(load, centre)
    try expectNoResumeInsideAWindow(load, try centre.vendors.apiCalls())
    let entries = try centre.entries(all: true)
    #expect(entries.count { $0["entry"]?.string == "event" } == load.sent.count, "an event is there twice")
    expectNoResumeInsideAWindow(entries)
    #expect(try centre.command("verify").code == 0)
    centre.daemon.terminate()
    #expect(try centre.daemon.exitCode() == 0)
    #expect(try centre.command("verify").code == 0)
  }

  /// Load by HTTP and spool until a random moment, kill -9, and a new start; every fifth is killed again before it is ready.
  private func round(_ centre: ContactCentre, _ load: inout EventLoad) throws {
    try centre.awaitReady()
    try load.repeatUnacknowledged(to: centre)
    for _ in 0..<load.number(below: 4) {
      let index = load.makeEvent()
      try centre.drop(load.sent[index].text, as: "\(load.sent[index].id).json")
      load.leaveToSpool(index)
    }
    try centre.vendors.post("/faults", Self.faults[load.number(below: Self.faults.count)])
    let end = Clock.live.microseconds() + Int64(load.number(below: 200_000))
    // A restart folds whole conversations, and none has thousands of secure pauses.
    let enough = load.number(below: 100)
    _ = load.post(
      to: centre, connections: 12, stopAfter: { $0 >= enough || Clock.live.microseconds() >= end }, stop: { centre.kill() })
    try centre.launch()
    guard load.number(below: 5) == 0 else { return }
    let moment = Clock.live.microseconds() + Int64(load.number(below: 80_000))
    try eventually("the moment has come", holds: { Clock.live.microseconds() >= moment })
    centre.kill()
    try centre.launch()
  }

  private func expectFinalStates(_ load: EventLoad, _ centre: ContactCentre) throws {
    for conversation in load.conversations {
      let wanted = load.isOpen(conversation) ? "paused" : "recording"
      try eventually(
        "b\(conversation) is \(wanted):\n\((try? story(of: conversation, centre)) ?? "")",
        holds: {
          // One that nobody ever asked for is not there, and so it is recording.
          try centre.vendors.state(of: "b\(conversation)", in: "c\(conversation)") ?? "recording" == wanted
        })
    }
  }

  private func story(of conversation: Int, _ centre: ContactCentre) throws -> String {
    try centre.command("show", "c\(conversation)").output.joined(separator: "\n")
  }

  /// By the simulator's log: from a started's acknowledgement until the next fact was posted no resume may arrive.
  private func expectNoResumeInsideAWindow(_ load: EventLoad, _ calls: [SimulatedVendors.Call]) throws {
    // A resume that had left before the started came in may arrive this much later.
    let underWay: Int64 = 100_000
    for conversation in load.conversations {
      let events = load.sent.filter { $0.conversation == conversation }
      let resumes = calls.filter { $0.isResume && $0.path.hasPrefix("/api/v2/conversations/c\(conversation)/") }
      for (index, event) in events.enumerated() where event.isStarted {
        // When hushd takes a file nobody is told; the journal's order judges those.
        guard !event.isFile else { continue }
        let from = try #require(event.acknowledgedAt) + underWay
        let to = index + 1 < events.count ? events[index + 1].postedAt : Int64.max
        let inside = resumes.filter { $0.at > from && $0.at < to }
        #expect(inside.isEmpty, "c\(conversation) was resumed inside the window that \(event.id) opened")
      }
    }
  }

  /// By the journal: no resume leaves while the newest fact before it is a started.
  private func expectNoResumeInsideAWindow(_ entries: [JSONValue]) {
    var newest: [String: (at: String, isStarted: Bool)] = [:]
    for entry in entries {
      guard let conversation = entry["conversation"]?.string else { continue }
      switch (entry["entry"]?.string, entry["kind"]?.string) {
      case ("event", let kind?):
        let at = entry["occurredAt"]?.string ?? ""
        if at >= newest[conversation]?.at ?? "" { newest[conversation] = (at, kind == "pause.started") }
      case ("call", "resume"):
        #expect(newest[conversation]?.isStarted == false, "\(conversation): entry \(entry["seq"]?.int64 ?? 0) resumes inside a window")
      default: break
      }
    }
  }
}
