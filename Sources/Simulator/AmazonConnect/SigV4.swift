import Model
import Native

/// AWS's signature of a request, computed anew to see whether the caller's is right.
struct SigV4 {
  let accessKeyID: String
  let region: String
  private let date: String
  private let signedHeaders: String
  private let signature: String

  /// Reads the Authorization header; nil when it is not of this kind or not for that service.
  init?(_ request: WireRequest, service: String) {
    guard let fields = request.credentials(of: "aws4-hmac-sha256") else { return nil }
    var values: [String: String] = [:]
    for field in fields.split(separator: ",") {
      let parts = field.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { values[String(parts[0])] = String(parts[1]) }
    }
    guard let scope = values["Credential"]?.split(separator: "/"), scope.count == 5, scope[3] == service, scope[4] == "aws4_request",
      let signedHeaders = values["SignedHeaders"], let signature = values["Signature"]
    else { return nil }
    accessKeyID = String(scope[0])
    date = String(scope[1])
    region = String(scope[2])
    self.signedHeaders = signedHeaders
    self.signature = signature
  }

  /// Whether the request was signed with this key for that service. Only for paths without special characters and for no query.
  func isRight(for request: WireRequest, secret: String, service: String) -> Bool {
    guard let time = request.header("X-Amz-Date"), time.hasPrefix(date) else { return false }
    let headers = signedHeaders.split(separator: ";").map { "\($0):\(Self.trimmed(request.header(String($0)) ?? ""))\n" }.joined()
    let canonical = [
      request.method, request.path, request.query ?? "", headers, signedHeaders, Hex.encode(SHA256.digest(request.body)),
    ].joined(separator: "\n")
    let scope = "\(date)/\(region)/\(service)/aws4_request"
    let text = ["AWS4-HMAC-SHA256", time, scope, Hex.encode(SHA256.digest(Array(canonical.utf8)))].joined(separator: "\n")
    var key = Array("AWS4\(secret)".utf8)
    for part in [date, region, service, "aws4_request", text] { key = HMACSHA256.authenticate(Array(part.utf8), key: key) }
    return Hex.encode(key) == signature
  }

  private static func trimmed(_ value: String) -> String { value.split(separator: " ").joined(separator: " ") }
}
