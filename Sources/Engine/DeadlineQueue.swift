import Model

/// The conversations' next deadlines, earliest first: a binary heap whose stale rows are passed over.
struct DeadlineQueue: Equatable, Sendable {
  private struct Row: Equatable, Sendable {
    var tick: Tick
    var conversation: ConversationKey

    static func < (left: Row, right: Row) -> Bool { (left.tick, left.conversation) < (right.tick, right.conversation) }
  }

  private var heap: [Row] = []
  private var current: [ConversationKey: Tick] = [:]

  var first: (tick: Tick, conversation: ConversationKey)? { heap.first.map { ($0.tick, $0.conversation) } }

  mutating func set(_ conversation: ConversationKey, _ tick: Tick?) {
    guard current[conversation] != tick else { return }
    current[conversation] = tick
    if let tick {
      heap.append(Row(tick: tick, conversation: conversation))
      rise(heap.count - 1)
    }
    while let row = heap.first, current[row.conversation] != row.tick { removeFirst() }
  }

  private mutating func removeFirst() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    sink(0)
  }

  private mutating func rise(_ start: Int) {
    var index = start
    while index > 0, heap[index] < heap[(index - 1) / 2] {
      heap.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  private mutating func sink(_ start: Int) {
    var index = start
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2] where child < heap.count && heap[child] < heap[least] { least = child }
      guard least != index else { return }
      heap.swapAt(index, least)
      index = least
    }
  }
}
