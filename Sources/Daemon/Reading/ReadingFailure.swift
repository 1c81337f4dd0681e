/// Why a reading command has no answer, in words for the operator.
package struct ReadingFailure: Error, Hashable, CustomStringConvertible {
  /// What the shell is told.
  package enum Code: Sendable {
    case foundProblem, badArgument, badData, notPermitted, tryLater, unavailable
  }

  package let code: Code
  package let description: String

  init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
