import Engine
import Journal
import Model
import Native

/// Continues a journal that nobody has open with the entries of an export.
struct JournalRestoration: ImportSink {
  private static let batchCount = 500

  private let configuration: Configuration
  private let file: String
  private let journal: SQLiteJournal
  private let reader: any JournalReader
  private let known: Int64
  private var last: Int64
  private var batch: [Entry] = []
  private var unchecked: [Entry] = []
  private var conversations: Set<ConversationKey> = []
  private var knownCount = 0
  private var newest: Entry?

  init(_ configuration: Configuration, file: String) throws {
    self.configuration = configuration
    self.file = file
    // In the clear every byte of the chain comes back, signatures included; what is encrypted anew has to be signed anew.
    let settings = configuration.journal
    let keys = settings.encryptionKeys.isEmpty ? JournalKeys() : try settings.keys(environment: Environment.value)
    journal = try SQLiteJournal(path: configuration.journalFile, keys: keys)
    reader = try journal.openReader()
    known = try reader.head().seq
    last = known
  }

  mutating func take(_ entry: Entry) throws {
    guard entry.seq > known else { return try compare(entry) }
    try compare()
    guard entry.seq == last + 1 else {
      throw ReadingFailure(
        .badArgument,
        "\(file) goes on with entry \(entry.seq), but the journal ends at \(last); import what lies between them first: "
          + "an older archive or, where a purge left held conversations in place, an export of the journal it was made from")
    }
    last = entry.seq
    newest = entry
    batch.append(entry)
    if let key = entry.conversation { conversations.insert(key) }
    if batch.count == Self.batchCount { try write() }
  }

  mutating func take(_ range: PurgedRange) throws {
    guard range.first > known else { return }
    try compare()
    if !batch.isEmpty { try write() }
    try journal.adopt(range)
    last = range.last
  }

  mutating func take(_ events: [Event]) throws {
    throw ReadingFailure(.unavailable, "\(file) holds events, which only a running hushd can take; \(ReadingFailure.startHint)")
  }

  mutating func finish() throws -> String {
    defer { journal.close() }
    try compare()
    guard last > known, let newest else { return "nothing new: the journal has these \(knownCount) entries already" }
    let arguments = ["file": file, "first": "\(known + 1)", "last": "\(last)"]
    let act = Act(.importing, by: "uid \(ThisProcess.userID) (pid \(ThisProcess.id))", arguments: arguments)
    batch.append(
      Entry(seq: last + 1, recordedAt: max(newest.recordedAt, Clock.live.wall()), tick: tick(after: newest), body: .act(act)))
    try write()
    try append(JournalBatch(closed: try atRest()))
    return "\(last - known) entries restored, \(knownCount) known already"
  }

  /// The journal's monotonic time went on by the wall clock meanwhile, as it does over a restart of the machine.
  private func tick(after entry: Entry) -> Tick { entry.tick + max(.zero, Clock.live.wall() - entry.recordedAt) }

  private mutating func compare(_ entry: Entry) throws {
    unchecked.append(entry)
    if unchecked.count == Self.batchCount { try compare() }
  }

  /// What the journal has already must be the same, or this is the export of another.
  private mutating func compare() throws {
    guard let first = unchecked.first else { return }
    struct IsEnough: Error {}
    var query = JournalQuery()
    query.after = first.seq - 1
    var stored: [Int64: Entry] = [:]
    do {
      try reader.read(query) { entry in
        stored[entry.seq] = entry
        if stored.count == Self.batchCount { throw IsEnough() }
      }
    } catch is IsEnough {}
    for entry in unchecked where stored[entry.seq] != entry {
      throw ReadingFailure(
        .foundProblem,
        "entry \(entry.seq) of \(file) is another one in this journal; start hushd and import then: the events go through it")
    }
    knownCount += unchecked.count
    unchecked = []
  }

  /// A restart reads them all unless the last batch says which are at rest: slow after a kill, but never wrong.
  private mutating func write() throws {
    try append(JournalBatch(entries: batch, opened: Set(batch.compactMap(\.conversation)).sorted()))
    batch.removeAll(keepingCapacity: true)
  }

  private func append(_ batch: JournalBatch) throws {
    let done = Monitor<Bool?>(nil)
    var batch = batch
    batch.completion = { isDurable in done.withLock { $0 = isDurable } }
    journal.append(batch)
    guard done.wait(atMost: nil, until: { $0 != nil }, then: { $0 ?? false }) else {
      throw ReadingFailure(.tryLater, "the journal in \(configuration.stateDirectory) cannot be written; is the disk full?")
    }
  }

  /// The conversations in which nothing is open, owed or due.
  private func atRest() throws -> [ConversationKey] {
    var traits: [PlatformTraits] = []
    for platform in configuration.platforms { traits.append(try platform.traits()) }
    return try conversations.sorted().filter { key in
      var engine = Engine(
        platforms: traits, conversationIdle: configuration.conversationIdle, keepsLive: configuration.policy.usesAgentScope)
      try reader.read(JournalQuery(of: key)) { _ = engine.apply($0) }
      return engine.isAtRest(key)
    }
  }
}
