import Model
import Native

/// The one connection that writes. After any error it must be thrown away: what it remembers may no longer be what is in the file.
final class SQLiteWriter {
  private static let rememberedConversationsMax = 4096

  private let database: Database
  private let insertEntry: Statement
  private let insertIdentity: Statement
  private let insertFact: Statement
  private let insertConversation: Statement
  private let findConversation: Statement
  private let setOpen: Statement
  private let setHead: Statement
  private var chain = HashChain()
  private var hasher = SHA256()
  private var rememberedConversations: [ConversationKey: Int64] = [:]
  private var lastConversation: Int64
  private(set) var head: JournalHead

  init(path: String, prepare: (borrowing Database) throws -> Void) throws {
    database = try Database.open(path, .writer)
    try Schema.migrate(database, path: path)
    try prepare(database)
    insertEntry = try database.prepare("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
    insertIdentity = try database.prepare("INSERT INTO identity VALUES (?, ?) ON CONFLICT DO NOTHING")
    insertFact = try database.prepare("INSERT INTO fact VALUES (?, ?) ON CONFLICT DO NOTHING")
    insertConversation = try database.prepare("INSERT INTO conversation (name, system, id) VALUES (?, ?, ?)")
    findConversation = try database.prepare("SELECT id FROM conversation WHERE name = ? AND system = ?")
    setOpen = try database.prepare("UPDATE conversation SET is_open = ? WHERE id = ?")
    setHead = try database.prepare("UPDATE head SET count = ?, seq = ?, hash = ?")
    lastConversation = try database.int64("SELECT max(id) FROM conversation") ?? 0
    head = try SQLiteReader.head(of: database)
  }

  /// Writes what changes something in one transaction; it is durable when this returns. Entries that the journal has already are skipped.
  func write(_ batches: [JournalBatch], beforeCommit: () throws -> Void) throws {
    guard !batches.allSatisfy(\.changesNothing) else { return }
    try database.transaction {
      for batch in batches {
        for entry in batch.entries { try write(entry) }
        for key in batch.opened { try set(key, isOpen: true) }
        for key in batch.closed { try set(key, isOpen: false) }
      }
      try setHead.bind(head.count, at: 1)
      try setHead.bind(head.seq, at: 2)
      try setHead.bind(head.hash, at: 3)
      try setHead.run()
      try beforeCommit()
    }
  }

  func record(_ meta: JournalMeta) throws {
    try database.transaction {
      let set = try database.prepare("INSERT OR REPLACE INTO meta VALUES (?, ?)")
      for (name, value) in meta.rows {
        try set.bind(name, at: 1)
        try set.bind(value, at: 2)
        try set.run()
      }
    }
  }

  /// Brings everything into the file itself and syncs it; false while a reader stands in the way.
  func checkpoint() throws -> Bool { try database.checkpoint() }

  private func write(_ entry: Entry) throws {
    let row = EntryRow(entry)
    guard entry.seq > head.seq else { return try confirm(row) }
    guard entry.seq == head.seq + 1 else {
      throw JournalError(
        .changed, "the journal ends at entry \(head.seq), but entries up to \(entry.seq - 1) were written: it was cut or replaced")
    }
    let hash = chain.hash(after: head.hash, row)
    try insertEntry.bind(row.seq, at: 1)
    try insertEntry.bind(row.recordedAt, at: 2)
    try insertEntry.bind(row.tick, at: 3)
    try insertEntry.bind(row.entry, at: 4)
    try insertEntry.bind(row.kind, at: 5)
    if let key = row.conversation { try insertEntry.bind(id(of: key), at: 6) } else { try insertEntry.bindNull(at: 6) }
    try insertEntry.bind(row.body, at: 7)
    try insertEntry.bind(hash, at: 8)
    try insertEntry.run()
    if case .event(let event) = entry.body { try remember(event, seq: entry.seq) }
    head = JournalHead(count: head.count + 1, seq: entry.seq, hash: hash)
  }

  /// An entry that is there already must be ours: it was committed although the commit looked failed.
  private func confirm(_ row: EntryRow) throws {
    let find = try database.prepare("SELECT body FROM entry WHERE seq = ?")
    try find.bind(row.seq, at: 1)
    guard try find.step(), find.blob(0) == row.body else {
      throw JournalError(.changed, "entry \(row.seq) of the journal was written by another process; stop it, and start hushd again")
    }
  }

  private func remember(_ event: Event, seq: Int64) throws {
    let keys = EventKeys(event, hasher: &hasher)
    try insertIdentity.bind(keys.identity, at: 1)
    try insertIdentity.bind(seq, at: 2)
    try insertIdentity.run()
    guard let fact = keys.fact else { return }
    try insertFact.bind(fact, at: 1)
    try insertFact.bind(seq, at: 2)
    try insertFact.run()
  }

  private func set(_ key: ConversationKey, isOpen: Bool) throws {
    try setOpen.bind(isOpen ? 1 : 0, at: 1)
    try setOpen.bind(id(of: key), at: 2)
    try setOpen.run()
  }

  /// The row of a conversation, made when it is new.
  private func id(of key: ConversationKey) throws -> Int64 {
    if let id = rememberedConversations[key] { return id }
    let id = try find(key) ?? add(key)
    if rememberedConversations.count >= Self.rememberedConversationsMax { rememberedConversations.removeAll(keepingCapacity: true) }
    rememberedConversations[key] = id
    return id
  }

  private func find(_ key: ConversationKey) throws -> Int64? {
    try findConversation.bind(key.id, at: 1)
    try findConversation.bind(key.system, at: 2)
    guard try findConversation.step() else { return nil }
    defer { findConversation.reset() }
    return findConversation.int64(0)
  }

  private func add(_ key: ConversationKey) throws -> Int64 {
    lastConversation += 1
    try insertConversation.bind(key.id, at: 1)
    try insertConversation.bind(key.system, at: 2)
    try insertConversation.bind(lastConversation, at: 3)
    try insertConversation.run()
    return lastConversation
  }
}

extension JournalMeta {
  fileprivate var rows: [(String, String)] {
    [("boot", bootID), ("tickOffset", String(tickOffset.milliseconds)), ("version", version)]
  }
}
