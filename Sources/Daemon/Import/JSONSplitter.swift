import Model
import Native

/// Cuts a stream of JSON values apart, whatever stands between them: lines, blanks, or nothing, as Amazon Data Firehose writes them.
struct JSONSplitter {
  private var waiting: [UInt8] = []
  private var depth = 0
  private var isInString = false
  private var isEscaped = false

  /// The objects and arrays that end in this piece; what is neither stays with the next one, whose reading then fails.
  mutating func take(_ piece: [UInt8]) throws(TooLarge) -> [[UInt8]] {
    var values: [[UInt8]] = []
    var start = 0
    for (index, byte) in piece.enumerated() where ends(with: byte) {
      values.append(waiting + piece[start...index])
      waiting = []
      start = index + 1
    }
    waiting += piece[start...]
    if waiting.count > Limits.sentBytesMax { throw TooLarge(subject: "one JSON value of it", limit: Limits.sentBytesMax) }
    return values
  }

  /// What is left behind the last value; nil when that is only blank.
  var rest: [UInt8]? { waiting.contains { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 } ? waiting : nil }

  /// Whether the byte ends a value.
  private mutating func ends(with byte: UInt8) -> Bool {
    if isInString {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        isInString = false
      }
      return false
    }
    switch byte {
    case UInt8(ascii: "\""): isInString = true
    case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      depth -= 1
      return depth <= 0
    default: break
    }
    return false
  }
}
