/// Writes JSON text in the order it is told. Absent values are left out, so a document says only what applies.
package struct JSONWriter {
  package private(set) var bytes: [UInt8] = []
  private var needsComma = false

  package init() {}

  /// The text of one object.
  package static func object(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter()
    // Room for a usual entry, so that it is not moved while it grows.
    writer.bytes.reserveCapacity(768)
    writer.object(body)
    return writer.bytes
  }

  package mutating func object(_ body: (inout JSONWriter) -> Void) { nest("{", "}", body) }
  package mutating func array(_ body: (inout JSONWriter) -> Void) { nest("[", "]", body) }

  package mutating func field(_ name: String, object body: (inout JSONWriter) -> Void) {
    key(name)
    object(body)
  }

  package mutating func field(_ name: String, array body: (inout JSONWriter) -> Void) {
    key(name)
    array(body)
  }

  package mutating func field(_ name: String, _ value: String?) {
    guard let value else { return }
    key(name)
    element(value)
  }

  package mutating func field(_ name: String, _ value: Int64?) {
    guard let value else { return }
    key(name)
    element(value)
  }

  package mutating func field(_ name: String, _ value: Bool?) {
    guard let value else { return }
    key(name)
    element(value)
  }

  package mutating func field(_ name: String, _ value: Double?) {
    guard let value else { return }
    key(name)
    separate()
    append(String(value))
  }

  package mutating func field(_ name: String, _ value: Timestamp?) { field(name, value?.description) }

  /// An object of strings in name order; left out when empty.
  package mutating func field(_ name: String, _ values: [String: String]) {
    guard !values.isEmpty else { return }
    field(name, object: { writer in for (key, value) in values.sorted(by: { $0.key < $1.key }) { writer.field(key, value) } })
  }

  /// A list of strings; left out when empty.
  package mutating func field(_ name: String, _ values: [String]) {
    guard !values.isEmpty else { return }
    field(name, array: { writer in for value in values { writer.element(value) } })
  }

  /// A value that is JSON text already.
  package mutating func field(_ name: String, raw: [UInt8]) {
    key(name)
    element(raw: raw)
  }

  package mutating func element(_ value: String) {
    separate()
    quote(value)
  }

  package mutating func element(_ value: Int64) {
    separate()
    append(String(value))
  }

  package mutating func element(_ value: Bool) {
    separate()
    append(value ? "true" : "false")
  }

  package mutating func element(raw: [UInt8]) {
    separate()
    bytes.append(contentsOf: raw)
  }

  private mutating func nest(_ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONWriter) -> Void) {
    separate()
    bytes.append(UInt8(ascii: open))
    needsComma = false
    body(&self)
    bytes.append(UInt8(ascii: close))
    needsComma = true
  }

  private mutating func key(_ name: String) {
    separate()
    quote(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  private mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { bytes.append(contentsOf: $0) }
  }

  private mutating func quote(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      bytes.append(UInt8(ascii: "\""))
      // Most texts have nothing to escape: whole stretches are copied at once.
      var start = 0
      while let index = EightBytes.firstToEscape(utf8, from: start) {
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<index]))
        escape(utf8[index])
        start = index + 1
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start...]))
      bytes.append(UInt8(ascii: "\""))
    }
  }

  private mutating func escape(_ byte: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    guard byte < 0x20 else { return bytes.append(byte) }
    let digits = Array("0123456789abcdef".utf8)
    bytes.append(contentsOf: [UInt8(ascii: "u"), 48, 48, digits[Int(byte >> 4)], digits[Int(byte & 15)]])
  }
}
