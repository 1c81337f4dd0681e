import Daemon
import Journal
import Model
import Native
import Synchronization
import Testing

@testable import Proof

/// G5: what waits for a disk that takes nothing is bounded.
struct JournalBacklogTests {
  /// Nobody is called here.
  private final class NoTransport: Transport {
    func submit(_ request: HTTPRequest, id: UInt64, timeout: Span) {}
    func run(waitingAtMost wait: Span) -> [HTTPClient.Completion] { [] }
  }

  /// A disk that takes nothing until it is told to.
  private final class WaitingJournal: JournalStore {
    private struct Queue {
      var batches: [JournalBatch] = []
      var durableSeq: Int64 = 0
    }

    private final class Index: JournalIndex {
      func lookup(_ keys: [EventKeys]) throws -> [Lookup] { keys.map { _ in .new } }
      func entries(of conversation: ConversationKey) throws -> [Entry] { [] }
    }

    private let queue = Mutex(Queue())

    func commit() {
      let batches = queue.withLock { queue in
        defer { queue.batches = [] }
        queue.durableSeq = queue.batches.last { !$0.entries.isEmpty }?.entries.last?.seq ?? queue.durableSeq
        return queue.batches
      }
      for batch in batches { batch.completion?(true) }
    }

    func append(_ batch: JournalBatch) { queue.withLock { $0.batches.append(batch) } }
    var durableSeq: Int64 { queue.withLock { $0.durableSeq } }
    func restore() throws -> Restored {
      Restored(lastSeq: 0, lastTick: nil, lastRecordedAt: nil, meta: nil, openConversations: [], wasStopped: false)
    }
    func record(_ meta: JournalMeta) throws {}
    func openIndex() throws -> sending any JournalIndex { Index() }
    func openReader() throws -> sending any JournalReader { throw JournalError(.missing, "nobody reads it") }
    var byteCount: Int64 { 0 }
    func close() {}
  }

  private let journal = WaitingJournal()
  private let answers = Acknowledged()

  private func post(_ ids: Range<Int>, as name: String, to mailbox: Mailbox<Letter>) {
    let events = ids.map { number in
      Event(
        kind: .ignored, id: "\(number)", source: "genesys", origin: "eventbridge:genesys", system: "genesys", platform: "genesys",
        conversation: "c", occurredAt: Timestamp(milliseconds: Int64(number)))
    }
    let answers = answers
    let submission = Submission(events: events, receivedAt: 0) { answers.note(name, $0) }
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
