import Model
import Seeded

/// Entries of every kind with every field present or absent, by a seed.
struct EntrySamples {
  private var random: SeededRandom
  private var seq: Int64 = 0

  init(seed: UInt64) { random = SeededRandom(seed) }

  mutating func next() -> Entry {
    seq += 1
    return Entry(seq: seq, recordedAt: time(), tick: Tick(milliseconds: number()), body: body())
  }

  private mutating func body() -> Entry.Body {
    switch random.next(below: 7) {
    case 0: .event(event())
    case 1: .decision(decision())
    case 2: .call(Call(command: command(), attempt: random.next(below: 100)))
    case 3: .outcome(Answer(command: command(), attempt: random.next(below: 100), outcome: outcome(), isFinal: random.flip()))
    case 4: .timer(FiredTimer(conversation: conversation()))
    case 5:
      .alarm(
        Alarm(text(), isRaised: random.flip(), conversation: random.flip() ? conversation() : nil, subject: maybe(), message: text()))
    default: .act(Act(pick(Act.Kind.allCases), by: text(), conversation: random.flip() ? conversation() : nil, arguments: map()))
    }
  }

  private mutating func event() -> Event {
    var event = Event(
      kind: pick(Event.Kind.allCases), id: text(), source: text(), origin: text(), system: text(), platform: text(), conversation: text(),
      occurredAt: time())
    event.agent = maybe()
    event.participant = maybe()
    event.session = maybe()
    event.recording = maybe()
    event.contact = maybe()
    event.initialContact = maybe()
    event.user = maybe()
    event.call = maybe()
    event.queue = maybe()
    event.division = maybe()
    event.customerType = maybe()
    event.language = maybe()
    event.reason = maybe()
    event.transfer = pick([nil, .blind, .consult])
    event.overlay = random.flip()
    event.precedesStart = random.flip()
    event.metadata = map()
    return event
  }

  private mutating func decision() -> Decision {
    let kind: Decision.Kind
    switch random.next(below: 5) {
    case 0: kind = .policy(governance())
    case 1:
      kind = .exposure(
        Exposure(
          from: time(), to: random.flip() ? time() : nil, cause: pick(Exposure.Cause.allCases), rule: text(), isFlagged: random.flip(),
          hasOverlay: random.flip()))
    case 2: kind = .void
    case 3: kind = .dropped
    default: kind = .parked(CommandID(seq: number(), index: random.next(below: 1000)))
    }
    var decision = Decision(
      kind, conversation: conversation(), window: random.flip() ? WindowKey(agent: maybe(), origin: text()) : nil,
      recording: random.flip() ? RecordingKey(platform: text(), id: text()) : nil, message: maybe())
    decision.recordedIn = maybe()
    return decision
  }

  private mutating func governance() -> Governance {
    var governance = Governance(rule: text())
    governance.pause = random.flip()
    governance.platforms = list()
    governance.maxPause = span()
    governance.onMaxPause = pick(Governance.OnMaxPause.allCases)
    governance.resumeDelay = span()
    governance.scope = pick(Governance.Scope.allCases)
    governance.onTransfer = pick(Governance.OnTransfer.allCases)
    governance.recordingSide = pick(Governance.RecordingSide.allCases)
    governance.exposureLimit = span()
    governance.endedReasons = random.flip() ? list() : nil
    governance.tags = map()
    governance.isProvisional = random.flip()
    return governance
  }

  private mutating func command() -> Command {
    var target = Target(platform: text(), conversation: conversation(), recording: maybe(), agent: maybe())
    target.participant = maybe()
    target.contact = maybe()
    target.initialContact = maybe()
    target.user = maybe()
    target.call = maybe()
    var command = Command(
      id: CommandID(seq: number(), index: random.next(below: 9)), kind: pick(Command.Kind.allCases),
      purpose: pick(Command.Purpose.allCases),
      target: target, since: Tick(milliseconds: number()), reason: maybe(), metadata: map(), tags: map())
    command.openedIn = maybe()
    return command
  }

  private mutating func outcome() -> Outcome {
    let observations = (0..<random.next(below: 3)).map { _ in
      Observation(
        recording: text(), agent: maybe(), participant: maybe(), state: pick(Observation.State.allCases), isConnected: random.flip())
    }
    return Outcome(
      pick(Outcome.Result.allCases), refusal: random.flip() ? pick(Outcome.Refusal.allCases) : nil, status: random.flip() ? 404 : nil,
      message: maybe(), correlation: maybe(), retryAfter: random.flip() ? span() : nil, observations: observations,
      conversationEnded: random.flip(), contact: maybe())
  }

  private mutating func conversation() -> ConversationKey { ConversationKey(system: text(), id: text()) }
  private mutating func maybe() -> String? { random.flip() ? text() : nil }
  private mutating func pick<Value>(_ values: [Value]) -> Value { values[random.next(below: values.count)] }
  private mutating func list() -> [String] { (0..<random.next(below: 3)).map { _ in text() } }

  private mutating func map() -> [String: String] {
    var map: [String: String] = [:]
    for _ in 0..<random.next(below: 4) { map[text()] = text() }
    return map
  }

  private mutating func text() -> String {
    pick(["", "a", "genesys", "97b9dcb3-c182-4d1f-8123-76a4b5cf1f5a", "é😀", "\"\\\u{0}\n\u{1F}", "true", "1", "agent 7/x", "\u{2028}"])
  }

  private mutating func number() -> Int64 {
    pick([0, 1, -1, .max, .min, 1_773_958_020_123, Int64(truncatingIfNeeded: random.next())])
  }

  private mutating func time() -> Timestamp {
    Timestamp(
      milliseconds: pick([
        0, -1, 1_773_958_020_123, .max, .min, -62_167_219_200_000, -62_167_219_200_001, 253_402_300_799_999, 253_402_300_800_000,
      ]))
  }

  private mutating func span() -> Span {
    Span(milliseconds: pick([0, 1, -1, 500, 2000, 120_000, 86_400_000, 36_600 * 86_400_000, 36_600 * 86_400_000 + 1, .max, .min]))
  }
}
