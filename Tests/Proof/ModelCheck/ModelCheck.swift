import Model

/// Both ways of going through everything: all states of small casts, and all short histories in every order.
struct ModelCheck {
  let states: Int
  let facts: Int
  let samples: Int
  /// The number of the one cast to go through, if not all.
  var only: Int?

  /// Everything at once is out of reach, so each group of casts has one alphabet whole and the others small.
  private static let casts: [(name: String, cast: SmallWorld.Cast)] = [
    ("answers, a voice that cannot be read", answers(.voice, "v", agent: nil)),
    ("answers, a shared recording", answers(.conversation, "c", agent: nil)),
    ("answers, a participant's screen", answers(.genesys, "a0", agent: 0, but: [.gone])),
    ("answers, a screen with an id", answers(.screen, "a0", agent: 0, but: [.gone])),
    ("events, a voice", events([.voice], [("v", 0, nil)])),
    ("events, a screen and a shared recording", events([.genesys, .conversation], [("a0", 0, 0), ("c", 1, nil)])),
    ("two screens", pair([.genesys], [("a0", 0, 0), ("b0", 0, 1)])),
    ("endings", endings([.genesys], [("a0", 0, 0)])),
    ("out of sight, a participant's screen", outOfSight(.genesys)),
    ("out of sight, a screen with an id", outOfSight(.screen)),
  ]

  /// Every answer of the platform, late calls, drift, expiry and restarts; one agent's windows in every order.
  private static func answers(
    _ traits: PlatformTraits, _ id: String, agent: Int?, but others: Set<ClosureStep.Fate> = []
  ) -> SmallWorld.Cast {
    var cast = SmallWorld.Cast([traits], [(id, 0, agent)])
    cast.maxPause = ClosureState.maxPause
    cast.events = [.pauseStarted, .pauseEnded]
    cast.tellers = [0]
    cast.fates = Set(ClosureStep.Fate.allCases).subtracting(others)
    return cast
  }

  /// The vendor says at times that a recording is not there, and it is looked for.
  private static func outOfSight(_ traits: PlatformTraits) -> SmallWorld.Cast {
    var cast = answers(traits, "a0", agent: 0)
    cast.fates = [.done, .lost, .gone, .forbidden]
    return cast
  }

  /// Every event of both agents and of everyone; calls return at once, for no window waits for one.
  private static func events(
    _ traits: [PlatformTraits], _ recordings: [(id: String, platform: Int, agent: Int?)]
  ) -> SmallWorld.Cast {
    var cast = SmallWorld.Cast(traits, recordings)
    cast.maxPause = ClosureState.maxPause
    cast.isServed = true
    return cast
  }

  /// What two recordings of one platform share are the look-ups: here they overlap in every way, and nothing fails.
  private static func pair(_ traits: [PlatformTraits], _ recordings: [(id: String, platform: Int, agent: Int?)]) -> SmallWorld.Cast {
    var cast = SmallWorld.Cast(traits, recordings)
    cast.maxPause = ClosureState.maxPause
    cast.events = [.pauseStarted, .pauseEnded]
    cast.tellers = [0, 1]
    cast.fates = [.done]
    cast.isCalm = true
    return cast
  }

  /// Recordings end and begin anew, heard of or not.
  private static func endings(_ traits: [PlatformTraits], _ recordings: [(id: String, platform: Int, agent: Int?)]) -> SmallWorld.Cast {
    var cast = SmallWorld.Cast(traits, recordings)
    cast.maxPause = ClosureState.maxPause
    cast.events = [.pauseStarted, .pauseEnded, .recordingStarted, .recordingEnded]
    cast.tellers = [0]
    cast.fates = [.done, .lost, .gone]
    cast.mayEnd = true
    return cast
  }

  /// Says whether nothing was found.
  func run() -> Bool {
    var isProven = true
    for (number, (name, cast)) in Self.casts.enumerated() where only.map({ $0 == number + 1 }) ?? true {
      var closure = Closure(cast, statesMax: states)
      closure.run()
      let rest = closure.isClosed ? "closed" : "\(closure.unvisited) transitions lead further"
      print("\(name): \(closure.states) states, \(closure.transitions) transitions, \(closure.violations.count) violations, \(rest)")
      isProven = report(closure.violations) && isProven
    }
    var histories = HistoryCheck()
    for length in 1...max(1, facts) { histories.checkAll(length: length) }
    histories.checkSamples(samples)
    print("histories: \(histories.histories), \(histories.sequences) sequences, \(histories.violations.count) violations")
    return report(histories.violations) && isProven
  }

  private func report(_ violations: [String]) -> Bool {
    for violation in violations.prefix(3) { print("VIOLATION \(violation)") }
    return violations.isEmpty
  }
}
