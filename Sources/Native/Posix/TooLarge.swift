/// Something longer than its reader is willing to hold.
package struct TooLarge: Error, Equatable, CustomStringConvertible {
  package let subject: String
  package let limit: Int

  package init(subject: String, limit: Int) {
    self.subject = subject
    self.limit = limit
  }

  package var description: String { "\(subject) is larger than \(limit) bytes" }
}
