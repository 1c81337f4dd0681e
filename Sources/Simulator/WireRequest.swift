import Model
import Native

/// A request as the simulated platforms see it, whatever server took it.
package struct WireRequest: Sendable {
  package var method: String
  /// As sent, without the query.
  package var path: String
  package var query: String?
  package var headers: [HTTPHeader]
  package var body: [UInt8]
  /// The path's parts, percent-decoded.
  package let segments: [String]

  package init(method: String, path: String, query: String? = nil, headers: [HTTPHeader] = [], body: [UInt8] = []) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
    segments = path.split(separator: "/").map { PercentCoding.decode($0) }
  }

  /// The first header of that name, in any case.
  package func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// The first parameter of that name in the query, decoded.
  package func query(_ name: String) -> String? {
    query.flatMap { query in PercentCoding.form(query).first { $0.name == name }?.value }
  }

  /// Path and query as sent.
  var target: String { query.map { "\(path)?\($0)" } ?? path }

  /// The token of a `Bearer` authorization.
  var bearer: String? { credentials(of: "bearer") }

  /// The id and the secret of a `Basic` authorization, as they are sent.
  var basic: (id: String, secret: String)? {
    guard let bytes = credentials(of: "basic").flatMap({ Base64.decode($0) }), let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else {
      return nil
    }
    return (String(decoding: bytes[..<colon], as: UTF8.self), String(decoding: bytes[(colon + 1)...], as: UTF8.self))
  }

  /// What follows the scheme in the Authorization header.
  func credentials(of scheme: String) -> String? {
    guard let value = header("Authorization"), let blank = value.firstIndex(of: " "), value[..<blank].lowercased() == scheme else {
      return nil
    }
    return String(value[value.index(after: blank)...])
  }

  /// The body as JSON; an empty one reads as an empty object.
  func json() throws(JSONError) -> JSONValue {
    try JSONDocument(body.isEmpty ? Array("{}".utf8) : body).root
  }

  var hasJSONType: Bool { header("Content-Type")?.lowercased().hasPrefix("application/json") ?? false }
}
