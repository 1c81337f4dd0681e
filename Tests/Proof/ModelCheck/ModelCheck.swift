import Model

/// Both ways of going through everything: all states of small casts, and all short histories in every order.
struct ModelCheck {
  let states: Int
  let facts: Int
  let samples: Int
  /// The number of the one cast to go through, if not all.
  var only: Int?

  /// Everything at once is out of reach, so each group of casts has some of it whole.
  private static let casts: [(name: String, cast: SmallWorld.Cast)] = [
    ("answers, a voice that cannot be read", one(.voice)),
    ("answers, a shared recording", one(.conversation)),
    ("late calls, a participant's screen", one(.genesys, [.done, .stale, .lost])),
    ("late calls, a screen with an id", one(.screen, [.done, .stale, .lost])),
    ("refusals, a participant's screen", one(.genesys, refusals, [.restart])),
    ("refusals, a screen with an id", one(.screen, refusals, [.restart])),
    ("failures, a participant's screen", one(.genesys, failures, [.drift, .restart])),
    ("failures, a screen with an id", one(.screen, failures, [.drift, .restart])),
    ("out of sight, a participant's screen", one(.genesys, [.done, .gone], [.restart])),
    ("out of sight, a screen with an id", one(.screen, [.done, .gone], [.restart])),
    ("out of sight and forbidden, a participant's screen", one(.genesys, [.done, .gone, .forbidden], [])),
    ("out of sight and forbidden, a screen with an id", one(.screen, [.done, .gone, .forbidden], [])),
    ("endings", endings([.done, .gone], [.ending])),
    ("endings and restarts", endings([.done], [.ending, .restart])),
    ("endings and late calls", endings([.done, .lost], [.ending, .lateCall])),
    ("events, a voice", events([.voice], [0, 1, nil], SmallWorld.Disturbance.usual)),
    ("events of an agent and of everyone", events([.genesys, .conversation], [0, nil])),
    ("events of two agents, a participant's screen", events([.genesys], [0, 1])),
    ("events of two agents, a shared recording", events([.conversation], [0, 1])),
    ("two screens, everyone", pair([nil])),
    ("two screens, two agents", pair([0, 1])),
    ("believed, a participant's screen", one(.genesys.unverified, [.done, .stale, .lost, .misreported])),
    ("believed, a screen with an id", one(.screen.unverified, [.done, .stale, .lost, .misreported])),
    ("believed and refused, a participant's screen", one(.genesys.unverified, refusals, [.restart])),
    ("believed endings and late calls", endings([.done, .lost], [.ending, .lateCall], .genesys.unverified)),
  ]

  private static let refusals: Set<ClosureStep.Fate> = [.done, .throttled, .unauthorized, .forbidden, .malformed, .blind]
  private static let failures: Set<ClosureStep.Fate> = [.done, .conflict, .failed, .failedForGood]

  /// One agent's windows in every order over one recording, and what calls come back with.
  private static func one(
    _ traits: PlatformTraits, _ fates: Set<ClosureStep.Fate>? = nil,
    _ disturbances: Set<SmallWorld.Disturbance> = SmallWorld.Disturbance.usual
  ) -> SmallWorld.Cast {
    var cast = SmallWorld.Cast([traits], [recording(of: traits, 0)])
    cast.maxPause = ClosureState.maxPause
    cast.events = [.pauseStarted, .pauseEnded]
    cast.tellers = [0]
    cast.fates = fates
    cast.disturbances = disturbances
    return cast
  }

  /// Recordings end and begin anew, heard of or not.
  private static func endings(
    _ fates: Set<ClosureStep.Fate>, _ disturbances: Set<SmallWorld.Disturbance>, _ traits: PlatformTraits = .genesys
  ) -> SmallWorld.Cast {
    var cast = one(traits, fates, disturbances)
    cast.events += [.recordingStarted, .recordingEnded]
    return cast
  }

  /// Every kind of event; calls return at once, for no window waits for one.
  private static func events(
    _ traits: [PlatformTraits], _ tellers: [Int?], _ disturbances: Set<SmallWorld.Disturbance> = [.restart]
  ) -> SmallWorld.Cast {
    var cast = SmallWorld.Cast(traits, traits.indices.map { recording(of: traits[$0], $0) })
    cast.maxPause = ClosureState.maxPause
    cast.tellers = tellers
    cast.isServed = true
    cast.disturbances = disturbances
    return cast
  }

  /// What two recordings of one platform share are the look-ups: here they overlap in every way, and nothing fails.
  private static func pair(_ tellers: [Int?]) -> SmallWorld.Cast {
    var cast = SmallWorld.Cast([.genesys], [("a0", 0, 0), ("b0", 0, 1)])
    cast.maxPause = ClosureState.maxPause
    cast.events = [.pauseStarted, .pauseEnded]
    cast.tellers = tellers
    cast.fates = [.done]
    cast.disturbances = []
    return cast
  }

  private static func recording(of traits: PlatformTraits, _ platform: Int) -> (id: String, platform: Int, agent: Int?) {
    switch traits.addressing {
    case .conversation: ("c", platform, nil)
    case .contact: ("v", platform, nil)
    default: ("a0", platform, 0)
    }
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
    histories.checkAll(facts: max(1, facts))
    histories.checkSamples(samples, moreThan: facts)
    print("histories: \(histories.histories), \(histories.sequences) sequences, \(histories.violations.count) violations")
    return report(histories.violations) && isProven
  }

  private func report(_ violations: [String]) -> Bool {
    for violation in violations.prefix(3) { print("VIOLATION \(violation)") }
    return violations.isEmpty
  }
}
