import Model

/// A NICE CXone tenant as its platforms reach it.
package struct CXoneAccount: Hashable, Sendable {
  package var platform: PlatformSettings
  /// Base addresses.
  package var api: String
  package var login: String
  package var accessKeyID: Secret
  package var accessKeySecret: Secret

  package init(platform: PlatformSettings, api: String, login: String, accessKeyID: Secret, accessKeySecret: Secret) {
    self.platform = platform
    self.api = api
    self.login = login
    self.accessKeyID = accessKeyID
    self.accessKeySecret = accessKeySecret
  }

  var credential: Credential {
    .token(.accessKey(AccessKey(login: login, accessKeyID: accessKeyID, accessKeySecret: accessKeySecret)))
  }
}
