import Model

/// Entries for the tests, numbered on from one another.
struct JournalSamples {
  private(set) var seq: Int64 = 0
  static let start: Int64 = 1_773_958_020_000

  mutating func event(
    _ id: String, kind: Event.Kind = .pauseStarted, conversation: String = "c-1", agent: String? = "a-1", at second: Int64 = 0,
    origin: String = "o"
  ) -> Entry {
    entry(.event(Self.event(id, kind: kind, conversation: conversation, agent: agent, at: second, origin: origin)))
  }

  static func event(
    _ id: String, kind: Event.Kind = .pauseStarted, conversation: String = "c-1", agent: String? = "a-1", at second: Int64 = 0,
    origin: String = "o"
  ) -> Event {
    var event = Event(
      kind: kind, id: id, source: "genesys", origin: origin, system: "genesys", platform: "genesys", conversation: conversation,
      occurredAt: Timestamp(milliseconds: start + second * 1000))
    event.agent = agent
    return event
  }

  mutating func entry(_ body: Entry.Body) -> Entry {
    seq += 1
    return Entry(seq: seq, recordedAt: Timestamp(milliseconds: Self.start + seq * 1000), tick: Tick(milliseconds: seq * 1000), body: body)
  }

  mutating func timer(_ conversation: String) -> Entry {
    entry(.timer(FiredTimer(conversation: ConversationKey(system: "genesys", id: conversation))))
  }

  mutating func alarm(_ name: String) -> Entry { entry(.alarm(Alarm(name, isRaised: true, message: "so it is"))) }

  mutating func call(_ conversation: String, _ kind: Command.Kind) -> Entry {
    let target = Target(platform: "genesys", conversation: ConversationKey(system: "genesys", id: conversation), recording: "p-1")
    let command = Command(id: CommandID(seq: seq, index: 0), kind: kind, purpose: .pause, target: target, since: Tick(milliseconds: 5))
    return entry(.call(Call(command: command, attempt: 1)))
  }

  /// Something of everything, over ten conversations.
  mutating func mixed(_ count: Int) -> [Entry] {
    (0..<count).map { index in
      let conversation = "c-\(index % 10)"
      switch index % 7 {
      case 0, 1: return event("e-\(index)", conversation: conversation, at: Int64(index))
      case 2: return event("e-\(index)", kind: .pauseEnded, conversation: conversation, at: Int64(index))
      case 3: return call(conversation, .pause)
      case 4: return timer(conversation)
      case 5: return event("e-\(index)", kind: .ignored, conversation: "", agent: nil, at: Int64(index))
      default: return alarm("drift")
      }
    }
  }
}
