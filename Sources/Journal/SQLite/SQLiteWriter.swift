import Model
import Native

/// The one connection that writes. After any error it must be thrown away: what it remembers may no longer be what is in the file.
final class SQLiteWriter {
  let database: Database
  let keys: JournalKeys
  let dataKeys: DataKeys
  private let walPagesMax: Int
  private let begin: Statement
  private let commit: Statement
  private let insertEntry: Statement
  private let insertBlock: Statement
  private let insertOpen: Statement
  private let deleteOpen: Statement
  private let setHead: Statement
  private var chain = HashChain()
  private var block: Block
  private(set) var head: JournalHead

  init(path: String, keys: JournalKeys, dataKeys: DataKeys, hooks: JournalHooks) throws {
    self.keys = keys
    self.dataKeys = dataKeys
    walPagesMax = hooks.walPagesMax
    database = try Database.open(path, .writer)
    try Schema.migrate(database, path: path)
    try hooks.onOpen(database)
    try dataKeys.load(database, isWriter: true)
    begin = try database.prepare("BEGIN IMMEDIATE")
    commit = try database.prepare("COMMIT")
    insertEntry = try database.prepare("INSERT OR IGNORE INTO entry (\(EntryRow.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    insertBlock = try database.prepare("INSERT INTO block (last, earliest, latest, kinds) VALUES (?, ?, ?, ?)")
    insertOpen = try database.prepare("INSERT OR IGNORE INTO open_conversation (name, system, sealed, digest) VALUES (?, ?, ?, ?)")
    deleteOpen = try database.prepare("DELETE FROM open_conversation WHERE name = ? AND system = ?")
    setHead = try database.prepare("UPDATE head SET count = ?, seq = ?, hash = ?")
    block = try Self.unfinishedBlock(database)
    head = try SQLiteReader.head(of: database)
  }

  /// Writes what changes something in one transaction; it is durable when this returns. Entries that the journal has already are skipped.
  func write(_ batches: [JournalBatch], beforeCommit: () throws -> Void) throws {
    guard !batches.allSatisfy(\.changesNothing) else { return }
    try begin.run()
    do {
      for batch in batches { try write(batch) }
      try writeHead()
      try beforeCommit()
      try commit.run()
    } catch {
      database.rollBack()
      throw error
    }
  }

  /// Continues behind entries that were never here.
  func goOn(behind newHead: JournalHead) throws {
    head = newHead
    try writeHead()
    block = try Self.unfinishedBlock(database)
  }

  private func writeHead() throws {
    try setHead.bind(head.count, at: 1)
    try setHead.bind(head.seq, at: 2)
    try setHead.bind(head.hash, at: 3)
    try setHead.run()
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

  func rekey(_ keys: [SealingKey]) throws -> Int { try dataKeys.rewrap(database, under: keys) }

  /// Moves the WAL into the file when it has grown long, as far as readers let it.
  func checkpointIfDue() throws {
    if database.walPages >= walPagesMax { try database.checkpointPassively() }
  }

  /// Brings everything into the file itself and syncs it; false while a reader stands in the way.
  func checkpoint() throws -> Bool { try database.checkpoint() }

  private func write(_ batch: JournalBatch) throws {
    var keys = batch.keys.makeIterator()
    for entry in batch.entries {
      var keysOfEntry: EventKeys?
      if case .event = entry.body {
        keysOfEntry = keys.next()
        precondition(keysOfEntry != nil, "a batch has the keys of its events")
      }
      try write(EntryRow(signed(entry), keys: keysOfEntry))
    }
    for key in batch.opened { try open(key) }
    for key in batch.closed { try change(key, by: deleteOpen) }
  }

  /// A checkpoint is signed here, where everything before it is known (G6).
  private func signed(_ entry: Entry) throws -> Entry {
    guard case .act(var act) = entry.body, act.kind == .checkpoint, let key = keys.signing else { return entry }
    act.arguments = try Checkpoint(over: head, at: entry.recordedAt, with: key).arguments
    return Entry(seq: entry.seq, recordedAt: entry.recordedAt, tick: entry.tick, body: .act(act))
  }

  private func write(_ row: EntryRow) throws {
    guard row.seq > head.seq else { return try confirm(row) }
    guard row.seq == head.seq + 1 else {
      throw JournalError(
        .changed, "the journal ends at entry \(head.seq), but entries up to \(row.seq - 1) were written: it was cut or replaced")
    }
    var row = dataKeys.isSealing ? row.sealed(by: dataKeys) : row
    // E1: an event that is taken although its id is known leaves that to the first; and so a fact, when it could not be looked up.
    if try !insert(row) {
      row.identity = nil
      if try !insert(row) {
        row.fact = nil
        guard try insert(row) else { throw Self.foreign(row.seq) }
      }
    }
    block.add(entry: row.entry, kind: row.kind, recordedAt: row.recordedAt)
    if row.seq % Block.entryCount == 0 { try finishBlock(at: row.seq) }
  }

  /// False, and nothing written, when one of its keys is there already.
  private func insert(_ row: EntryRow) throws -> Bool {
    let hash = chain.hash(after: head.hash, row)
    try insertEntry.bind(row.seq, at: 1)
    try insertEntry.bind(row.recordedAt, at: 2)
    try insertEntry.bind(row.tick, at: 3)
    try insertEntry.bind(row.entry, at: 4)
    try insertEntry.bind(row.kind, at: 5)
    try insertEntry.bind(row.identity, at: 6)
    try insertEntry.bind(row.conversation, at: 7)
    try insertEntry.bind(row.fact, at: 8)
    try insertEntry.bind(row.key, at: 9)
    try insertEntry.withBound(row.body, at: 10) { try insertEntry.withBound(hash, at: 11) { try insertEntry.run() } }
    guard database.changes > 0 else { return false }
    head = JournalHead(count: head.count + 1, seq: row.seq, hash: hash)
    return true
  }

  /// An entry that is there already must be ours: it was committed although the commit looked failed.
  private func confirm(_ row: EntryRow) throws {
    let find = try database.prepare("SELECT \(StoredEntry.columns) FROM entry WHERE seq = ?")
    try find.bind(row.seq, at: 1)
    guard try find.step(), try row.isCheckpoint || StoredEntry(find).opened(by: dataKeys) == row.body else {
      throw Self.foreign(row.seq)
    }
  }

  private static func foreign(_ seq: Int64) -> JournalError {
    JournalError(.changed, "entry \(seq) of the journal was written by another process; stop it, and start hushd again")
  }

  private func open(_ key: ConversationKey) throws {
    if let sealed = dataKeys.sealName(key.id) { try insertOpen.bind(sealed, at: 3) } else { try insertOpen.bindNull(at: 3) }
    try insertOpen.bind(dataKeys.blind(key.digest), at: 4)
    try change(key, by: insertOpen)
  }

  private func change(_ key: ConversationKey, by statement: borrowing Statement) throws {
    try statement.bind(dataKeys.name(of: key.id), at: 1)
    try statement.bind(key.system, at: 2)
    try statement.run()
  }

  private func finishBlock(at last: Int64) throws {
    try insertBlock.bind(last, at: 1)
    try insertBlock.bind(block.earliest, at: 2)
    try insertBlock.bind(block.latest, at: 3)
    try insertBlock.bind(block.kinds, at: 4)
    try insertBlock.run()
    block = Block()
  }

  private static func unfinishedBlock(_ database: borrowing Database) throws -> Block {
    var block = Block()
    let select = try database.prepare(
      "SELECT entry, kind, recorded_at FROM entry WHERE seq > (SELECT seq / \(Block.entryCount) * \(Block.entryCount) FROM head)")
    while try select.step() { block.add(entry: select.text(0), kind: select.text(1), recordedAt: select.int64(2)) }
    return block
  }
}

extension JournalMeta {
  fileprivate var rows: [(String, String)] {
    [("boot", bootID), ("tickOffset", String(tickOffset.milliseconds)), ("version", version)]
  }
}
