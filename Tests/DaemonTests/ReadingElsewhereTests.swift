@testable import Daemon

import Model
import Testing

/// What the reading commands say where a window is over an agent's screens in several conversations (W3, `scope: "agent"`).
@Suite("hushd windows, exposure and show, with scope agent") struct ReadingElsewhereTests {
  /// One agent in two conversations: a window in the first, under which a second comes and goes in the other after a restart.
  private func journal() throws -> ReadingJournal {
    let journal = try ReadingJournal()
    journal.configuration.policy.defaults.scope = .agent
    var paused: Set<String> = []
    journal.answer = { command in
      let id = "p-\(command.target.conversation.id)"
      if command.kind == .pause { paused.insert(id) }
      if command.kind == .resume { paused.remove(id) }
      guard !command.kind.changesRecording else { return Outcome(.accepted, status: 202) }
      let state: Observation.State = paused.contains(id) ? .paused : .recording
      return Outcome(.confirmed, status: 200, observations: [Observation(recording: id, agent: "a-1", participant: id, state: state)])
    }
    journal.latency = .milliseconds(100)
    try journal.event(.pauseStarted, "c-1")
    try journal.event(.pauseStarted, "c-2")
    journal.latency = .zero
    journal.pass(.seconds(10))
    try journal.event(.pauseEnded, "c-2")
    journal.pass(.seconds(10))
    try journal.fireTimers()
    for conversation in ["c-1", "c-2"] {
      try journal.record(.act(Act(.start, by: "test", conversation: ConversationKey(system: "genesys", id: conversation))))
    }
    journal.pass(.seconds(5))
    try journal.event(.pauseStarted, "c-2")
    journal.pass(.seconds(5))
    try journal.event(.pauseEnded, "c-2")
    try journal.event(.pauseEnded, "c-1")
    journal.pass(.seconds(5))
    try journal.fireTimers()
    return journal
  }

  @Test("a window that has closed lists the screens of both, and was paused where the other's window had them paused")
  func windows() throws {
    let journal = try journal()
    var list = WindowList()
    (list.includesAll, list.isJSON) = (true, true)
    let objects = try ReadingPage { try list.print(journal.reader, journal.configuration, now: journal.time, to: $0) }.objects
    #expect(objects.map { $0["conversation"]?.string } == ["c-1", "c-2", "c-2"])
    #expect(objects.allSatisfy { $0["gapSeconds"] != nil } && objects.last?["gapSeconds"]?.double == 0)
    let recordings = objects.first?["recordings"]?.elements?.map { $0["recording"]?.string }
    #expect(recordings == ["p-c-1", "p-c-2"])
  }

  @Test("an exposure is listed where the recording is, with the conversation of its window")
  func exposures() throws {
    let journal = try journal()
    var list = ExposureList()
    (list.includesAll, list.format) = (true, .json)
    let objects = try ReadingPage { try list.print(journal.reader, journal.configuration, now: journal.time, to: $0) }.objects
    let elsewhere = objects.filter { $0["openedIn"] != nil }
    #expect(elsewhere.map { [$0["conversation"]?.string, $0["recording"]?.string, $0["openedIn"]?.string] } == [["c-2", "p-c-2", "c-1"]])
  }

  @Test("show says for whose window a recording was paused")
  func timeline() throws {
    let journal = try ReadingJournal()
    journal.configuration.policy.defaults.scope = .agent
    journal.answer = { $0.target.conversation.id == "c-2" ? ReadingJournal.works($0) : Outcome(.confirmed, status: 200) }
    try journal.record(.event(joined("c-2")))
    try journal.event(.pauseStarted, "c-1")
    let lines = try ReadingPage {
      try Timeline(conversation: "c-2").print(journal.reader, journal.configuration, now: journal.time, to: $0)
    }.lines
    #expect(lines.contains { $0.hasSuffix("pause recording p-1 at genesys, for a window in c-1") })
    #expect(lines.last == "no window was opened in it; those of other conversations paused its recordings")
  }

  private func joined(_ conversation: String) -> Event {
    var event = Event(
      kind: .agentJoined, id: "j", source: "genesys", origin: "eventbridge", system: "genesys", platform: "genesys",
      conversation: conversation, occurredAt: Timestamp(milliseconds: 1_773_958_020_000))
    event.agent = "a-1"
    event.participant = "p-1"
    return event
  }
}
