import Engine
import Model
import Testing

/// A restart in every phase: the state is folded again, what was in flight is unknown (R9), what was not is asked for anew.
@Suite struct RestartTests {
  private func start(_ h: EngineHarness) { h.event(.pauseStarted) { $0.contact = "v1" } }

  private func close(_ h: EngineHarness) {
    start(h)
    h.run(.seconds(5))
    h.event(.pauseEnded)
  }

  private func pausing(_ id: String) -> [(String, (EngineHarness) -> Void, Observation.State)] {
    [
      ("before anything", { _ in }, .recording),
      (
        "pause queued",
        { h in
          h.unsent = [.pause]; start(h)
        }, .paused
      ),
      (
        "pause in flight, not applied",
        { h in
          h.unanswered = [.pause]; start(h)
        }, .paused
      ),
      (
        "pause in flight, applied",
        { h in
          h.unanswered = [.pause]; start(h); h.truth[id]?.state = .paused
        }, .paused
      ),
      (
        "pause being read back",
        { h in
          h.unanswered = [.inspect]; start(h)
        }, .paused
      ),
      (
        "confirmed",
        { h in
          start(h); h.run(.seconds(5))
        }, .paused
      ),
    ]
  }

  private func releasing(_ id: String) -> [(String, (EngineHarness) -> Void, Observation.State)] {
    [
      (
        "within the resume delay",
        { h in
          close(h); h.run(.milliseconds(200))
        }, .recording
      ),
      (
        "inspection before the resume in flight",
        { h in
          close(h); h.unanswered = [.inspect]; h.run(.milliseconds(500))
        }, .recording
      ),
      (
        "resume queued",
        { h in
          close(h); h.unsent = [.resume]; h.run(.milliseconds(500))
        }, .recording
      ),
      (
        "resume in flight, not applied",
        { h in
          close(h); h.unanswered = [.resume]; h.run(.milliseconds(500))
        }, .recording
      ),
      (
        "resume in flight, applied",
        { h in
          close(h)
          h.unanswered = [.resume]
          h.run(.milliseconds(500))
          h.truth[id]?.state = .recording
        }, .recording
      ),
    ]
  }

  private func released(_ id: String) -> [(String, (EngineHarness) -> Void, Observation.State)] {
    [
      (
        "resume being read back",
        { h in
          close(h)
          h.run(.milliseconds(499))
          h.unanswered = [.inspect]
          h.run(.milliseconds(1))
        }, .recording
      ),
      (
        "resume overtaken",
        { h in
          close(h)
          h.unanswered = [.resume, .pause]
          h.run(.milliseconds(500))
          start(h)
          h.truth[id]?.state = .recording
        }, .paused
      ),
      (
        "released",
        { h in
          close(h); h.run(.seconds(10))
        }, .recording
      ),
      (
        "expired",
        { h in
          start(h); h.run(.seconds(130))
        }, .recording
      ),
    ]
  }

  @Test(
    "R9 a restart in any phase leads to the state that the events say", arguments: [PlatformTraits.genesys, .screen, .conversation, .voice])
  func anyPhase(platform: PlatformTraits) {
    let id = ["genesys": "p1", "screen": "p1", "conversation": "c", "voice": "v1"][platform.name] ?? ""
    for (name, reach, expected) in pausing(id) + releasing(id) + released(id) {
      withEngine([platform]) { h in
        if platform.isShared { h.addShared(id, platform: platform) } else { h.addScreen(id, platform: platform) }
        reach(h)
        h.unsent = []
        h.unanswered = []
        h.restart()
        h.run(.seconds(20))
        #expect(h.state(id) == expected, "\(name)")
        #expect(h.waiting.isEmpty)
        h.restart()
        h.restart()
        h.run(.seconds(20))
        #expect(h.state(id) == expected, "\(name), again")
      }
    }
  }

  @Test("R9 a search goes on after a restart")
  func search() {
    withEngine { h in
      h.unanswered = [.resolve]
      h.event(.pauseStarted)
      h.unanswered = []
      h.addScreen("p1", announced: false)
      h.restart()
      #expect(h.state("p1") == .paused)
    }
  }

  @Test("Policy: a decision that was lost with the process is asked for again")
  func decision() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      // The decision did not reach the disk: an engine that reads only the entries up to the event asks again at its start.
      var engine = Engine(platforms: [.genesys], conversationIdle: .hours(12))
      let kept = h.entries.prefix { if case .decision = $0.body { false } else { true } }
      for entry in kept { _ = engine.apply(entry) }
      let start = Entry(
        seq: Int64(kept.count + 1), recordedAt: h.wall, tick: h.now,
        body: .act(Act(.start, by: "test", conversation: ConversationKey(system: "sys", id: "c"))))
      let asks = engine.apply(start).contains { if case .decide = $0 { true } else { false } }
      #expect(asks)
    }
  }

  @Test("W7 a forgotten conversation is brought back with its tombstones, and touches no other")
  func broughtBack() {
    withEngine(policy: .defaults { $0.scope = .agent }) { h in
      h.addScreen("q1", conversation: "d")
      h.unanswered = [.pause]
      h.event(.pauseStarted)
      h.run(.milliseconds(300))
      h.unanswered = []
      h.answer(.pause)
      h.run(.seconds(5))
      h.event(.pauseEnded)
      h.run(.seconds(10))
      let key = ConversationKey(system: "sys", id: "c")
      var engine = h.engine
      let isForgotten = engine.forget(key)
      #expect(isForgotten)
      #expect(!engine.knows(key))
      engine.bringBack(h.entries.filter { $0.conversation == key })
      var expected = Engine(platforms: [.genesys], conversationIdle: .hours(12))
      for entry in h.entries { _ = expected.apply(entry) }
      #expect(engine.windows() == expected.windows())
      var late = Event(
        kind: .pauseStarted, id: "late", source: "s", origin: "o", system: "sys", platform: "genesys", conversation: "c",
        occurredAt: EngineHarness.start + .seconds(1))
      late.agent = "a"
      let actions = engine.apply(Entry(seq: 1_000_000, recordedAt: h.wall, tick: h.now, body: .event(late)))
      let isVoid = actions.contains { if case .note(.decision(let decision)) = $0 { decision.kind == .void } else { false } }
      #expect(isVoid)
    }
  }
}
