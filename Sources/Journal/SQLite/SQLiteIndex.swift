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
  private let selectConversation: Statement
  private var isReading = false

  /// The keys are loaded already.
  init(path: String, dataKeys: DataKeys) throws {
    self.dataKeys = dataKeys
    database = try SQLiteReader.open(path)
    begin = try database.prepare("BEGIN")
    commit = try database.prepare("COMMIT")
    findIdentity = try database.prepare("SELECT seq FROM entry INDEXED BY entry_identity WHERE identity = ?")
    findFact = try database.prepare("SELECT seq FROM entry INDEXED BY entry_conversation WHERE conversation = ? AND fact = ?")
    selectConversation = try SQLiteReader.selectConversation(database)
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
    try selectConversation.bind(dataKeys.blind(ConversationKey.digest(ofID: conversation.id)), at: 1)
    defer { selectConversation.reset() }
    var entries: [Entry] = []
    while try selectConversation.step() {
      let entry = try StoredEntry(selectConversation).decoded(by: dataKeys)
      if entry.conversation == conversation { entries.append(entry) }
    }
    return entries
  }

  private func lookup(_ keys: EventKeys) throws -> Lookup {
    if let fact = keys.fact {
      try findFact.bind(dataKeys.blind(keys.conversation), at: 1)
      try findFact.bind(dataKeys.blind(fact), at: 2)
      if let seq = try seq(by: findFact) { return .duplicate(ofSeq: seq) }
    }
    try findIdentity.bind(dataKeys.blind(keys.identity), at: 1)
    guard let seq = try seq(by: findIdentity) else { return .new }
    return keys.fact == nil ? .duplicate(ofSeq: seq) : .sameIDOtherFact(seq: seq)
  }

  private func seq(by statement: borrowing Statement) throws -> Int64? {
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    return statement.int64(0)
  }
}
