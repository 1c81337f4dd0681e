import Model

/// What a stretch of entries holds. One row for so many of them takes the place of indexes by time and by kind: a reading command passes
/// over the blocks without anything it asks for, and an event, whose insertion is the hot path, pays nothing for it.
struct Block {
  static let entryCount: Int64 = 256

  private(set) var earliest = Int64.max
  private(set) var latest = Int64.min
  /// Each word and kind once; few, so that a walk is quicker than a set.
  private var contents: [(entry: String, kind: String)] = []

  mutating func add(entry: String, kind: String, recordedAt: Int64) {
    earliest = min(earliest, recordedAt)
    latest = max(latest, recordedAt)
    if !contents.contains(where: { $0.kind == kind && $0.entry == entry }) { contents.append((entry, kind)) }
  }

  var kinds: String { contents.map { ";\($0.entry) \($0.kind)" }.joined() + ";" }

  /// What is found in `kinds` of every block that holds such entries.
  static func pattern(word: Entry.Word?, kind: String?) -> String {
    "\(word.map { ";\($0.rawValue)" } ?? "") \(kind.map { "\($0);" } ?? "")"
  }
}
