import Native

/// The tables, and how an older file becomes a newer one: step N brings it from version N to N + 1.
enum Schema {
  static let steps = [version1]
  /// "hush" in the file's header: tells a journal from any other SQLite file.
  static let applicationID: Int64 = 0x6875_7368

  // Two indexes, since every one costs each event a page of the WAL: the ids of events, and of each conversation its entries, in which a
  // repeated fact is looked up too. Both hold eight-byte keys, made by SHA-256 and `ConversationKey.digest`, so that many fit on a page.
  // A key that is not NULL stands once; an event that may share one with an earlier one (E1) leaves it out.
  private static let version1 = """
    CREATE TABLE entry (
      seq INTEGER PRIMARY KEY,
      recorded_at INTEGER NOT NULL,
      tick INTEGER NOT NULL,
      entry TEXT NOT NULL,
      kind TEXT NOT NULL,
      identity INTEGER,
      conversation INTEGER,
      fact INTEGER,
      key INTEGER,
      body BLOB NOT NULL,
      hash BLOB NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX entry_identity ON entry (identity) WHERE identity IS NOT NULL;
    CREATE UNIQUE INDEX entry_conversation ON entry (conversation, fact) WHERE conversation IS NOT NULL;
    CREATE INDEX entry_exposure ON entry (kind) WHERE kind = 'exposure';

    CREATE TABLE block (last INTEGER PRIMARY KEY, earliest INTEGER NOT NULL, latest INTEGER NOT NULL, kinds TEXT NOT NULL) STRICT;

    -- In an encrypted journal the name is a keyed hash and `sealed` says which conversation it is, here and in `hold`.
    CREATE TABLE open_conversation (
      name TEXT NOT NULL,
      system TEXT NOT NULL,
      sealed BLOB,
      digest INTEGER NOT NULL,
      PRIMARY KEY (name, system)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE hold (
      name TEXT PRIMARY KEY,
      sealed BLOB,
      digest INTEGER NOT NULL,
      by TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE data_key (id INTEGER PRIMARY KEY, wrapped BLOB NOT NULL, wrapped_by TEXT NOT NULL, blinds INTEGER NOT NULL) STRICT;

    CREATE TABLE stub (
      first INTEGER PRIMARY KEY,
      last INTEGER NOT NULL,
      before BLOB NOT NULL,
      after BLOB NOT NULL,
      signature BLOB NOT NULL
    ) STRICT;

    CREATE TABLE head (id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
    INSERT INTO head VALUES (1, 0, 0, zeroblob(32));

    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    """

  /// Brings the file to the present version, all steps or none.
  static func migrate(_ database: borrowing Database, path: String) throws {
    let version = try check(database, path: path)
    guard version < steps.count else { return }
    try database.transaction {
      for step in steps[version...] { try database.execute(step) }
      try database.execute("PRAGMA application_id = \(applicationID)")
      try database.execute("PRAGMA user_version = \(steps.count)")
    }
  }

  /// The file's version, when it is a journal this hushd can read, or empty.
  static func check(_ database: borrowing Database, path: String) throws -> Int {
    let version = try database.int64("PRAGMA user_version") ?? 0
    let tables = try database.int64("SELECT count(*) FROM sqlite_schema") ?? 0
    let application = try database.int64("PRAGMA application_id") ?? 0
    guard application == applicationID || (tables == 0 && application == 0) else {
      throw JournalError(.foreign, "\(path) is a SQLite file of something else; give hushd another stateDirectory")
    }
    guard version <= steps.count else {
      throw JournalError(
        .newer, "\(path) was written by a newer hushd (journal version \(version), known is \(steps.count)); install that one")
    }
    return Int(version)
  }
}
