import Model
import Platforms

/// A Genesys Cloud organization: its base URLs, its OAuth client, and which of the two calls pauses.
package struct GenesysCloudSettings: Hashable, Sendable {
  /// Base URLs, without a slash at the end.
  package var api: String
  package var login: String
  package var clientID: SecretReference
  package var clientSecret: SecretReference
  package var pauseWith: GenesysCloud.PauseWith

  package init(
    api: String, login: String, clientID: SecretReference, clientSecret: SecretReference, pauseWith: GenesysCloud.PauseWith = .participant
  ) {
    self.api = api
    self.login = login
    self.clientID = clientID
    self.clientSecret = clientSecret
    self.pauseWith = pauseWith
  }
}

extension GenesysCloudSettings {
  init?(_ section: ConfigurationSection, stateDirectory: String) {
    let region = section.string("region")
    var api = section.url("api")
    var login = section.url("login")
    if let region {
      if let addresses = GenesysRegion.addresses(of: region) {
        // Base URLs are of the one who knows better: a proxy, a simulator.
        (api, login) = (api ?? addresses.api, login ?? addresses.login)
      } else {
        section.checkName(region, key: "region", what: "Genesys Cloud region", among: GenesysRegion.names)
      }
    } else if section.value("api") == nil {
      section.report("region", "is missing", hint: "like us-east-1; or give api and login as base URLs")
    } else if section.value("login") == nil {
      login = api.flatMap(GenesysRegion.login(forAPI:))
      if api != nil, login == nil { section.report("login", "is missing", hint: "the base URL that gives tokens to clients of api") }
    }
    let clientID = section.requiredSecret("clientID", stateDirectory: stateDirectory)
    let clientSecret = section.requiredSecret("clientSecret", stateDirectory: stateDirectory)
    let pauseWith = section.choice("pauseWith", of: GenesysCloud.PauseWith.self) ?? .participant
    guard let api, let login, let clientID, let clientSecret else { return nil }
    self.init(api: api, login: login, clientID: clientID, clientSecret: clientSecret, pauseWith: pauseWith)
  }
}
