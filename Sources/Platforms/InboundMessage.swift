import Model

/// A body as a source's transport took it in, before anything in it is understood.
package struct InboundMessage: Sendable {
  package var body: [UInt8]
  /// Absent for a file.
  package var contentType: String?
  /// Only those of binary CloudEvents are read.
  package var headers: [HTTPHeader]
  package var receivedAt: Timestamp

  package init(body: [UInt8], contentType: String? = nil, headers: [HTTPHeader] = [], receivedAt: Timestamp) {
    self.body = body
    self.contentType = contentType
    self.headers = headers
    self.receivedAt = receivedAt
  }

  /// The first header of that name, in any case; an empty one is absent.
  func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
  }

  /// The content type without its parameters, in lower case.
  var mediaType: String? {
    contentType.map { type in
      String(decoding: type.utf8.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") }, as: UTF8.self).lowercased()
    }
  }
}
