import CSQLite

/// What SQLite could not do, to what, and what the operator can do about it. Bound values are never part of it.
package struct SQLiteError: Error, Hashable, CustomStringConvertible {
  /// What went wrong, as far as it makes a difference to the caller.
  package enum Code: String, Sendable {
    case full, inputOutput, busy, corrupt, readOnly, cannotOpen, constraint, other
  }

  package let code: Code
  /// SQLite's own extended result code.
  package let extendedCode: Int32
  package let message: String
  /// What was being done: opening a file, or the statement's text.
  package let attempt: String

  package init(extendedCode: Int32, message: String, attempt: String) {
    self.code = Code(result: extendedCode & 0xFF)
    self.extendedCode = extendedCode
    self.message = message
    self.attempt = attempt
  }

  package var description: String { "\(attempt): \(message) (SQLite code \(extendedCode)); \(remedy)" }

  private var remedy: String {
    switch code {
    case .full: "free space on its file system"
    case .inputOutput: "check the disk and the kernel's log"
    case .busy: "another process holds it; try again"
    case .corrupt: "the file is damaged: restore it from a backup"
    case .readOnly, .cannotOpen: "check that the file and its directory exist and belong to hushd's user"
    case .constraint, .other: "report this as a bug"
    }
  }
}

extension SQLiteError.Code {
  fileprivate init(result: Int32) {
    switch result {
    case SQLITE_FULL: self = .full
    case SQLITE_IOERR: self = .inputOutput
    case SQLITE_BUSY, SQLITE_LOCKED: self = .busy
    case SQLITE_CORRUPT, SQLITE_NOTADB: self = .corrupt
    case SQLITE_READONLY, SQLITE_PERM: self = .readOnly
    case SQLITE_CANTOPEN: self = .cannotOpen
    case SQLITE_CONSTRAINT: self = .constraint
    default: self = .other
    }
  }
}
