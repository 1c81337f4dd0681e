import Engine
import Model
import Platforms

/// What came of reading the configuration anew.
package enum Reload: Sendable {
  case taken(Configuration, [any Platform])
  /// The old one stays in force; says why.
  case refused(String)
}

extension Loop {
  /// Calls under way come to their end; every open window is decided again, which may widen it and never releases it.
  func take(_ reload: Reload) {
    switch reload {
    case .refused(let reason):
      wasLastReloadSuccessful = false
      record(.alarm(Alarm("reload_failed", isRaised: true, subject: "configuration", message: reason)))
    case .taken(let configuration, let platforms):
      reconfigure(configuration, platforms)
      wasLastReloadSuccessful = true
      if alarms.message("reload_failed", subject: "configuration") != nil {
        record(.alarm(Alarm("reload_failed", isRaised: false, subject: "configuration", message: "the configuration was taken over")))
      }
      record(.act(Act(.reload, by: "daemon", arguments: ["configuration": configuration.digest])))
      for key in opened.sorted() where engine.knows(key) { record(.act(Act(.reload, by: "daemon", conversation: key))) }
    }
  }

  private func reconfigure(_ configuration: Configuration, _ platforms: [any Platform]) {
    self.configuration = configuration
    self.platforms = Dictionary(uniqueKeysWithValues: platforms.map { ($0.traits.name, $0) })
    let accounts = Accounts(platforms)
    let kept = accounts.recipes.filter { recipes[$0.key] == $0.value }.map(\.key)
    recipes = accounts.recipes
    tokens = tokens.filter { kept.contains($0.key) }
    let traits = platforms.map(\.traits)
    engine.reconfigure(
      platforms: traits, conversationIdle: configuration.conversationIdle, keepsLive: configuration.policy.usesAgentScope)
    delivery.reconfigure(
      platforms: traits, accounts: accounts.names, withToken: Set(recipes.keys), keepingToken: Set(kept), now: now)
    hasNewCommands = true
  }
}
