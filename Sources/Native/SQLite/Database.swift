import CSQLite
import Model

/// A connection to a SQLite file in WAL mode. It belongs to one thread at a time: SQLite's own locking of connections is off.
@safe package struct Database: ~Copyable {
  package enum Mode: Sendable {
    /// The one connection that writes and checkpoints; creates the file.
    case writer
    /// Any other: it never writes and never checkpoints (SQLite 3.40 has a race between a writer and a second checkpointer).
    case reader
  }

  private static let busyMilliseconds: Int32 = 5000

  private let handle: OpaquePointer
  /// Where SQLite notes after each commit how many pages the WAL has.
  private let walPageCount: UnsafeMutablePointer<Int32>

  private init(_ handle: OpaquePointer) {
    unsafe self.handle = handle
    unsafe walPageCount = .allocate(capacity: 1)
    unsafe walPageCount.pointee = 0
  }

  package static func open(_ path: String, _ mode: Mode) throws(SQLiteError) -> Database {
    var opened: OpaquePointer?
    let access = mode == .writer ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY
    let result = unsafe sqlite3_open_v2(path, &opened, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard let opened = unsafe opened, result == SQLITE_OK else {
      let error = unsafe Database.error(of: opened, result, "opening \(path)")
      _ = unsafe sqlite3_close_v2(opened)
      throw error
    }
    let database = unsafe Database(opened)
    try database.configure(mode)
    return database
  }

  deinit {
    // close_v2 waits for statements that their owner destroys after it.
    _ = unsafe sqlite3_wal_hook(handle, nil, nil)
    _ = unsafe sqlite3_close_v2(handle)
    unsafe walPageCount.deallocate()
  }

  private func configure(_ mode: Mode) throws(SQLiteError) {
    unsafe sqlite3_busy_timeout(handle, Self.busyMilliseconds)
    switch mode {
    case .writer:
      // For what is purged: its pages go back to the file system, and nothing stays behind in them or in a temporary file.
      try execute("PRAGMA auto_vacuum = INCREMENTAL")
      try execute("PRAGMA secure_delete = ON")
      try execute("PRAGMA temp_store = MEMORY")
      try execute("PRAGMA journal_mode = WAL")
      try execute("PRAGMA synchronous = \(mutant(.syncSkipped) ? "OFF" : "FULL")")
      // In place of SQLite's own checkpoints, which would come before the commit returns.
      unsafe hush_sqlite3_note_wal_pages(handle, walPageCount)
      try execute("PRAGMA cache_size = -8192")
    case .reader:
      try check(unsafe hush_sqlite3_no_checkpoint_on_close(handle), "forbidding checkpoints")
      try execute("PRAGMA wal_autocheckpoint = 0")
    }
  }

  /// Runs statements that have no values and whose rows do not matter.
  package func execute(_ sql: String) throws(SQLiteError) {
    try check(unsafe sqlite3_exec(handle, sql, nil, nil, nil), sql)
  }

  package func prepare(_ sql: String) throws(SQLiteError) -> Statement {
    var prepared: OpaquePointer?
    try check(unsafe sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil), sql)
    guard let prepared = unsafe prepared else {
      throw SQLiteError(extendedCode: SQLITE_MISUSE, message: "no statement", attempt: sql)
    }
    return unsafe Statement(prepared)
  }

  /// The first column of the first row, or nil when there is none.
  package func int64(_ sql: String) throws(SQLiteError) -> Int64? {
    let statement = try prepare(sql)
    return try statement.step() && !statement.isNull(0) ? statement.int64(0) : nil
  }

  /// Runs the body in one transaction: committed when it returns, undone when it throws.
  package func transaction(_ body: () throws -> Void) throws {
    try execute("BEGIN IMMEDIATE")
    do {
      try body()
      try execute("COMMIT")
    } catch {
      rollBack()
      throw error
    }
  }

  /// Writes one moment of it into another file, which must be empty or not there. Works beside the writing connection.
  package func copy(to path: String) throws(SQLiteError) {
    let vacuum = try prepare("VACUUM INTO ?")
    try vacuum.bind(path, at: 1)
    try vacuum.run()
  }

  /// Ends a transaction without effect; none being open is fine, since SQLite ends it itself after some errors.
  package func rollBack() {
    guard unsafe sqlite3_get_autocommit(handle) == 0 else { return }
    _ = unsafe sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
  }

  /// How many rows the last statement that writes has changed.
  package var changes: Int { Int(unsafe sqlite3_changes(handle)) }

  /// How many pages the WAL had after the last commit of this connection, the writing one.
  package var walPages: Int { Int(unsafe walPageCount.pointee) }

  /// Moves what readers let it from the WAL into the file, whose beginning is then written anew.
  package func checkpointPassively() throws(SQLiteError) {
    let result = unsafe sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    if result & 0xFF != SQLITE_BUSY { try check(result, "moving the WAL into the file") }
    unsafe walPageCount.pointee = 0
  }

  /// Moves the whole WAL into the file and empties it; false when a reader stood in the way.
  package func checkpoint() throws(SQLiteError) -> Bool {
    try int64("PRAGMA wal_checkpoint(TRUNCATE)") == 0
  }

  /// The same, but without waiting for a reader that stands in the way.
  package func checkpointAtOnce() throws(SQLiteError) -> Bool {
    unsafe sqlite3_busy_timeout(handle, 0)
    defer { unsafe sqlite3_busy_timeout(handle, Self.busyMilliseconds) }
    return try checkpoint()
  }

  private func check(_ result: Int32, _ attempt: String) throws(SQLiteError) {
    guard result == SQLITE_OK else { throw unsafe Database.error(of: handle, result, attempt) }
  }

  static func error(of handle: OpaquePointer?, _ result: Int32, _ attempt: String) -> SQLiteError {
    let message = unsafe handle.flatMap { unsafe sqlite3_errmsg($0) } ?? sqlite3_errstr(result)
    return SQLiteError(extendedCode: result, message: unsafe message.map { unsafe String(cString: $0) } ?? "unknown", attempt: attempt)
  }
}
