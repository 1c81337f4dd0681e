import Seeded

/// Both ways of going through everything: all states of small casts, and all short histories in every order.
struct ModelCheck {
  let states: Int
  let facts: Int
  let samples: Int

  private static let casts: [(name: String, cast: SmallWorld.Cast)] = [
    ("one screen", SmallWorld.Cast([.genesys], [("a0", 0, 0)])),
    ("one shared recording", SmallWorld.Cast([.conversation], [("c", 0, nil)])),
    ("two screens", SmallWorld.Cast([.genesys], [("a0", 0, 0), ("b0", 0, 1)])),
    ("a screen and a shared recording", SmallWorld.Cast([.genesys, .conversation], [("a0", 0, 0), ("c", 1, nil)])),
  ]

  /// Says whether nothing was found.
  func run() -> Bool {
    var isProven = true
    for (name, cast) in Self.casts {
      var closure = Closure(cast, statesMax: states)
      closure.run()
      let rest = closure.isClosed ? "closed" : "\(closure.unvisited) transitions lead further"
      print("\(name): \(closure.states) states, \(closure.transitions) transitions, \(closure.violations.count) violations, \(rest)")
      isProven = isProven && report(closure.violations)
    }
    var histories = HistoryCheck()
    for length in 1...max(1, facts) { histories.checkAll(length: length) }
    var random = SeededRandom(7)
    for _ in 0..<samples { histories.checkSample(length: 5 + random.next(below: 3), random: &random) }
    print("histories: \(histories.histories), \(histories.sequences) sequences, \(histories.violations.count) violations")
    return report(histories.violations) && isProven
  }

  private func report(_ violations: [String]) -> Bool {
    for violation in violations.prefix(3) { print("VIOLATION \(violation)") }
    return violations.isEmpty
  }
}
