import Model

/// The conversations' next deadlines, earliest first: a heap whose stale rows are passed over.
struct DeadlineQueue: Equatable, Sendable {
  /// Bare numbers, because rows are moved and compared far more often than anything else is done with them.
  private struct Row: Comparable, Sendable {
    let milliseconds: Int64
    /// Of the setting of the deadline: of two at one time the first set comes first.
    let number: Int64

    static func < (left: Row, right: Row) -> Bool { (left.milliseconds, left.number) < (right.milliseconds, right.number) }
  }

  private var heap = Heap<Row>()
  private var current: [ConversationKey: Row] = [:]
  /// Of the rows that are not stale, by number.
  private var conversations: [Int64: ConversationKey] = [:]
  private var lastNumber: Int64 = 0

  var first: (tick: Tick, conversation: ConversationKey)? {
    heap.first.flatMap { row in conversations[row.number].map { (Tick(milliseconds: row.milliseconds), $0) } }
  }

  mutating func set(_ conversation: ConversationKey, _ tick: Tick?) {
    let old = current[conversation]
    guard old?.milliseconds != tick?.milliseconds else { return }
    if let old { conversations[old.number] = nil }
    current[conversation] = tick.map { add(conversation, at: $0) }
    while let row = heap.first, conversations[row.number] == nil { heap.removeFirst() }
  }

  private mutating func add(_ conversation: ConversationKey, at tick: Tick) -> Row {
    lastNumber += 1
    let row = Row(milliseconds: tick.milliseconds, number: lastNumber)
    heap.insert(row)
    conversations[row.number] = conversation
    return row
  }
}
