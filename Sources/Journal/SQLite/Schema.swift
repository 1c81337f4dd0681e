import Native

/// The tables, and how an older file becomes a newer one: step N brings it from version N to N + 1.
enum Schema {
  static let steps = [version1]
  /// "hush" in the file's header: tells a journal from any other SQLite file.
  static let applicationID: Int64 = 0x6875_7368

  // A conversation has a row of its own so that the index of entries by conversation grows at its end: with the ids themselves in it,
  // every commit would touch as many random pages as it has entries. Hashes instead of ids keep the two unique indexes small.
  // Events, the hot path, are left out of the index of kinds: theirs are few and all common, so a scan soon has enough of any.
  private static let version1 = """
    CREATE TABLE conversation (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      system TEXT NOT NULL,
      is_open INTEGER NOT NULL DEFAULT 0,
      UNIQUE (name, system)
    ) STRICT;
    CREATE INDEX conversation_open ON conversation (id) WHERE is_open = 1;

    CREATE TABLE entry (
      seq INTEGER PRIMARY KEY,
      recorded_at INTEGER NOT NULL,
      tick INTEGER NOT NULL,
      entry TEXT NOT NULL,
      kind TEXT NOT NULL,
      conversation INTEGER REFERENCES conversation (id),
      body BLOB NOT NULL,
      hash BLOB NOT NULL
    ) STRICT;
    CREATE INDEX entry_conversation ON entry (conversation) WHERE conversation IS NOT NULL;
    CREATE INDEX entry_recorded_at ON entry (recorded_at);
    CREATE INDEX entry_kind ON entry (kind) WHERE entry <> 'event';

    CREATE TABLE identity (key BLOB PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE fact (key BLOB PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;

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
