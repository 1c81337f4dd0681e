/// All states that can be reached, each once, from every event, answer, timer, drift and restart; each must come right by itself.
struct Closure {
  let cast: SmallWorld.Cast
  /// So many states at most; the answer says whether there were more.
  let statesMax: Int
  private(set) var transitions = 0
  private(set) var violations: [String] = []
  private(set) var unvisited = 0
  /// Hashes only: the states themselves would not fit into memory.
  private var seen: Set<Int> = []

  init(_ cast: SmallWorld.Cast, statesMax: Int) {
    self.cast = cast
    self.statesMax = statesMax
  }

  var states: Int { seen.count }
  var isClosed: Bool { unvisited == 0 }

  mutating func run() {
    let start = ClosureState(cast)
    seen.insert(start.identity.hashValue)
    var frontier = [start]
    while !frontier.isEmpty, violations.count < 5 {
      var next: [ClosureState] = []
      for state in frontier where violations.count < 5 {
        for step in state.steps { visit(state, step, &next) }
      }
      frontier = next
    }
  }

  private mutating func visit(_ state: ClosureState, _ step: ClosureState.Step, _ next: inout [ClosureState]) {
    var reached = state
    reached.take(step)
    transitions += 1
    guard reached.violation == nil else { return fail(reached) }
    let identity = reached.identity.hashValue
    guard !seen.contains(identity) else { return }
    guard seen.count < statesMax else {
      unvisited += 1
      return
    }
    seen.insert(identity)
    var end = reached
    end.settle()
    if end.violation != nil { return fail(end) }
    next.append(reached)
  }

  private mutating func fail(_ state: ClosureState) {
    violations.append("\(state.violation ?? "")\n    " + state.path.joined(separator: "\n    "))
  }
}
