/// What will happen in a simulation, in the order of its time; at one time in the order in which it was planned.
struct Agenda {
  typealias Action = (Simulation) -> Void

  private var items: [(moment: Int64, number: Int, action: Action)] = []
  private var count = 0

  var next: Int64? { items.last?.moment }

  mutating func add(at moment: Int64, _ action: @escaping Action) {
    count += 1
    let index = items.firstIndex { $0.moment <= moment } ?? items.count
    items.insert((moment, count, action), at: index)
  }

  mutating func takeNext() -> Action? { items.popLast()?.action }
}
