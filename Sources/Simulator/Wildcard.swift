/// Patterns in which an asterisk stands for anything.
enum Wildcard {
  /// A prefix of the path, or a pattern when it holds an asterisk.
  static func matches(_ request: WireRequest, path: String) -> Bool {
    path.contains("*") ? matches(Array(request.path.utf8), pattern: Array(path.utf8)) : request.path.hasPrefix(path)
  }

  /// Matches greedily, and takes back only the last asterisk: no pattern makes it slow.
  static func matches(_ text: [UInt8], pattern: [UInt8]) -> Bool {
    var (position, index) = (0, 0)
    var retry: (position: Int, index: Int)?
    while position < text.count {
      if index < pattern.count, pattern[index] == UInt8(ascii: "*") {
        index += 1
        retry = (position, index)
      } else if index < pattern.count, pattern[index] == text[position] {
        position += 1
        index += 1
      } else if let last = retry {
        retry = (last.position + 1, last.index)
        (position, index) = (last.position + 1, last.index)
      } else {
        return false
      }
    }
    return pattern[index...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
