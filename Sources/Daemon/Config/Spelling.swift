/// Finds what somebody probably meant to write.
package enum Spelling {
  /// The nearest of the known words, if one is near enough to be meant.
  package static func suggestion(for word: String, among known: [String]) -> String? {
    let tolerated = max(1, word.count / 3)
    let ranked = known.map { ($0, distance(word.lowercased(), $0.lowercased())) }
    return ranked.filter { $0.1 <= tolerated }.min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
  }

  /// Insertions, removals, replacements and swaps of neighbours between two words.
  static func distance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left), Array(right))
    var rows = [Array(0...right.count)]
    for i in 0..<left.count {
      var row = [i + 1]
      for j in 0..<right.count {
        var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (left[i] == right[j] ? 0 : 1))
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] { best = min(best, rows[i - 1][j - 1] + 1) }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[left.count][right.count]
  }
}
