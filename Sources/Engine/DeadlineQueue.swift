import Model

/// The conversations' next deadlines, earliest first: a heap whose stale rows are passed over.
struct DeadlineQueue: Equatable, Sendable {
  private struct Row: Comparable, Sendable {
    var tick: Tick
    var conversation: ConversationKey

    static func < (left: Row, right: Row) -> Bool {
      // The bare numbers, because rows are compared far more often than anything else is done with them.
      let (first, second) = (left.tick.milliseconds, right.tick.milliseconds)
      return first == second ? left.conversation < right.conversation : first < second
    }
  }

  private var heap = Heap<Row>()
  private var current: [ConversationKey: Tick] = [:]

  var first: (tick: Tick, conversation: ConversationKey)? { heap.first.map { ($0.tick, $0.conversation) } }

  mutating func set(_ conversation: ConversationKey, _ tick: Tick?) {
    guard current[conversation] != tick else { return }
    current[conversation] = tick
    if let tick { heap.insert(Row(tick: tick, conversation: conversation)) }
    // Only a row of this conversation can have become stale, and the first one was not.
    guard heap.first?.conversation == conversation else { return }
    while let row = heap.first, current[row.conversation] != row.tick { heap.removeFirst() }
  }
}
