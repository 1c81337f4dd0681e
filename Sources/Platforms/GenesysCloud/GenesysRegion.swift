/// Genesys Cloud's regions by their AWS names. The hosts are irregular, so none can be derived from its name.
package enum GenesysRegion {
  private static let domains: [(name: String, domain: String)] = [
    ("us-east-1", "mypurecloud.com"), ("us-east-2", "use2.us-gov-pure.cloud"), ("us-west-2", "usw2.pure.cloud"),
    ("ca-central-1", "cac1.pure.cloud"), ("mx-central-1", "mxc1.pure.cloud"), ("sa-east-1", "sae1.pure.cloud"),
    ("eu-west-1", "mypurecloud.ie"), ("eu-west-2", "euw2.pure.cloud"), ("eu-central-1", "mypurecloud.de"),
    ("eu-central-2", "euc2.pure.cloud"), ("eusc-de-east-1", "edee1.eusc-pure.cloud"), ("me-central-1", "mec1.pure.cloud"),
    ("ap-south-1", "aps1.pure.cloud"), ("ap-northeast-1", "mypurecloud.jp"), ("ap-northeast-2", "apne2.pure.cloud"),
    ("ap-northeast-3", "apne3.pure.cloud"), ("ap-southeast-1", "apse1.pure.cloud"), ("ap-southeast-2", "mypurecloud.com.au"),
  ]

  package static var names: [String] { domains.map(\.name) }

  /// The base addresses of a region's API and of its login; nil for a name that is none.
  package static func addresses(of name: String) -> (api: String, login: String)? {
    domains.first { $0.name == name }.map { region in ("https://api.\(region.domain)", "https://login.\(region.domain)") }
  }

  /// The login that belongs to an API address, as the vendor's own SDK derives it; nil when the host does not begin with `api.`.
  package static func login(forAPI address: String) -> String? {
    guard address.contains("://api.") else { return nil }
    return address.replacing("://api.", with: "://login.", maxReplacements: 1)
  }
}
