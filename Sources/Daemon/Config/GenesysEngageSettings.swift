/// A Genesys Engage installation and the user hushd acts as.
package struct GenesysEngageSettings: Hashable, Sendable {
  package var api: String
  package var user: String
  package var password: SecretReference

  package init(api: String, user: String, password: SecretReference) {
    self.api = api
    self.user = user
    self.password = password
  }
}

extension GenesysEngageSettings {
  init?(_ section: ConfigurationSection, stateDirectory: String) {
    let api = section.requiredURL("api", hint: "the base URL of Genesys Web Services")
    let user = section.require("user", section.string("user"))
    let password = section.requiredSecret("password", stateDirectory: stateDirectory)
    guard let api, let user, let password else { return nil }
    self.init(api: api, user: user, password: password)
  }
}
