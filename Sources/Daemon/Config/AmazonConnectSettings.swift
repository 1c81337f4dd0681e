import Platforms

/// An Amazon Connect instance and the key its requests are signed with.
package struct AmazonConnectSettings: Hashable, Sendable {
  package var region: String
  package var api: String
  package var instance: String
  package var accessKeyID: SecretReference
  package var secretAccessKey: SecretReference
  package var sessionToken: SecretReference?

  package init(
    region: String, api: String, instance: String, accessKeyID: SecretReference, secretAccessKey: SecretReference,
    sessionToken: SecretReference? = nil
  ) {
    self.region = region
    self.api = api
    self.instance = instance
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
  }
}

extension AmazonConnectSettings {
  init?(_ section: ConfigurationSection, stateDirectory: String) {
    var region = section.string("region")
    if let name = region, !Self.isRegion(name) { section.report("region", "\"\(name)\" is not an AWS region", hint: "like us-east-1") }
    let api = section.url("api") ?? region.map { AmazonConnect.api(region: $0) }
    if api == nil, section.value("api") == nil { section.report("region", "is missing", hint: "or give api, the base URL") }
    // A request is signed for a region: the one in an AWS address, and for any other address the one every such imitation takes.
    let named = api?.split(whereSeparator: { "./:".contains($0) }).map(String.init).first(where: Self.isRegion)
    region = region ?? named ?? "us-east-1"
    let instance = section.require("instance", section.string("instance"), hint: "the id of the Amazon Connect instance")
    let accessKeyID = section.requiredSecret("accessKeyID", stateDirectory: stateDirectory)
    let secretAccessKey = section.requiredSecret("secretAccessKey", stateDirectory: stateDirectory)
    let sessionToken = section.secret("sessionToken", stateDirectory: stateDirectory)
    guard let region, let api, let instance, let accessKeyID, let secretAccessKey else { return nil }
    self.init(
      region: region, api: api, instance: instance, accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: sessionToken)
  }

  private static func isRegion(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 3, let number = parts.last, number.count == 1, number.allSatisfy({ $0.isASCII && $0.isNumber }) else {
      return false
    }
    return parts.dropLast().allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isLowercase } }
  }
}
