import Journal
import Model
import Native

/// Writes a journal as a busy day leaves it: conversations that come and go, the last ones still open with a window. The same each time.
package struct JournalGenerator {
  package var entryCount = 1_000_000
  package var openConversationCount = 1000
  /// Wall clock between two entries.
  package var pace = Span.milliseconds(86)
  package var start = Timestamp(milliseconds: 1_773_958_020_000)

  private static let stepCount = 10
  private static let stepOfOpenWindow = 4
  private static let queuedMax = 64
  private static let batchCount = 64

  package init() {}

  package func conversation(_ number: Int) -> ConversationKey { ConversationKey(system: "genesys", id: identifier(number)) }

  /// When the entry of that number was written.
  package func time(of seq: Int64) -> Timestamp { start + Span(milliseconds: pace.milliseconds * seq) }

  /// Fills an empty journal. As many conversations run side by side as stay open at the end.
  package func fill(_ journal: any JournalStore) {
    // Bounds what waits in memory: this is faster than any disk.
    let queued = Monitor(0)
    var (entries, opened, closed): ([Entry], [ConversationKey], [ConversationKey]) = ([], [], [])
    for seq in 1...Int64(entryCount) {
      let (generation, place) = (Int(seq - 1) / generationCount, Int(seq - 1) % generationCount)
      // Conversations of one generation take turns, one step each; those of the last one stay in their windows.
      let number = generation * openConversationCount + place % openConversationCount
      let isLast = (generation + 1) * generationCount >= entryCount
      let step = min(place / openConversationCount, isLast ? Self.stepOfOpenWindow : .max)
      entries.append(entry(seq, conversation: number, step: step))
      if place < openConversationCount { opened.append(conversation(number)) }
      if step == Self.stepCount - 1 { closed.append(conversation(number)) }
      guard entries.count == Self.batchCount || seq == entryCount else { continue }
      queued.wait(atMost: nil, until: { $0 < Self.queuedMax }) { $0 += 1 }
      journal.append(JournalBatch(entries: entries, opened: opened, closed: closed) { _ in queued.withLock { $0 -= 1 } })
      (entries, opened, closed) = ([], [], [])
    }
    _ = queued.wait(atMost: nil, until: { $0 == 0 })
  }

  private var generationCount: Int { openConversationCount * Self.stepCount }

  private func entry(_ seq: Int64, conversation number: Int, step: Int) -> Entry {
    Entry(seq: seq, recordedAt: time(of: seq), tick: Tick(milliseconds: pace.milliseconds * seq), body: body(seq, number, step))
  }

  private func body(_ seq: Int64, _ number: Int, _ step: Int) -> Entry.Body {
    switch step {
    case 0: .event(event(.agentJoined, seq, number))
    case 1: .event(event(.pauseStarted, seq, number))
    case 2:
      .decision(
        Decision(.policy(Governance()), conversation: conversation(number), window: WindowKey(agent: agent(number), origin: "eventbridge")))
    case 3: .call(Call(command: command(.pause, seq, number), attempt: 1))
    case 4: .outcome(answer(.pause, seq, number))
    case 5: .event(event(.pauseEnded, seq, number))
    case 6: .timer(FiredTimer(conversation: conversation(number)))
    case 7: .call(Call(command: command(.resume, seq, number), attempt: 1))
    case 8: .outcome(answer(.resume, seq, number))
    default: .event(event(.conversationEnded, seq, number))
    }
  }

  package func event(_ kind: Event.Kind, _ seq: Int64, _ number: Int) -> Event {
    var event = Event(
      kind: kind, id: identifier(-Int(seq)), source: "genesys", origin: "eventbridge", system: "genesys", platform: "genesys",
      conversation: identifier(number), occurredAt: time(of: seq) - .milliseconds(40))
    event.agent = agent(number)
    event.participant = identifier(number &+ 1 << 40)
    event.metadata = ["CorrelationId": identifier(Int(seq) &+ 1 << 50), "mediaType": "VOICE"]
    return event
  }

  private func agent(_ number: Int) -> String { identifier(number % 5000 &+ 1 << 30) }

  private func command(_ kind: Command.Kind, _ seq: Int64, _ number: Int) -> Command {
    var target = Target(
      platform: "genesys", conversation: conversation(number), recording: identifier(number &+ 1 << 40), agent: agent(number))
    target.participant = target.recording
    return Command(
      id: CommandID(seq: seq - 1, index: 0), kind: kind, purpose: kind == .pause ? .pause : .resume, target: target,
      since: Tick(milliseconds: pace.milliseconds * seq))
  }

  private func answer(_ kind: Command.Kind, _ seq: Int64, _ number: Int) -> Answer {
    let outcome = Outcome(.accepted, status: 200, correlation: identifier(Int(seq) &+ 1 << 51))
    return Answer(command: command(kind, seq, number), attempt: 1, outcome: outcome, isFinal: true)
  }

  /// A UUID's shape from a number, scattered over the index as real ones are.
  private func identifier(_ number: Int) -> String {
    func mix(_ value: UInt64) -> UInt64 {
      let first = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
      let second = (first ^ (first >> 27)) &* 0x94D0_49BB_1331_11EB
      return second ^ (second >> 31)
    }
    let seed = UInt64(bitPattern: Int64(number)) &* 0x9E37_79B9_7F4A_7C15
    var digits: [UInt8] = []
    for (position, half) in [mix(seed), mix(seed &+ 1)].enumerated() {
      for shift in stride(from: 60, through: 0, by: -4) {
        digits.append(Array("0123456789abcdef".utf8)[Int(half >> UInt64(shift) & 15)])
        if [8, 12].contains(digits.count) || (position == 1 && [17, 22].contains(digits.count + 1)) { digits.append(UInt8(ascii: "-")) }
      }
    }
    return String(decoding: digits, as: UTF8.self)
  }
}
