import Model

/// A query as SQL: the range of numbers it can match, and the conditions within.
struct QueryPlan {
  enum Value { case number(Int64), text(String) }

  private(set) var first: Int64
  private(set) var last: Int64
  private var conditions: [String] = []
  private var conditionValues: [Value] = []
  private let newest: Int?

  init(_ query: JournalQuery, head: JournalHead) {
    first = (query.after ?? 0) + 1
    last = head.seq
    newest = query.newest
    if let since = query.since { require("recorded_at >= ?", .number(since.milliseconds)) }
    if let until = query.until { require("recorded_at <= ?", .number(until.milliseconds)) }
    if let id = query.conversation {
      let system = query.system
      require("conversation IN (SELECT id FROM conversation WHERE name = ?\(system == nil ? "" : " AND system = ?"))", .text(id))
      if let system { conditionValues.append(.text(system)) }
    }
    if let word = query.word {
      require("entry = ?", .text(word.rawValue))
      // Said once more in the words of the partial index, or SQLite would not use it.
      if word != .event { conditions.append("entry <> 'event'") }
    }
    if let kind = query.kind { require("kind = ?", .text(kind)) }
  }

  private mutating func require(_ condition: String, _ value: Value) {
    conditions.append(condition)
    conditionValues.append(value)
  }

  private var range: String { (["seq BETWEEN ? AND ?"] + conditions).joined(separator: " AND ") }
  var values: [Value] { [.number(first), .number(last)] + conditionValues }

  /// The least number that can match, looked up once: by time, and by how many of the newest are wanted.
  var lowerBound: String? {
    newest.map { "SELECT min(seq) FROM (SELECT seq FROM entry WHERE \(range) ORDER BY seq DESC LIMIT \(max(0, $0)))" }
  }

  /// One page of rows, oldest first.
  func page(of count: Int) -> String {
    """
    SELECT \(SQLiteReader.columns), hash FROM (SELECT * FROM entry WHERE \(range) ORDER BY seq LIMIT \(count)) AS entry
    LEFT JOIN conversation ON conversation.id = entry.conversation ORDER BY seq
    """
  }

  mutating func narrow(from first: Int64, to last: Int64) {
    self.first = max(self.first, first)
    self.last = min(self.last, last)
  }
}
