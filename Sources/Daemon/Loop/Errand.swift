import Model
import Platforms

/// What a request under way is for.
enum Errand {
  case call(Command, attempt: Int, startedAt: Int64)
  case token(account: String, TokenRecipe)

  /// Something at the platform may change by it.
  var isCall: Bool {
    if case .call = self { return true }
    return false
  }
}
