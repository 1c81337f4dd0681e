import Daemon
import Journal
import Model
import Native
import Testing

/// G5: what waits for a disk that takes nothing is bounded.
struct JournalBacklogTests {
  /// Nobody is called here.
  private final class NoTransport: Transport {
    func submit(_ request: HTTPRequest, id: UInt64, timeout: Span) {}
    func run(waitingAtMost wait: Span) -> [HTTPClient.Completion] { [] }
  }

  private let journal = SimulatedJournal()
  private let answers = Acknowledged()

  private func post(_ ids: Range<Int>, as name: String, to mailbox: Mailbox<Letter>) {
    let events = ids.map { number in
      Event(
        kind: .ignored, id: "\(number)", source: "genesys", origin: "eventbridge:genesys", system: "genesys", platform: "genesys",
        conversation: "c", occurredAt: Timestamp(milliseconds: Int64(number)))
    }
    let answers = answers
    let submission = Submission(events: events, receivedAt: 0) { if $0 != .unavailable { answers.add(name) } }
    #expect(mailbox.post(.submission(submission)))
  }

  @Test("G5: beyond the limit events are refused unheard, until the disk has taken what waits") func bounded() throws {
    let mailbox = Mailbox<Letter>(limit: Limits.lettersMax)
    let observers = Observers(metrics: Metrics(), log: Log(LogSettings(level: .error)), health: Health())
    let loop = try Loop(
      configuration: Configuration(stateDirectory: "/nowhere"), platforms: [], journal: journal, transport: NoTransport(), mailbox: mailbox,
      observers: observers, clock: SimulatedClock().clock)
    post(0..<Limits.entriesUnwrittenMax, as: "many", to: mailbox)
    loop.turn(waitingAtMost: .zero)
    post(60_000..<60_001, as: "refused", to: mailbox)
    loop.turn(waitingAtMost: .zero)
    journal.commit()
    #expect(answers.contains("many"))
    #expect(!answers.contains("refused"))
    post(60_000..<60_001, as: "taken", to: mailbox)
    loop.turn(waitingAtMost: .zero)
    journal.commit()
    #expect(answers.contains("taken"), "it was not known, so it is no duplicate, and there is room")
    #expect(journal.durableSeq >= Int64(Limits.entriesUnwrittenMax) + 1)
  }
}
