import Model
import Native

/// Looks up events and conversations over a connection of its own. A read sees what was committed when it, or its moment, began.
final class SQLiteIndex: JournalIndex {
  private let database: Database
  private let begin: Statement
  private let commit: Statement
  private let findIdentity: Statement
  private let findFact: Statement
  private let selectConversation: Statement
  private var isReading = false

  init(path: String) throws {
    database = try SQLiteReader.open(path)
    begin = try database.prepare("BEGIN")
    commit = try database.prepare("COMMIT")
    findIdentity = try database.prepare("SELECT seq FROM identity WHERE key = ?")
    findFact = try database.prepare("SELECT seq FROM fact WHERE key = ?")
    selectConversation = try database.prepare(
      """
      SELECT \(SQLiteReader.columns) FROM entry JOIN conversation ON conversation.id = entry.conversation
      WHERE entry.conversation = (SELECT id FROM conversation WHERE name = ? AND system = ?) ORDER BY seq
      """)
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
    try selectConversation.bind(conversation.id, at: 1)
    try selectConversation.bind(conversation.system, at: 2)
    defer { selectConversation.reset() }
    var entries: [Entry] = []
    while try selectConversation.step() { entries.append(try EntryRow(selectConversation).decoded()) }
    return entries
  }

  private func lookup(_ keys: EventKeys) throws -> Lookup {
    if let fact = keys.fact, let seq = try seq(of: fact, by: findFact) { return .duplicate(ofSeq: seq) }
    guard let seq = try seq(of: keys.identity, by: findIdentity) else { return .new }
    return keys.fact == nil ? .duplicate(ofSeq: seq) : .sameIDOtherFact(seq: seq)
  }

  private func seq(of key: [UInt8], by statement: borrowing Statement) throws -> Int64? {
    try statement.bind(key, at: 1)
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    return statement.int64(0)
  }
}
