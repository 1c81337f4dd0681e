import Native
import Testing

@Suite("SQLite") struct SQLiteTests {
  let directory: PosixTemporaryDirectory
  var path: String { directory.path + "/test.sqlite" }

  init() throws { directory = try PosixTemporaryDirectory() }

  @Test("values come back as they were bound")
  func values() throws {
    let database = try Database.open(path, .writer)
    try database.execute("CREATE TABLE t (a INTEGER, b TEXT, c BLOB)")
    let insert = try database.prepare("INSERT INTO t VALUES (?, ?, ?)")
    let rows: [(Int64, String, [UInt8])] = [
      (0, "", []), (.max, "é😀\u{0}x", [0, 255]), (.min, String(repeating: "long", count: 9999), Array(repeating: 7, count: 70_000)),
    ]
    for row in rows {
      try insert.bind(row.0, at: 1)
      try insert.bind(row.1, at: 2)
      try insert.bind(row.2, at: 3)
      try insert.run()
    }
    for index in 1...3 as ClosedRange<Int32> { try insert.bindNull(at: index) }
    try insert.run()
    let select = try database.prepare("SELECT a, b, c, b IS NULL, c IS NULL FROM t ORDER BY rowid")
    for row in rows {
      #expect(try select.step())
      #expect(select.int64(0) == row.0 && select.text(1) == row.1 && select.blob(2) == row.2)
      #expect(select.int64(3) == 0 && select.int64(4) == 0 && !select.isNull(1))
    }
    #expect(try select.step())
    #expect(select.isNull(0) && select.isNull(1) && select.isNull(2))
    #expect(try !select.step())
    #expect(try database.int64("SELECT max(a) FROM t") == .max)
    #expect(try database.int64("SELECT a FROM t WHERE 0") == nil)
  }

  @Test("the writer syncs each commit and uses a WAL; a reader reads it and writes nothing")
  func modes() throws {
    let writer = try Database.open(path, .writer)
    #expect(try writer.int64("PRAGMA synchronous") == 2)
    try writer.execute("CREATE TABLE t (a)")
    let reader = try Database.open(path, .reader)
    #expect(try reader.int64("PRAGMA wal_autocheckpoint") == 0)
    try writer.execute("INSERT INTO t VALUES (5)")
    #expect(try reader.int64("SELECT a FROM t") == 5)
    #expect { try reader.execute("DELETE FROM t") } throws: { ($0 as? SQLiteError)?.code == .readOnly }
    #expect(try writer.checkpoint())
    #expect(try FileSystem.status(of: path + "-wal").size == 0)
  }

  @Test("the WAL grows until a checkpoint that waits for nobody is asked for, and is then written from its beginning")
  func walPages() throws {
    let writer = try Database.open(path, .writer)
    try writer.execute("CREATE TABLE t (a)")
    for _ in 0..<600 { try writer.execute("INSERT INTO t VALUES (zeroblob(5000))") }
    #expect(writer.walPages > 1200 && writer.changes == 1)
    try writer.checkpointPassively()
    try writer.execute("INSERT INTO t VALUES (5)")
    #expect(writer.walPages < 10)
    #expect(try writer.int64("SELECT count(*) FROM t") == 601)
  }

  @Test("the last reader to close leaves the WAL as it is")
  func readerNeverCheckpoints() throws {
    let copy = directory.path + "/copy.sqlite"
    do {
      let writer = try Database.open(path, .writer)
      try writer.execute("CREATE TABLE t (a)")
      // What a kill leaves: the file and its WAL.
      for suffix in ["", "-wal"] { try FileSystem.replace(copy + suffix, with: FileSystem.read(path + suffix, atMost: 1 << 20)) }
    }
    let size = try FileSystem.status(of: copy + "-wal").size
    #expect(size > 0)
    do {
      let reader = try Database.open(copy, .reader)
      #expect(try reader.int64("SELECT count(*) FROM t") == 0)
    }
    #expect(try FileSystem.status(of: copy + "-wal").size == size)
  }

  @Test("a transaction that throws leaves nothing behind, and the next one works")
  func transactions() throws {
    struct Stop: Error {}
    let database = try Database.open(path, .writer)
    try database.execute("CREATE TABLE t (a UNIQUE)")
    #expect(throws: Stop.self) {
      try database.transaction {
        try database.execute("INSERT INTO t VALUES (1)")
        throw Stop()
      }
    }
    #expect { try database.transaction { try database.execute("INSERT INTO t VALUES (1), (1)") } } throws: {
      ($0 as? SQLiteError)?.code == .constraint
    }
    try database.transaction { try database.execute("INSERT INTO t VALUES (2)") }
    #expect(try database.int64("SELECT sum(a) FROM t") == 2)
  }

  @Test("an error says what was tried, what happened and what to do, never the values")
  func errors() throws {
    #expect { _ = try Database.open(directory.path + "/no/file", .reader) } throws: { error in
      "\(error)".hasPrefix("opening \(directory.path)/no/file: unable to open database file")
        && "\(error)".contains("belong to hushd's user")
    }
    let database = try Database.open(path, .writer)
    #expect(throws: SQLiteError.self) { _ = try database.prepare("SELEC 1") }
    try database.execute("CREATE TABLE t (a TEXT UNIQUE)")
    let insert = try database.prepare("INSERT INTO t VALUES (?)")
    try insert.bind("secret", at: 1)
    try insert.run()
    #expect { try insert.run() } throws: { error in
      (error as? SQLiteError)?.code == .constraint && "\(error)".contains("INSERT INTO t") && !"\(error)".contains("secret")
    }
    #expect(throws: SQLiteError.self) { try insert.bind(1, at: 2) }
    _ = try database.int64("PRAGMA max_page_count = 4")
    #expect { try database.execute("INSERT INTO t SELECT hex(zeroblob(99999))") } throws: { ($0 as? SQLiteError)?.code == .full }
  }
}
