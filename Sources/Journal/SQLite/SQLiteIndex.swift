import Model
import Native

/// Looks up events and conversations over a connection of its own. A read sees what was committed when it, or its moment, began.
final class SQLiteIndex: JournalIndex {
  private let database: Database
  private let dataKeys: DataKeys
  private let begin: Statement
  private let commit: Statement
  private let findIdentity: Statement
  private let findFact: Statement
  private let findConversation: Statement
  private let selectConversation: Statement
  private let sliceIdentities: Statement
  private let sliceFacts: Statement
  private var isReading = false
  private var filter = KeyFilter()
  /// The filter holds the keys of so many slices; it is asked once it holds all.
  private var slices = 0
  private let sliceCount: Int

  /// The keys are loaded already.
  init(path: String, dataKeys: DataKeys) throws {
    self.dataKeys = dataKeys
    database = try SQLiteReader.open(path)
    begin = try database.prepare("BEGIN")
    commit = try database.prepare("COMMIT")
    findIdentity = try database.prepare("SELECT seq FROM entry INDEXED BY entry_identity WHERE identity = ?")
    findFact = try database.prepare("SELECT seq FROM entry INDEXED BY entry_conversation WHERE conversation = ? AND fact = ?")
    findConversation = try database.prepare("SELECT seq FROM entry INDEXED BY entry_conversation WHERE conversation = ? LIMIT 1")
    selectConversation = try SQLiteReader.selectConversation(database)
    sliceIdentities = try database.prepare("SELECT identity FROM entry INDEXED BY entry_identity WHERE identity BETWEEN ? AND ?")
    sliceFacts = try database.prepare(
      "SELECT conversation, fact FROM entry INDEXED BY entry_conversation WHERE conversation BETWEEN ? AND ?")
    sliceCount = min(4096, Int((try SQLiteReader.head(of: database).seq + 255) / 256))
  }

  func expect(_ keys: EventKeys) {
    filter.add(dataKeys.blind(keys.identity))
    filter.add(dataKeys.blind(keys.conversation))
    if let fact = keys.fact { filter.add(dataKeys.blind(fact)) }
  }

  func prepare() throws -> Bool {
    guard slices < sliceCount else { return false }
    let width = UInt64.max / UInt64(sliceCount)
    let first = Int64.min &+ Int64(bitPattern: UInt64(slices) * width)
    let last = slices == sliceCount - 1 ? Int64.max : first &+ Int64(bitPattern: width - 1)
    try forEachRow(of: sliceIdentities, first, last) { filter.add($0.int64(0)) }
    try forEachRow(of: sliceFacts, first, last) { row in
      filter.add(row.int64(0))
      if let fact = row.optionalInt64(1) { filter.add(fact) }
    }
    slices += 1
    return slices < sliceCount
  }

  func lookup(_ keys: [EventKeys]) throws -> [Lookup] {
    var answers: [Lookup] = []
    try atOneMoment { answers = try keys.map(lookup) }
    return answers
  }

  func atOneMoment(_ body: () throws -> Void) rethrows {
    guard !isReading else { return try body() }
    isReading = true
    defer {
      isReading = false
      if (try? commit.run()) == nil { database.rollBack() }
    }
    // Without a transaction every read begins one for itself, and says why it cannot.
    try? begin.run()
    try body()
  }

  func entries(of conversation: ConversationKey) throws -> [Entry] {
    let digest = dataKeys.blind(conversation.digest)
    guard mayKnow(digest) else { return [] }
    // A sort of nothing costs too.
    try findConversation.bind(digest, at: 1)
    guard try seq(by: findConversation) != nil else { return [] }
    try selectConversation.bind(digest, at: 1)
    defer { selectConversation.reset() }
    var entries: [Entry] = []
    while try selectConversation.step() {
      let entry = try StoredEntry(selectConversation).decoded(by: dataKeys)
      if entry.conversation == conversation { entries.append(entry) }
    }
    return entries
  }

  private func lookup(_ keys: EventKeys) throws -> Lookup {
    if let fact = keys.fact.map(dataKeys.blind), mayKnow(fact) {
      try findFact.bind(dataKeys.blind(keys.conversation), at: 1)
      try findFact.bind(fact, at: 2)
      if let seq = try seq(by: findFact) { return .duplicate(ofSeq: seq) }
    }
    let identity = dataKeys.blind(keys.identity)
    guard mayKnow(identity) else { return .new }
    try findIdentity.bind(identity, at: 1)
    guard let seq = try seq(by: findIdentity) else { return .new }
    return keys.fact == nil ? .duplicate(ofSeq: seq) : .sameIDOtherFact(seq: seq)
  }

  private func mayKnow(_ key: Int64) -> Bool { slices < sliceCount || filter.mayContain(key) }

  private func forEachRow(
    of statement: borrowing Statement, _ first: Int64, _ last: Int64, _ body: (borrowing Statement) -> Void
  ) throws {
    try statement.bind(first, at: 1)
    try statement.bind(last, at: 2)
    while try statement.step() { body(statement) }
  }

  private func seq(by statement: borrowing Statement) throws -> Int64? {
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    return statement.int64(0)
  }
}
