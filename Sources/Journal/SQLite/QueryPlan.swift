import Model

/// A query as SQL: the condition that its entries satisfy wherever they stand.
struct QueryPlan {
  enum Value { case number(Int64), text(String) }

  private var conditions = ["seq BETWEEN ? AND ?"]
  private(set) var values: [Value] = []

  init(_ query: JournalQuery = JournalQuery()) {
    if let since = query.since { require("recorded_at >= ?", .number(since.milliseconds)) }
    if let until = query.until { require("recorded_at <= ?", .number(until.milliseconds)) }
    if let word = query.word { require("entry = ?", .text(word.rawValue)) }
    if let kind = query.kind { require("kind = ?", .text(kind)) }
  }

  private mutating func require(_ condition: String, _ value: Value) {
    conditions.append(condition)
    values.append(value)
  }

  /// Those of a range of numbers, oldest first. The ranges are chosen already, so no index may be preferred to them.
  func page(_ columns: String, of count: Int) -> String { "\(select(columns)) ORDER BY seq LIMIT \(count)" }

  /// The numbers of the newest of a range, newest first.
  var newest: String { "\(select("seq")) ORDER BY seq DESC" }

  private func select(_ columns: String) -> String {
    "SELECT \(columns) FROM entry NOT INDEXED WHERE \(conditions.joined(separator: " AND "))"
  }
}
