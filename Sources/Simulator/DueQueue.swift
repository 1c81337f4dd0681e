/// Things to be done at a time, soonest first: a binary heap.
struct DueQueue<Element: Sendable>: Sendable {
  private var heap: [(due: Int64, order: UInt64, element: Element)] = []
  private var added: UInt64 = 0

  /// When the soonest is due.
  var next: Int64? { heap.first?.due }

  mutating func add(_ element: Element, due: Int64) {
    heap.append((due, added, element))
    added += 1
    var child = heap.count - 1
    while child > 0, isBefore(child, (child - 1) / 2) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Removes all that are due, in their order; those due at once in the order they were added.
  mutating func take(until now: Int64) -> [Element] {
    var taken: [Element] = []
    while let first = heap.first, first.due <= now {
      taken.append(first.element)
      removeFirst()
    }
    return taken
  }

  private mutating func removeFirst() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      var smallest = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && isBefore(child, smallest) { smallest = child }
      if smallest == parent { return }
      heap.swapAt(parent, smallest)
      parent = smallest
    }
  }

  private func isBefore(_ left: Int, _ right: Int) -> Bool {
    (heap[left].due, heap[left].order) < (heap[right].due, heap[right].order)
  }
}
