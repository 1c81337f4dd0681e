import Model
import Native
import Platforms
import Testing

@testable import Daemon
@testable import Engine

@Suite("hushd explain") struct ExplanationTests {
  private func event(_ change: (inout Event) -> Void = { _ in }) -> Event {
    var event = Event(
      kind: .pauseStarted, id: "e-1", source: "genesys", origin: "eventbridge:genesys", system: "genesys", platform: "genesys",
      conversation: "c-1", occurredAt: Timestamp(milliseconds: 1_773_958_020_000))
    event.agent = "anna"
    change(&event)
    return event
  }

  private func rule(_ name: String, _ change: (inout PolicyRule) -> Void) -> PolicyRule {
    var rule = PolicyRule(name: name)
    change(&rule)
    return rule
  }

  private func configuration(_ rules: [PolicyRule]) throws -> Configuration {
    var configuration = try ReadingJournal().configuration
    configuration.policy.rules = rules
    return configuration
  }

  private func lines(_ event: Event, _ rules: [PolicyRule]) throws -> [String] {
    let explained = try ExplainedEvent(event, configuration(rules))
    return try ReadingPage { try explained.print(now: event.occurredAt, to: $0) }.lines
  }

  @Test("the rule that matches, why those above do not, and the calls")
  func matches() throws {
    let rules = [
      rule("retention") {
        $0.when.queue = ["q-9"]; $0.pause = false
      }, rule("none") { $0.when.percent = 0 },
      rule("pilot") {
        $0.when.agent = ["anna"]; $0.maxPause = .seconds(60)
      }, rule("rest") { _ in },
    ]
    #expect(
      try lines(event { $0.queue = "q-1" }, rules) == [
        "pause.started of agent anna in conversation c-1, source genesys, occurred 2026-03-19T22:07:00.000Z",
        "  retention  does not match: queue q-1 is not q-9",
        "  none       does not match: the conversation's share is 96, and must be below 0", "  pilot      matches",
        "  rest       not asked",
        "rule pilot: pause, at most 1m, then resume", "  genesys: resolve  GET https://api/api/v2/conversations/c-1",
        "  genesys: pause  PUT https://api/api/v2/conversations/c-1/participants/PARTICIPANT/screenrecording/pause",
      ])
  }

  @Test("an attribute nobody has told yet leaves the rule open, and the defaults decide for now")
  func open() throws {
    let rules = [
      rule("retention") {
        $0.when.queue = ["q-9"]; $0.pause = false
      }
    ]
    let page = try lines(event { $0.participant = "p-1" }, rules)
    #expect(page[1] == "  retention  may match: queue is not known yet, and must be q-9")
    #expect(page[2] == "  policy     the defaults, until more is known")
    #expect(page.last == "  genesys: pause  PUT https://api/api/v2/conversations/c-1/participants/p-1/screenrecording/pause")
  }

  @Test("what the event leaves out is taken from the conversation's earlier ones, the newest first")
  func earlier() throws {
    func joined(_ participant: String, _ kind: Event.Kind = .agentJoined, queue: String? = nil) -> Event {
      event {
        $0.kind = kind
        $0.participant = participant
        $0.queue = queue
      }
    }
    let retention = rule("retention") {
      $0.when.queue = ["q-9"]; $0.pause = false
    }
    let earlier = [joined("p-1", queue: "q-9"), joined("p-2", queue: "q-1"), joined("p-2", .agentLeft)]
    let explained = try ExplainedEvent(event(), earlier: earlier, configuration([retention]))
    let page = try ReadingPage { try explained.print(now: explained.event.occurredAt, to: $0) }.lines
    #expect(page[1] == "  earlier events of the conversation say: participant p-1, queue q-1")
    #expect(page[2] == "  retention  does not match: queue q-1 is not q-9")
    #expect(page.last?.contains("/participants/p-1/") == true)
  }

  @Test("what is old, or opens no window, calls nothing; the JSON says the same")
  func old() throws {
    let explained = try ExplainedEvent(event(), configuration([rule("off") { $0.pause = false }]))
    let json = try JSONDocument(explained.json).root
    #expect(json["rule"]?.string == "off" && json["pause"]?.bool == false && json["calls"]?.elements?.isEmpty == true)
    #expect(json["rules"]?.elements?.first?["verdict"]?.string == "matches")
    let ended = try ExplainedEvent(event { $0.kind = .pauseEnded }, configuration([]))
    #expect(try ReadingPage { try ended.print(now: ended.event.occurredAt, to: $0) }.lines.last?.hasPrefix("no rule is asked") == true)
    let late = try ExplainedEvent(event(), configuration([]))
    let page = try ReadingPage { try late.print(now: late.event.occurredAt + .hours(1), to: $0) }
    #expect(page.lines.last == "now it would call nothing: it occurred 1h 0m ago, longer than maxPause (W5)")
  }
}
