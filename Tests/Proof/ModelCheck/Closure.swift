import Dispatch
import Synchronization

/// All states that can be reached, each once, from every event, answer, timer, drift and restart; each must come right by itself.
struct Closure {
  /// So many states at most; the answer says whether there were more.
  let statesMax: Int
  private(set) var transitions = 0
  private(set) var violations: [String] = []
  private(set) var unvisited = 0
  /// Hashes only: the states themselves would not fit into memory.
  private var seen: Set<Int> = []
  /// Those that were seen to come right.
  private var settled: Set<Int> = []
  private var frontier: [ClosureState]

  /// What one part of a level came to.
  private struct Part: Sendable {
    var found: [(identity: Int, state: ClosureState)] = []
    var settled: [Int] = []
    var transitions = 0
    var violations: [String] = []
  }

  init(_ cast: SmallWorld.Cast, statesMax: Int) {
    self.statesMax = statesMax
    frontier = [ClosureState(cast)]
    seen = [frontier[0].identity]
  }

  var states: Int { seen.count }
  var isClosed: Bool { unvisited == 0 && frontier.isEmpty }

  /// Level by level, so that a violation's path is short; the parts of a level are independent of each other.
  mutating func run() {
    while !frontier.isEmpty, violations.count < 5 {
      let parts = explore()
      frontier = []
      for part in parts {
        transitions += part.transitions
        violations += part.violations
        settled.formUnion(part.settled)
        for (identity, state) in part.found where !seen.contains(identity) {
          guard seen.count < statesMax else {
            unvisited += 1
            continue
          }
          seen.insert(identity)
          frontier.append(state)
        }
      }
    }
  }

  private func explore() -> [Part] {
    let length = max(64, frontier.count / 64 + 1)
    let starts = Array(stride(from: 0, to: frontier.count, by: length))
    let parts = Mutex([Int: Part]())
    DispatchQueue.concurrentPerform(iterations: starts.count) { index in
      let part = explore(frontier[starts[index]..<min(starts[index] + length, frontier.count)])
      parts.withLock { $0[index] = part }
    }
    return parts.withLock { parts in starts.indices.compactMap { parts[$0] } }
  }

  private func explore(_ states: ArraySlice<ClosureState>) -> Part {
    var part = Part()
    var own: Set<Int> = []
    var ownSettled: Set<Int> = []
    for state in states where part.violations.count < 5 {
      var end = state
      let way = end.settle { settled.contains($0) || ownSettled.contains($0) }
      ownSettled.formUnion(way)
      if end.violation != nil { part.violations.append(Self.tell(end)) }
      for step in state.steps {
        var reached = state
        reached.take(step)
        part.transitions += 1
        if reached.violation != nil { part.violations.append(Self.tell(reached)) }
        let identity = reached.identity
        if reached.violation == nil, !seen.contains(identity), own.insert(identity).inserted { part.found.append((identity, reached)) }
      }
    }
    part.settled = Array(ownSettled)
    return part
  }

  private static func tell(_ state: ClosureState) -> String {
    "\(state.violation ?? "")\n    " + (state.trace?.lines ?? []).joined(separator: "\n    ")
  }
}
