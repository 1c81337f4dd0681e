/// A JSON text, read once and checked whole (RFC 8259), as a flat row of nodes over its own bytes: a member is decoded only when asked for.
/// Written for the hot path: Foundation's decoder costs ten times as much for an event (docs/decisions/0001-own-json-reader.md).
package final class JSONDocument: Sendable {
  enum Kind: UInt8 { case null, boolean, number, string, escapedString, array, object }

  struct Node {
    var kind: Kind
    var start: Int32
    var end: Int32
    /// The node behind this one's whole content.
    var next: Int32
  }

  let bytes: [UInt8]
  let nodes: [Node]

  /// Reads one JSON text; throws what is wrong and at which byte.
  package init(_ bytes: [UInt8]) throws(JSONError) {
    guard bytes.count <= Int32.max else { throw JSONError("longer than 2 GiB", at: 0) }
    var reader = JSONReader(byteCount: bytes.count)
    try reader.readDocument(bytes.span)
    self.bytes = bytes
    nodes = reader.nodes
  }

  package var root: JSONValue { JSONValue(document: self, index: 0) }
}

package struct JSONError: Error, Hashable, CustomStringConvertible {
  package let message: String
  package let offset: Int

  init(_ message: String, at offset: Int) {
    self.message = message
    self.offset = offset
  }

  package var description: String { "not JSON: \(message) at byte \(offset)" }
}

/// One value of a document. Asking for what it is not gives nil, so a path reads as `root["detail"]?["eventBody"]?.string`.
package struct JSONValue: Sendable {
  private let document: JSONDocument
  private let index: Int

  init(document: JSONDocument, index: Int) {
    self.document = document
    self.index = index
  }

  private var node: JSONDocument.Node { document.nodes[index] }
  private var slice: ArraySlice<UInt8> { document.bytes[Int(node.start)..<Int(node.end)] }

  package var isNull: Bool { node.kind == .null }
  package var isObject: Bool { node.kind == .object }
  package var isArray: Bool { node.kind == .array }
  package var isString: Bool { node.kind == .string || node.kind == .escapedString }

  package var string: String? {
    switch node.kind {
    case .string: String(decoding: slice, as: UTF8.self)
    case .escapedString: document.unescaped(node)
    default: nil
    }
  }

  package var bool: Bool? { node.kind == .boolean ? document.bytes[Int(node.start)] == UInt8(ascii: "t") : nil }

  /// A whole number; `1.0` and `1e3` are not.
  package var int64: Int64? { node.kind == .number ? Int64(String(decoding: slice, as: UTF8.self)) : nil }
  package var double: Double? { node.kind == .number ? Double(String(decoding: slice, as: UTF8.self)) : nil }

  /// A string, or a number or boolean as it is written: for ids that some senders write as numbers.
  package var text: String? {
    switch node.kind {
    case .number, .boolean: String(decoding: slice, as: UTF8.self)
    default: string
    }
  }

  /// The value's own JSON text.
  package var raw: [UInt8] { Array(isString ? document.bytes[Int(node.start) - 1..<Int(node.end) + 1] : slice) }

  /// An object's member; of several with one name the last, as most readers have it.
  package subscript(_ name: String) -> JSONValue? {
    guard node.kind == .object else { return nil }
    var name = name
    let found = name.withUTF8 { document.member($0, of: index) }
    return found.map { JSONValue(document: document, index: $0 + 1) }
  }

  /// The members of an object in their order; empty for anything else.
  package var members: [(name: String, value: JSONValue)] {
    guard node.kind == .object else { return [] }
    var result: [(name: String, value: JSONValue)] = []
    var key = index + 1
    while key < Int(node.next) {
      let name = JSONValue(document: document, index: key).string ?? ""
      result.append((name, JSONValue(document: document, index: key + 1)))
      key = Int(document.nodes[key + 1].next)
    }
    return result
  }

  /// The elements of an array; nil for anything else.
  package var elements: [JSONValue]? {
    guard node.kind == .array else { return nil }
    var result: [JSONValue] = []
    var element = index + 1
    while element < Int(node.next) {
      result.append(JSONValue(document: document, index: element))
      element = Int(document.nodes[element].next)
    }
    return result
  }

  /// The value a JSON pointer (RFC 6901) names, or nil.
  package func at(pointer: String) -> JSONValue? {
    guard !pointer.isEmpty else { return self }
    guard pointer.hasPrefix("/") else { return nil }
    var value = self
    for name in Self.names(in: pointer) {
      let next =
        value.isArray
        ? Int(name).flatMap { index in value.elements.flatMap { index >= 0 && index < $0.count ? $0[index] : nil } } : value[name]
      guard let next else { return nil }
      value = next
    }
    return value
  }

  /// What a JSON pointer goes through on its way.
  package static func names(in pointer: String) -> [String] {
    pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
      $0.split(separator: "~1", omittingEmptySubsequences: false).joined(separator: "/")
        .split(separator: "~0", omittingEmptySubsequences: false).joined(separator: "~")
    }
  }
}

extension JSONDocument {
  fileprivate func unescaped(_ node: Node) -> String? {
    let bytes = bytes
    let text = bytes.span
    return JSONReader.unescape(text.extracting(Int(node.start)..<Int(node.end)))
  }

  /// The node of the last member's name that is that one.
  fileprivate func member(_ name: UnsafeBufferPointer<UInt8>, of object: Int) -> Int? {
    let (nodes, text) = (nodes, bytes)
    var found: Int?
    var key = object + 1
    let end = Int(nodes[object].next)
    while key < end {
      let node = nodes[key]
      if node.kind == .escapedString {
        if unescaped(node).map({ $0.utf8.elementsEqual(name) }) ?? false { found = key }
      } else if Int(node.end - node.start) == name.count {
        let start = Int(node.start)
        var offset = 0
        while offset < name.count, text[start + offset] == name[offset] { offset += 1 }
        if offset == name.count { found = key }
      }
      key = Int(nodes[key + 1].next)
    }
    return found
  }
}
