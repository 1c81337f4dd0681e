import Model

/// The conversations' next deadlines, earliest first: a heap whose stale rows are passed over.
struct DeadlineQueue: Equatable, Sendable {
  private struct Row: Comparable, Sendable {
    var tick: Tick
    var conversation: ConversationKey

    static func < (left: Row, right: Row) -> Bool {
      left.tick == right.tick ? left.conversation < right.conversation : left.tick < right.tick
    }
  }

  private var heap = Heap<Row>()
  private var current: [ConversationKey: Tick] = [:]

  var first: (tick: Tick, conversation: ConversationKey)? { heap.first.map { ($0.tick, $0.conversation) } }

  mutating func set(_ conversation: ConversationKey, _ tick: Tick?) {
    guard current[conversation] != tick else { return }
    current[conversation] = tick
    if let tick { heap.insert(Row(tick: tick, conversation: conversation)) }
    while let row = heap.first, current[row.conversation] != row.tick { heap.removeFirst() }
  }
}
