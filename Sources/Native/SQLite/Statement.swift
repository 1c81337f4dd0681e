import CSQLite

/// A prepared statement. Parameters count from 1 and columns from 0, as SQLite has it.
@safe package struct Statement: ~Copyable {
  private let handle: OpaquePointer

  init(_ handle: OpaquePointer) { unsafe self.handle = handle }

  deinit { _ = unsafe sqlite3_finalize(handle) }

  package func bind(_ value: Int64, at index: Int32) throws(SQLiteError) {
    try check(unsafe sqlite3_bind_int64(handle, index, value))
  }

  package func bind(_ value: Int64?, at index: Int32) throws(SQLiteError) {
    if let value { try bind(value, at: index) } else { try bindNull(at: index) }
  }

  package func bind(_ value: String, at index: Int32) throws(SQLiteError) {
    // An empty text has no bytes to point at, and a null pointer would bind NULL.
    guard !value.isEmpty else { return try check(unsafe hush_sqlite3_bind_text(handle, index, "", 0)) }
    var value = value
    try check(
      value.withUTF8 { utf8 in
        unsafe utf8.withMemoryRebound(to: CChar.self) { unsafe hush_sqlite3_bind_text(handle, index, $0.baseAddress, Int32($0.count)) }
      })
  }

  package func bind(_ value: [UInt8], at index: Int32) throws(SQLiteError) {
    guard !value.isEmpty else { return try check(unsafe sqlite3_bind_zeroblob(handle, index, 0)) }
    try check(unsafe value.withUnsafeBytes { unsafe hush_sqlite3_bind_blob(handle, index, $0.baseAddress, Int32($0.count)) })
  }

  /// Binds bytes for as long as the body runs, which spares SQLite a copy.
  package func withBound(_ value: [UInt8], at index: Int32, _ body: () throws -> Void) throws {
    try unsafe value.withUnsafeBytes { bytes in
      let start = unsafe bytes.baseAddress ?? UnsafeRawPointer(handle)
      try check(unsafe sqlite3_bind_blob(handle, index, start, Int32(bytes.count), nil))
      defer { unsafe sqlite3_bind_null(handle, index) }
      try body()
    }
  }

  package func bindNull(at index: Int32) throws(SQLiteError) {
    try check(unsafe sqlite3_bind_null(handle, index))
  }

  /// Goes to the next row; at the end it resets itself and says false. Who stops earlier must `reset`.
  package func step() throws(SQLiteError) -> Bool {
    let result = unsafe sqlite3_step(handle)
    if result == SQLITE_ROW { return true }
    guard result == SQLITE_DONE else {
      let failure = error(result)
      reset()
      throw failure
    }
    reset()
    return false
  }

  /// Runs it to its end.
  package func run() throws(SQLiteError) {
    while try step() {}
  }

  package func reset() { _ = unsafe sqlite3_reset(handle) }

  package func isNull(_ column: Int32) -> Bool { unsafe sqlite3_column_type(handle, column) == SQLITE_NULL }
  package func optionalInt64(_ column: Int32) -> Int64? { isNull(column) ? nil : int64(column) }
  package func int64(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }

  package func text(_ column: Int32) -> String {
    guard let start = unsafe sqlite3_column_text(handle, column) else { return "" }
    let count = Int(unsafe sqlite3_column_bytes(handle, column))
    return unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  package func blob(_ column: Int32) -> [UInt8] {
    guard let start = unsafe sqlite3_column_blob(handle, column) else { return [] }
    return unsafe Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
  }

  private func check(_ result: Int32) throws(SQLiteError) {
    guard result == SQLITE_OK else { throw error(result) }
  }

  private func error(_ result: Int32) -> SQLiteError {
    let sql = unsafe sqlite3_sql(handle).map { unsafe String(cString: $0) } ?? "a statement"
    return unsafe Database.error(of: sqlite3_db_handle(handle), result, sql)
  }
}
