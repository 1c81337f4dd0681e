import Model

/// One request as the operator wrote it, and which statuses mean that it was done.
package struct RequestTemplate: Hashable, Sendable {
  package struct Header: Hashable, Sendable {
    let name: String
    let value: TextTemplate

    package init(_ name: String, _ value: TextTemplate) {
      self.name = name
      self.value = value
    }
  }

  package static let successUsual = [200, 201, 202, 204]

  package let method: String
  package let url: TextTemplate
  package let headers: [Header]
  package let body: TextTemplate?
  package let success: [Int]

  package init(method: String, url: TextTemplate, headers: [Header] = [], body: TextTemplate? = nil, success: [Int] = successUsual) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.success = success
  }

  /// What a body is under a Content-Type; JSON without one.
  package static func bodyKind(contentType: String?) -> TextTemplate.Kind {
    let type = contentType?.lowercased().prefix { $0 != ";" && $0 != " " } ?? "application/json"
    if type.hasSuffix("/json") || type.hasSuffix("+json") { return .json }
    if type.hasSuffix("/xml") || type.hasSuffix("+xml") { return .xml }
    return type == "application/x-www-form-urlencoded" ? .form : .plain
  }

  package var placeholders: [Placeholder] {
    url.placeholders + headers.flatMap(\.value.placeholders) + (body?.placeholders ?? [])
  }

  /// Nil when an id it needs is unknown, or a value cannot stand where the template has it.
  func request(for command: Command) -> HTTPRequest? {
    guard let url = url.filled(with: command), !URLText.hasDotSegment(url) else { return nil }
    var request = HTTPRequest(method: method, url: url)
    for header in headers {
      guard let value = header.value.filled(with: command) else { return nil }
      request.headers.append(HTTPHeader(header.name, value))
    }
    if let body {
      guard let text = body.filled(with: command) else { return nil }
      request.body = Array(text.utf8)
      if !headers.contains(where: { $0.name.lowercased() == "content-type" }) {
        request.headers.append(HTTPHeader("Content-Type", "application/json"))
      }
    }
    return request
  }
}
