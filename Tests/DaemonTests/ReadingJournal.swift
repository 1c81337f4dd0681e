@testable import Daemon
import Engine
import FoundationEssentials
import Journal
import Model
import Native
import Testing

/// A journal in a directory of its own, written as the loop writes it: whatever the engine wants is done at once, and becomes entries too.
final class ReadingJournal {
  let path: String
  var configuration: Configuration
  private let journal: SQLiteJournal
  private var engine: Engine
  private(set) var seq: Int64 = 0
  private var now = Timestamp(milliseconds: 1_773_958_020_000)
  /// How the platform answers.
  var answer: (Command) -> Outcome = ReadingJournal.works
  /// How long each answer takes.
  var latency = Model.Span.zero
  /// Commands stay unanswered while false.
  var answers = true

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "hushd-reading-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    configuration = Configuration(stateDirectory: path)
    let missing = SecretReference(.file("\(path)/no-such-secret"))
    configuration.platforms = [
      PlatformConfiguration(
        name: "genesys", system: "genesys",
        kind: .genesysCloud(GenesysCloudSettings(api: "https://api", login: "https://login", clientID: missing, clientSecret: missing)))
    ]
    journal = try SQLiteJournal(path: configuration.journalFile)
    engine = Engine(platforms: [try configuration.platforms[0].traits()], conversationIdle: .hours(12))
  }

  deinit {
    journal.close()
    try? FileManager.default.removeItem(atPath: path)
  }

  var reader: any JournalReader { get throws { try journal.openReader() } }
  var time: Timestamp { now }

  func pass(_ span: Model.Span) { now = now + span }

  /// Takes an event and does what follows from it.
  func event(
    _ kind: Event.Kind, _ conversation: String, agent: String? = "a-1", system: String = "genesys", reason: String? = nil,
    overlay: Bool = false
  ) throws {
    var event = Event(
      kind: kind, id: "e-\(seq)", source: "genesys", origin: "eventbridge", system: system, platform: "genesys", conversation: conversation,
      occurredAt: now)
    event.agent = agent
    event.reason = reason
    event.overlay = overlay
    try record(.event(event))
  }

  /// Lets the deadlines of the engine come, up to now.
  func fireTimers() throws {
    while let (tick, key) = engine.nextDeadline, tick <= Tick(milliseconds: now.milliseconds) {
      try record(.timer(FiredTimer(conversation: key)))
    }
  }

  /// Writes an entry, with all that follows, in one batch.
  func record(_ body: Entry.Body) throws {
    var entries: [Entry] = []
    var waiting = [body]
    while !waiting.isEmpty {
      seq += 1
      let next = waiting.removeFirst()
      if case .outcome = next { pass(latency) }
      let entry = Entry(seq: seq, recordedAt: now, tick: Tick(milliseconds: now.milliseconds), body: next)
      entries.append(entry)
      for action in engine.apply(entry) { waiting += consequences(of: action) }
    }
    let keys = Set(entries.compactMap(\.conversation)).sorted()
    let opened = keys.filter { !engine.isAtRest($0) }
    let done = Monitor<Bool?>(nil)
    journal.append(
      JournalBatch(entries: entries, opened: opened, closed: keys.filter { engine.isAtRest($0) }) { isDurable in
        done.withLock { $0 = isDurable }
      })
    #expect(done.wait(atMost: .seconds(20), until: { $0 != nil }) { $0 ?? false })
  }

  private func consequences(of action: Action) -> [Entry.Body] {
    switch action {
    case .note(let body): return [body]
    case .cancel: return []
    case .decide(let conversation, let window, let attributes):
      return [.decision(Decision(.policy(configuration.policy.decide(for: attributes)), conversation: conversation, window: window))]
    case .command(let command):
      guard answers else { return [.call(Call(command: command, attempt: 1))] }
      let answer = Answer(command: command, attempt: 1, outcome: answer(command), isFinal: true)
      return [.call(Call(command: command, attempt: 1)), .outcome(answer)]
    }
  }

  /// One recording of agent a-1, which obeys.
  static func works(_ command: Command) -> Outcome {
    switch command.kind {
    case .resolve:
      Outcome(.confirmed, status: 200, observations: [Observation(recording: "p-1", agent: "a-1", participant: "p-1", state: .recording)])
    case .inspect:
      Outcome(.confirmed, status: 200, observations: [Observation(recording: "p-1", agent: "a-1", participant: "p-1", state: .paused)])
    case .pause, .resume: Outcome(.accepted, status: 202)
    }
  }

  /// Changes the file behind the journal's back.
  func tamper(_ sql: String) throws { try Database.open(configuration.journalFile, .writer).execute(sql) }
}

/// What a command printed.
final class ReadingPage {
  private(set) var bytes: [UInt8] = []
  private(set) var notes: [String] = []

  var lines: [String] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }
  var objects: [JSONValue] { get throws { try lines.map { try JSONDocument(Array($0.utf8)).root } } }

  /// What the command said besides: whether all is well.
  private(set) var isFine: Bool?

  /// Prints with a body, onto a terminal of that width or into a pipe.
  init<Verdict>(width: Int? = nil, isColoured: Bool = false, _ body: (Output) throws -> Verdict) throws {
    let output = Output(width: width, isColoured: isColoured, to: { self.bytes += $0 }, remark: { self.notes.append($0) })
    isFine = try body(output) as? Bool
    try output.flush()
  }
}
