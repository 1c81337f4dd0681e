/// A request to a vendor's API, complete but for its credentials.
package struct HTTPRequest: Hashable, Sendable {
  /// What curl itself adds to the request.
  package enum Signing: Hashable, Sendable {
    case none
    case sigV4(region: String, service: String, accessKeyID: String, secretAccessKey: String)
  }

  package var method: String
  package var url: String
  package var headers: [HTTPHeader]
  package var body: [UInt8]
  package var signing: Signing
  /// Some vendors' endpoints fail on HTTP/2.
  package var forcesHTTP1: Bool

  package init(
    method: String, url: String, headers: [HTTPHeader] = [], body: [UInt8] = [], signing: Signing = .none, forcesHTTP1: Bool = false
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.signing = signing
    self.forcesHTTP1 = forcesHTTP1
  }
}

package struct HTTPHeader: Hashable, Sendable {
  package var name: String
  package var value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

package struct HTTPResponse: Hashable, Sendable {
  package var status: Int
  package var headers: [HTTPHeader]
  package var body: [UInt8]

  package init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// The first header of that name, in any case.
  package subscript(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}

/// What became of a request: an answer, or why there is none.
package enum HTTPResult: Hashable, Sendable {
  case response(HTTPResponse)
  /// Nothing reached the other side: refused, unresolved, TLS failed.
  case unreachable(String)
  /// It may have reached the other side: timed out, reset, cut, or the answer was too large.
  case lost(String)
}
