/// A NICE CXone tenant: its base URLs, without a slash at the end, and its access key.
package struct CXoneSettings: Hashable, Sendable {
  package var api: String
  package var login: String
  package var accessKeyID: SecretReference
  package var accessKeySecret: SecretReference

  package init(api: String, login: String, accessKeyID: SecretReference, accessKeySecret: SecretReference) {
    self.api = api
    self.login = login
    self.accessKeyID = accessKeyID
    self.accessKeySecret = accessKeySecret
  }
}

extension CXoneSettings {
  init?(_ section: ConfigurationSection, stateDirectory: String) {
    let api = section.requiredURL("api", hint: "like https://api-na1.niceincontact.com")
    let login = section.requiredURL("login", hint: "like https://na1.nice-incontact.com")
    let accessKeyID = section.requiredSecret("accessKeyID", stateDirectory: stateDirectory)
    let accessKeySecret = section.requiredSecret("accessKeySecret", stateDirectory: stateDirectory)
    guard let api, let login, let accessKeyID, let accessKeySecret else { return nil }
    self.init(api: api, login: login, accessKeyID: accessKeyID, accessKeySecret: accessKeySecret)
  }
}
