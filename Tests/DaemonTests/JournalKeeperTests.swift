import Journal
import Model
import Native
import Testing

@testable import Daemon

@Suite("The keeper of the journal") struct JournalKeeperTests {
  private static let wall = Timestamp(milliseconds: 1_773_958_020_000)

  private let folder: ConfigurationFolder
  private let settings: JournalSettings
  private let journal: SQLiteJournal
  private let keeper: JournalKeeper
  private let mailbox = Mailbox<Letter>(limit: 100)

  /// Ten entries each of 500, 100, 5 and 3 days ago, and of today.
  init() throws {
    folder = try ConfigurationFolder()
    var settings = JournalSettings(archive: "\(folder.path)/archive")
    settings.retention = JournalSettings.Retention(events: .days(30), audit: .days(400), exposures: .days(400))
    self.settings = settings
    journal = try SQLiteJournal(path: "\(folder.path)/journal.sqlite")
    var entries: [Entry] = []
    for (group, days) in [500, 100, 5, 3, 0].enumerated() {
      for number in 0..<10 {
        let seq = Int64(group * 10 + number + 1)
        let at = Self.wall - .days(Int64(days))
        var event = Event(
          kind: .pauseStarted, id: "e-\(seq)", source: "s", origin: "o", system: "genesys", platform: "genesys", conversation: "c-\(seq)",
          occurredAt: at)
        event.agent = "a"
        let body: Entry.Body = number < 5 ? .event(event) : .alarm(Alarm("drift", isRaised: true, message: "so it is"))
        entries.append(Entry(seq: seq, recordedAt: at, tick: Tick(milliseconds: seq), body: body))
      }
    }
    let written = Monitor(false)
    journal.append(JournalBatch(entries: entries) { _ in written.withLock { $0 = true } })
    #expect(written.wait(atMost: .seconds(20), until: { $0 }))
    let clock = Clock(wall: { Self.wall }, boot: Clock.live.boot, microseconds: Clock.live.microseconds, bootID: Clock.live.bootID)
    let observers = Observers(metrics: Metrics(), log: Log(.error, clock: .live) { _ in }, health: Health())
    keeper = try JournalKeeper(journal, settings, mailbox: mailbox, observers: observers, clock: clock, environment: { _ in nil })
  }

  private func seqs() throws -> [Int64] {
    var seqs: [Int64] = []
    try journal.openReader().read(JournalQuery()) { seqs.append($0.seq) }
    return seqs
  }

  private func acts() -> [Act] {
    mailbox.takeAll(waitingAtMost: .zero).compactMap { if case .act(let act) = $0 { act } else { nil } }
  }

  private func finish() {
    keeper.stop()
    journal.close()
  }

  @Test("retention takes each class when its time is over, into an archive that its digest fits")
  func retention() throws {
    let summary = try keeper.purge(before: nil, by: "retention")
    #expect(summary.count == 15)
    #expect(try seqs() == Array(16...20) + Array(21...50), "all of 500 days ago, and the events of 100")
    let act = try #require(acts().first)
    #expect(act.kind == .purge && act.by == "retention" && act.arguments["entries"] == "15" && act.arguments["archive"] == summary.archive)
    #expect(act.arguments["sha256"] == Hex.encode(try FileSystem.digest(of: summary.archive)))
    let digest = String(decoding: try FileSystem.read("\(summary.archive).sha256", atMost: 1000), as: UTF8.self)
    #expect(digest.hasPrefix("\(summary.digest)  journal-") && digest.hasSuffix(".jsonl.gz\n"), "as sha256sum has it")
    var archived: [Int64] = []
    try GzipFile.lines(of: summary.archive) { archived.append(try Entry(json: JSONDocument($0).root).seq) }
    #expect(archived == Array(1...15))
    #expect(try keeper.purge(before: nil, by: "retention").count == 0, "once is enough")
    #expect(acts().isEmpty)
    finish()
  }

  @Test("W7: whatever an operator asks for, the last four days stay")
  func tombstones() throws {
    #expect(try keeper.purge(before: Self.wall, by: "me").count == 30)
    #expect(try seqs() == Array(31...50))
    finish()
  }

  @Test("a hold is kept once, noted, and lifted")
  func holds() throws {
    #expect(try keeper.hold("c-1", by: "me"))
    #expect(try !keeper.hold("c-1", by: "me"))
    #expect(try keeper.purge(before: Self.wall, by: "me").count == 29)
    #expect(try seqs().first == 1)
    #expect(try keeper.release("c-1", by: "me"))
    #expect(try !keeper.release("c-1", by: "me"))
    #expect(acts().map(\.kind) == [.hold, .purge, .release])
    finish()
  }

  @Test("a plain journal has no key to change")
  func rekey() throws {
    #expect(throws: JournalError.self) { try keeper.rekey(by: "me") }
    finish()
  }
}
