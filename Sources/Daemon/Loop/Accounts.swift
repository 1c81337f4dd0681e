import Model
import Platforms

/// Which platforms share one credential, and so one token and one quota (D2).
struct Accounts {
  /// Platform → account.
  private(set) var names: [String: String] = [:]
  /// Account → how its token is got.
  private(set) var recipes: [String: TokenRecipe] = [:]

  init(_ platforms: [any Platform]) {
    for platform in platforms.sorted(by: { $0.traits.name < $1.traits.name }) {
      let name = platform.traits.name
      guard case .token(let recipe) = platform.credential else {
        names[name] = name
        continue
      }
      let account = recipes.first { $0.value == recipe }?.key ?? name
      recipes[account] = recipe
      names[name] = account
    }
  }
}
