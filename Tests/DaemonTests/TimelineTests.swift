import Model
import Testing

@testable import Daemon

@Suite("hushd show on a terminal") struct TimelineTests {
  private static let agent = "b2222222-2222-4222-8222-222222222222"

  private func show(_ journal: ReadingJournal, width: Int?) throws -> [String] {
    let timeline = Timeline(conversation: "c-1")
    return try ReadingPage(width: width) { try timeline.print(journal.reader, journal.configuration, now: journal.time, to: $0) }.lines
  }

  /// A platform that fails five times before it answers.
  private func outage() throws -> ReadingJournal {
    let journal = try ReadingJournal()
    journal.answers = false
    try journal.event(.pauseStarted, "c-1", agent: Self.agent)
    let command = Command(
      id: CommandID(seq: 2, index: 0), kind: .resolve, purpose: .pause,
      target: Target(platform: "genesys", conversation: ConversationKey(system: "genesys", id: "c-1")), since: Tick(milliseconds: 0))
    for attempt in 1...5 {
      if attempt > 1 { try journal.record(.call(Call(command: command, attempt: attempt))) }
      journal.pass(.milliseconds(100))
      let outcome = Outcome(.failed, status: attempt == 5 ? 500 : 503, message: "down", correlation: "r-\(attempt)")
      try journal.record(.outcome(Answer(command: command, attempt: attempt, outcome: outcome, isFinal: false)))
    }
    return journal
  }

  @Test("attempts that are answered alike are one line; another answer is its own; in a pipe everything stands in full")
  func attempts() throws {
    let journal = try outage()
    let lines = try show(journal, width: 120)
    #expect(lines.count { $0.contains("HTTP 503") } == 1)
    #expect(lines.contains { $0.contains("answer ←  the same 3 more times") })
    #expect(lines.contains { $0.contains("resolve at genesys, for pause, attempt 5") })
    #expect(lines.count { $0.contains("HTTP 500") } == 1)
    #expect(try show(journal, width: nil).count { $0.contains("HTTP 503") } == 4)
  }

  @Test(
    "a UUID stands in full where it is mentioned first, and short from then on; no line is wider than the terminal", arguments: [80, 120])
  func identifiers(width: Int) throws {
    let journal = try ReadingJournal()
    journal.answer = { command in
      guard command.kind == .resolve || command.kind == .inspect else { return ReadingJournal.works(command) }
      let state: Observation.State = command.kind == .resolve ? .recording : .paused
      let seen = Observation(recording: "p-1", agent: Self.agent, participant: "p-1", state: state)
      return Outcome(.confirmed, status: 200, observations: [seen])
    }
    try journal.event(.pauseStarted, "c-1", agent: Self.agent)
    journal.pass(.seconds(4))
    try journal.event(.pauseEnded, "c-1", agent: Self.agent)
    let lines = try show(journal, width: width)
    #expect(lines.allSatisfy { $0.count <= width }, "\(lines.filter { $0.count > width })")
    let end = try #require(lines.firstIndex(of: ""))
    #expect(lines[..<end].joined().ranges(of: Self.agent).count == 1)
    #expect(lines[..<end].contains { $0.contains("pause.ended agent b2222222…") })
    #expect(lines[end...].joined().contains(Self.agent))
    var identifiers = ShortIdentifiers()
    let other = "b2222222-0000-4222-8222-222222222222"
    #expect(identifiers.shortened(Self.agent) == Self.agent && identifiers.shortened(other) == other)
    #expect(identifiers.shortened("\(Self.agent) \(other)") == "b2222222… \(other)")
  }
}
