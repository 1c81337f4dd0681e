import Engine
import Model
import Testing

/// One agent in several conversations: a window of one is over his screens in all (W3, `scope: "agent"`), or all name the same recording (W4).
@Suite struct SeveralConversationsTests {
  private let agentWide = Policy.defaults { $0.scope = .agent }

  /// The exposures that were told, as "q1 in d".
  private func exposed(_ h: EngineHarness) -> [String] {
    h.decisions.filter { if case .exposure = $0.kind { true } else { false } }
      .map { "\($0.recording?.id ?? "unknown") in \($0.recordedIn ?? $0.conversation.id)" }
  }

  @Test("W3 a window tells the exposures of the agent's screens in other conversations, each as long as it lasts")
  func exposures() {
    withEngine(policy: agentWide) { h in
      h.addScreen("p1")
      h.addScreen("q1", conversation: "d")
      h.addScreen("q2", agent: "b", conversation: "d")
      h.unanswered = [.pause]
      h.event(.pauseStarted)
      h.run(.milliseconds(300))
      h.answer(.pause)
      #expect(h.exposures == ["late 0-300"])
      #expect(h.windows.map(\.gap) == [nil])
      #expect(h.windows.first?.openExposures.map(\.recordedIn) == ["d"])
      #expect(h.windows.first?.recordings.map(\.recording) == ["p1", "q1"])
      h.run(.milliseconds(200))
      h.answer(.pause)
      #expect(h.windows.map(\.gap) == [.milliseconds(500)])
      h.unanswered = []
      h.run(.seconds(1))
      h.addScreen("r1", conversation: "e")
      h.unanswered = [.pause]
      h.truth["q1"]?.state = .recording
      h.run(.seconds(15))
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.exposures == ["late 0-300", "late 0-500", "drifted 500-16500 flagged"])
      #expect(exposed(h) == ["p1 in c", "q1 in d", "q1 in d"])
      #expect(h.windows.first?.recordings.map(\.recording) == ["p1", "q1", "r1"])
    }
  }

  @Test("W3 the exposure of a screen elsewhere goes on over a 404 to its pause (daemon seed 9017)")
  func notThere() {
    withEngine(policy: agentWide) { h in
      h.addScreen("q1", conversation: "d")
      h.truth["p1"] = EngineHarness.Truth(platform: "genesys", conversation: "c", agent: "a", state: .recording)
      h.unanswered = [.pause, .inspect, .resolve]
      h.event(.pauseStarted)
      h.run(.milliseconds(300))
      h.answer(.pause, Outcome(.gone, status: 404))
      h.run(.milliseconds(300))
      #expect(!exposed(h).contains("q1 in d"))
      h.event(.pauseEnded)
      #expect(h.exposures == ["unresolved 0-600", "late 0-600"] && exposed(h).last == "q1 in d")
    }
  }

  @Test("W3 a screen elsewhere that is found paused in the window was exposed until then (daemon seed 11496)")
  func foundPaused() {
    withEngine(policy: agentWide) { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(1))
      h.truth["q1"] = EngineHarness.Truth(platform: "genesys", conversation: "d", agent: "a", state: .paused)
      h.event(.pauseStarted) { $0.conversation = "d" }
      h.run(.seconds(1))
      #expect(h.exposures == ["late 0-1000"] && exposed(h) == ["q1 in d"])
    }
  }

  @Test("W3 so was one that is found paused while the window's own is still looked for (daemon seed 19867)")
  func foundPausedBeforeItsOwn() {
    withEngine(policy: agentWide) { h in
      h.addScreen("p1", announced: false)
      h.truth["q1"] = EngineHarness.Truth(platform: "genesys", conversation: "d", agent: "a", state: .paused)
      h.unanswered = [.resolve]
      h.event(.pauseStarted)
      h.event(.pauseStarted) { $0.conversation = "d" }
      h.run(.milliseconds(300))
      if let look = h.inFlight.last { h.answer(look, h.applied(look)) }
      #expect(exposed(h).contains("q1 in d"))
    }
  }

  @Test("W2 G3 what a started had paused elsewhere before a crash is released when it comes again and is void (daemon seed 2262)")
  func voidElsewhere() {
    withEngine(policy: agentWide) { h in
      h.addScreen("p1")
      h.addScreen("q1", conversation: "d")
      h.truth["p1"]?.state = .paused
      h.truth["q1"]?.state = .paused
      h.run(.seconds(3))
      h.event(.pauseEnded, at: 2000)
      h.event(.pauseStarted, at: 1000) { $0.precedesStart = true }
      h.run(.seconds(10))
      #expect(h.state("p1") == .recording)
      #expect(h.state("q1") == .recording)
    }
  }

  @Test("R8 a window that has started again asks for no second call to a screen elsewhere (daemon seed 3311)")
  func startedOneByOne() {
    withEngine(policy: agentWide) { h in
      h.addScreen("p1")
      h.addScreen("q1", conversation: "d")
      h.event(.pauseStarted)
      // The decision was lost with the crash, so it is made again at the start.
      var entries = h.entries.prefix { if case .decision = $0.body { false } else { true } }
      var engine = Engine(platforms: [.genesys], conversationIdle: .hours(12))
      for entry in entries { _ = engine.apply(entry) }
      func apply(_ body: Entry.Body) -> [Action] {
        let entry = Entry(seq: Int64(entries.count + 1), recordedAt: h.wall, tick: h.now, body: body)
        entries.append(entry)
        return engine.apply(entry)
      }
      func start(_ conversation: String) -> Entry.Body {
        .act(Act(.start, by: "test", conversation: ConversationKey(system: "sys", id: conversation)))
      }
      _ = apply(start("c"))
      let decision = h.decisions.first.map { Entry.Body.decision($0) } ?? start("c")
      let asked = apply(decision).compactMap { if case .command(let command) = $0 { command } else { nil } }
      let first = asked.first { $0.kind == .pause && $0.target.recording == "q1" }
      let withdrawn = apply(start("d")).compactMap { if case .cancel(let id) = $0 { id } else { nil } }
      #expect(first.map { withdrawn.contains($0.id) } == true)
    }
  }

  @Test("W3 a replay of the other conversation looks at its screen, and pauses again what the window is over")
  func replayed() {
    withEngine(policy: agentWide) { h in
      h.addScreen("p1")
      h.addScreen("q1", conversation: "d")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.truth["q1"]?.state = .recording
      h.forgetCalls()
      h.act(.replay, conversation: "d")
      #expect(h.calls.prefix(2) == ["inspect q1", "pause q1"] && h.state("q1") == .paused)
    }
  }

  // MARK: W4

  /// A screen that two interactions name.
  private func addJoint(_ h: EngineHarness) {
    for conversation in ["c", "d"] { h.addScreen("a", platform: .screen, conversation: conversation) }
  }

  /// It was paused for a window of each, and both have ended.
  private func pauseJoint(_ h: EngineHarness) {
    addJoint(h)
    h.event(.pauseStarted)
    h.event(.pauseStarted) { $0.conversation = "d" }
    h.run(.seconds(5))
    h.event(.pauseEnded)
    h.event(.pauseEnded) { $0.conversation = "d" }
    h.forgetCalls()
  }

  /// The first conversation's newest call is answered.
  private func answerLast(_ h: EngineHarness) {
    if let command = h.inFlight.last(where: { $0.target.conversation.id == "c" }) { h.answer(command, h.applied(command)) }
    h.pump()
  }

  /// The first conversation has resumed it and is done; the second has not looked yet.
  private func resumeJoint(_ h: EngineHarness) {
    pauseJoint(h)
    h.unanswered = [.inspect]
    h.run(.milliseconds(600))
    answerLast(h)
    answerLast(h)
    #expect(h.calls.filter { $0 == "resume a" }.count == 1 && h.state("a") == .recording)
  }

  @Test("W4 what one conversation has resumed is paused by the next window of the other, that had not yet (daemon seed 1328)")
  func resumedByTheOther() {
    withEngine([.screen]) { h in
      resumeJoint(h)
      h.event(.pauseStarted) { $0.conversation = "d" }
      #expect(h.state("a") == .paused)
    }
  }

  @Test("W4 a window is exposed until all say paused who make calls to its recording (daemon seed 1014)")
  func resumeUnderWay() {
    withEngine([.screen]) { h in
      pauseJoint(h)
      h.unanswered = [.resume]
      h.run(.milliseconds(600))
      answerLast(h)
      h.run(.seconds(4))
      let opened = h.elapsed
      h.event(.pauseStarted)
      h.run(.milliseconds(500))
      #expect(h.exposures == [] && h.inFlight.map(\.kind) == [.resume])
      h.answer(.resume)
      h.run(.seconds(10))
      #expect(h.exposures == ["drifted \(opened + 500)-\(opened + 3500) flagged"])
    }
  }

  @Test("W4 what another conversation found recording and paused again was not paused all along (daemon seed 402)")
  func driftSeenByTheOther() {
    withEngine([.screen]) { h in
      addJoint(h)
      for conversation in ["c", "d"] { h.event(.pauseStarted) { $0.conversation = conversation } }
      h.run(.seconds(4))
      h.event(.pauseEnded) { $0.conversation = "d" }
      h.run(.seconds(8))
      h.unanswered = [.inspect]
      h.truth["a"]?.state = .recording
      h.run(.seconds(8))
      answerLast(h)
      h.run(.milliseconds(500))
      answerLast(h)
      h.unanswered = []
      h.answer(.inspect)
      h.event(.pauseEnded)
      h.event(.pauseStarted, at: 5000) { $0.conversation = "d" }
      h.run(.seconds(1))
      #expect(h.exposures == ["drifted 0-20500 flagged", "late 5000-20500 flagged"])
    }
  }

  @Test("W4 a pause is not believed that was under way when another conversation resumed")
  func resumedBesideThePause() {
    let believed = PlatformTraits.screen.with { ($0.verifies, $0.driftCheck) = (false, nil) }
    withEngine([believed]) { h in
      addJoint(h)
      h.event(.pauseStarted) { $0.conversation = "d" }
      h.run(.seconds(5))
      h.unanswered = [.pause]
      h.event(.pauseStarted)
      h.run(.milliseconds(100))
      h.event(.pauseEnded) { $0.conversation = "d" }
      h.event(.pauseEnded)
      h.run(.seconds(1))
      #expect(h.calls.contains("resume a"))
      h.event(.pauseStarted)
      h.unanswered = []
      h.answer(.pause, Outcome(.accepted))
      h.run(.seconds(10))
      #expect(h.state("a") == .paused)
    }
  }

  @Test("W4 a resume of another conversation that was lost is in doubt, though what it read said recording")
  func lostResumeOfAnother() {
    withEngine([.screen.with { $0.driftCheck = nil }]) { h in
      pauseJoint(h)
      h.unanswered = [.resume]
      h.run(.milliseconds(600))
      answerLast(h)
      h.run(.seconds(3))
      guard let lost = h.inFlight.first else { return #expect(Bool(false), "the other does not resume") }
      h.answer(lost, Outcome(.unknown))
      h.unanswered = []
      h.run(.milliseconds(100))
      h.event(.pauseStarted)
      h.run(.milliseconds(500))
      h.truth["a"]?.state = .recording
      h.run(.seconds(10))
      #expect(h.state("a") == .paused)
    }
  }

  @Test("W4 what a conversation that is brought back took for paused may have been resumed by another since")
  func resumedMeanwhile() {
    withEngine([.screen]) { h in
      addJoint(h)
      h.event(.pauseStarted) { $0.conversation = "d" }
      h.run(.seconds(5))
      h.event(.agentLeft) { $0.conversation = "d" }
      h.run(.seconds(5))
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.state("a") == .recording)
      let key = ConversationKey(system: "sys", id: "d")
      var engine = h.engine
      let isForgotten = engine.forget(key)
      #expect(isForgotten)
      engine.bringBack(h.entries.filter { $0.conversation == key })
      #expect(Self.pauses(for: "d", engine: &engine, h) == ["a"])
    }
  }

  /// What is paused for a window that opens now in an engine of the test's own.
  private static func pauses(for conversation: String, engine: inout Engine, _ h: EngineHarness) -> [String?] {
    var started = Event(
      kind: .pauseStarted, id: "new", source: "s", origin: "o", system: "sys", platform: "screen", conversation: conversation,
      occurredAt: h.wall)
    started.agent = "a"
    var paused: [String?] = []
    var bodies: [Entry.Body] = [.event(started)]
    var seq = Int64(h.entries.count) + 1
    while !bodies.isEmpty {
      seq += 1
      for action in engine.apply(Entry(seq: seq, recordedAt: h.wall, tick: h.now, body: bodies.removeFirst())) {
        switch action {
        case .command(let command) where command.kind == .pause: paused.append(command.target.recording)
        case .decide(let conversation, let window, _):
          bodies.append(.decision(Decision(.policy(Governance()), conversation: conversation, window: window)))
        default: break
        }
      }
    }
    return paused
  }

  /// The engine after a start that reads these; the second conversation only, where nothing is open in the first.
  private func restarted(_ h: EngineHarness, _ traits: PlatformTraits = .screen, reading conversations: [String] = ["d"]) -> Engine {
    let keys = conversations.map { ConversationKey(system: "sys", id: $0) }
    var engine = Engine(platforms: [traits], conversationIdle: .hours(12))
    for entry in h.entries where entry.conversation.map(keys.contains) ?? false { _ = engine.apply(entry) }
    for (index, key) in keys.enumerated() {
      let start = Entry.Body.act(Act(.start, by: "test", conversation: key))
      _ = engine.apply(Entry(seq: Int64(h.entries.count + 1 + index), recordedAt: h.wall, tick: h.now, body: start))
    }
    return engine
  }

  @Test("W4 so may it have been before a start, by a conversation that is at rest (daemon seed 83960)")
  func resumedBeforeStart() {
    withEngine([.screen]) { h in
      resumeJoint(h)
      var engine = restarted(h)
      #expect(Self.pauses(for: "d", engine: &engine, h) == ["a"])
    }
  }

  @Test("W4 and its exposure is told after a start all the same (daemon seed 90722)")
  func exposedBeforeStart() {
    withEngine([.screen]) { h in
      resumeJoint(h)
      h.event(.pauseStarted) { $0.conversation = "d" }
      let open = restarted(h).windows().filter(\.isOpen)
      #expect(open.map(\.openExposures.count) == [1])
    }
  }

  @Test("W4 a resume is remembered while another conversation holds what was resumed (daemon seed 11441)")
  func resumedForAnother() {
    let believed = PlatformTraits.screen.with { ($0.verifies, $0.driftCheck) = (false, nil) }
    withEngine([believed]) { h in
      h.addScreen("a", platform: .screen, conversation: "d")
      h.event(.pauseStarted) { $0.conversation = "d" }
      h.addScreen("a", platform: .screen)
      h.run(.seconds(5))
      h.event(.pauseEnded) { $0.conversation = "d" }
      h.run(.milliseconds(100))
      #expect(h.calls.last == "resume a" && !h.isAtRest)
      h.unanswered = [.inspect]
      h.event(.pauseStarted) { $0.conversation = "d" }
      func isAtRest(_ id: String) -> Bool { h.engine.isAtRest(ConversationKey(system: "sys", id: id)) }
      let open = ["c", "d"].filter { !isAtRest($0) }
      let engine = restarted(h, believed, reading: open)
      #expect(engine.windows().filter(\.isOpen).map(\.openExposures.count) == [1])
      h.unanswered = []
      h.answer(.inspect)
      h.run(.seconds(5))
      h.event(.pauseEnded) { $0.conversation = "d" }
      h.run(.seconds(30))
      #expect(isAtRest("c") && isAtRest("d"))
    }
  }

  @Test("W4 an end that brings another conversation to rest says so (daemon seed 15016)")
  func restsWithAnother() {
    withEngine([.screen]) { h in
      h.addScreen("a", platform: .screen, conversation: "d")
      h.unsent = [.pause]
      h.event(.pauseStarted) { $0.conversation = "d" }
      h.addScreen("a", platform: .screen)
      #expect(!h.isAtRest)
      h.run(.seconds(1))
      var engine = h.engine
      let entries = h.entries.count
      h.event(.pauseEnded) { $0.conversation = "d" }
      #expect(h.isAtRest)
      let concerned = h.entries.dropFirst(entries).reduce(into: Set<String>()) { concerned, entry in
        _ = engine.apply(entry)
        concerned.formUnion(engine.lastConcerned.map(\.id))
      }
      #expect(concerned == ["c", "d"])
    }
  }
}
