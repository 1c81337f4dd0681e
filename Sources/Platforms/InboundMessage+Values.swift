import Model

extension InboundMessage {
  /// The JSON values of the body: one, an array's elements, or one a line. A file has no content type, so its lines show by themselves.
  func values() throws(DecodeError) -> [JSONValue] {
    guard !body.allSatisfy(\.isJSONSpace) else { throw DecodeError("the body is empty") }
    if mediaType == "application/x-ndjson" { return try lines() }
    let root: JSONValue
    do throws(JSONError) {
      root = try JSONDocument(body).root
    } catch {
      guard contentType == nil, hasLines else { throw DecodeError(error.description) }
      return try lines()
    }
    guard let elements = root.elements else { return [root] }
    guard !elements.isEmpty else { throw DecodeError("the array is empty") }
    return elements
  }

  /// Several lines of which the first is a whole value.
  private var hasLines: Bool {
    guard let first = nonEmptyLines.first, first.endIndex < body.endIndex else { return false }
    return (try? JSONDocument(Array(first))) != nil
  }

  private var nonEmptyLines: [ArraySlice<UInt8>] {
    body.split(separator: UInt8(ascii: "\n")).filter { !$0.allSatisfy(\.isJSONSpace) }
  }

  private func lines() throws(DecodeError) -> [JSONValue] {
    var values: [JSONValue] = []
    for line in nonEmptyLines {
      do throws(JSONError) {
        values.append(try JSONDocument(Array(line)).root)
      } catch {
        throw DecodeError(index: values.count, error.description)
      }
    }
    return values
  }
}

extension UInt8 {
  fileprivate var isJSONSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }
}
