/// What is wrong with a journal, in words for the operator.
package struct JournalError: Error, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// There is no journal at the path.
    case missing
    /// The file is a SQLite file, but not a journal.
    case foreign
    /// A newer hushd wrote it.
    case newer
    /// An entry's body cannot be read.
    case unreadable
    /// It is encrypted, and there is no key that opens it.
    case sealed
    /// Somebody else wrote to it, or took entries away, while it was open.
    case changed
  }

  package let code: Code
  package let detail: String

  package init(_ code: Code, _ detail: String) {
    self.code = code
    self.detail = detail
  }

  package var description: String { detail }
}
