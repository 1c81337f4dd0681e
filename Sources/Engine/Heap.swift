/// A binary heap: the least element is at hand, whatever the number of the others.
struct Heap<Element: Comparable> {
  private var elements: [Element] = []

  var first: Element? { elements.first }

  mutating func insert(_ element: Element) {
    elements.append(element)
    var index = elements.count - 1
    while index > 0, elements[index] < elements[(index - 1) / 2] {
      elements.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  mutating func removeFirst() {
    elements.swapAt(0, elements.count - 1)
    elements.removeLast()
    var index = 0
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2] where child < elements.count && elements[child] < elements[least] { least = child }
      guard least != index else { return }
      elements.swapAt(index, least)
      index = least
    }
  }
}

extension Heap: Equatable where Element: Equatable {}
extension Heap: Sendable where Element: Sendable {}
