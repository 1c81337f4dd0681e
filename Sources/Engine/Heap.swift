/// A binary heap: the least element is at hand, whatever the number of the others.
struct Heap<Element: Comparable> {
  private var elements: [Element] = []

  var first: Element? { elements.first }

  mutating func insert(_ element: Element) {
    elements.append(element)
    rise(from: elements.count - 1)
  }

  /// The place that becomes free goes down to the bottom, and the last element rises from there: it seldom rises far.
  mutating func removeFirst() {
    let last = elements.removeLast()
    var index = 0
    while 2 * index + 1 < elements.count {
      var least = 2 * index + 1
      if least + 1 < elements.count, elements[least + 1] < elements[least] { least += 1 }
      elements.swapAt(index, least)
      index = least
    }
    guard !elements.isEmpty else { return }
    elements[index] = last
    rise(from: index)
  }

  private mutating func rise(from start: Int) {
    var index = start
    while index > 0, elements[index] < elements[(index - 1) / 2] {
      elements.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }
}

extension Heap: Equatable where Element: Equatable {}
extension Heap: Sendable where Element: Sendable {}
