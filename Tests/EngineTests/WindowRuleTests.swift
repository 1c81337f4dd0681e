import Engine
import Model
import Testing

/// W1 to W4: which windows there are, and what they cover.
@Suite struct WindowRuleTests {
  // MARK: W1

  @Test("W1 a started pauses and its ended resumes")
  func plain() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      #expect(h.state("p1") == .paused)
      h.run(.seconds(10))
      h.event(.pauseEnded)
      h.run(.milliseconds(499))
      #expect(h.state("p1") == .paused)
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording)
      #expect(h.isAtRest)
    }
  }

  @Test("W1 an ended that arrives before its older started makes it void, and its exposure is recorded")
  func endedFirst() {
    withEngine { h in
      h.addScreen("p1")
      h.run(.seconds(10))
      h.event(.pauseEnded, at: 9000)
      h.event(.pauseStarted, at: 5000)
      h.run(.seconds(5))
      #expect(!h.calls.contains("pause p1"))
      #expect(h.exposures == ["void 5000-9000 flagged"])
      #expect(h.decisions.contains { $0.kind == .void })
    }
  }

  @Test("W1 at equal time started wins, in either order", arguments: [true, false])
  func equalTime(startedFirst: Bool) {
    withEngine { h in
      h.addScreen("p1")
      h.run(.seconds(1))
      h.event(startedFirst ? .pauseStarted : .pauseEnded, at: 1000)
      h.event(startedFirst ? .pauseEnded : .pauseStarted, at: 1000)
      h.run(.seconds(5))
      #expect(h.state("p1") == .paused)
    }
  }

  @Test("W1 a late older ended does not close a newer started")
  func staleEnded() {
    withEngine { h in
      h.addScreen("p1")
      h.run(.seconds(5))
      h.event(.pauseStarted)
      h.event(.pauseEnded, at: 1000)
      h.run(.seconds(5))
      #expect(h.state("p1") == .paused)
      #expect(!h.calls.contains("resume p1"))
    }
  }

  @Test("W1 windows of different origins stand side by side")
  func twoOrigins() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.event(.pauseStarted) { $0.origin = "other" }
      h.run(.seconds(1))
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.state("p1") == .paused)
      h.event(.pauseEnded) { $0.origin = "other" }
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording)
    }
  }

  @Test("W1 a late older started moves the opening of an open window back")
  func openedEarlier() {
    withEngine { h in
      h.addScreen("p1")
      h.run(.seconds(10))
      h.event(.pauseStarted, at: 9000)
      h.event(.pauseStarted, at: 8000)
      #expect(h.windows.map { ($0.openedAt - EngineHarness.start).milliseconds } == [8000])
      #expect(h.calls.filter { $0 == "pause p1" }.count == 1)
    }
  }

  // MARK: W2

  @Test("W2 an ended without a started resumes a screen that is found paused")
  func reconcilesPaused() {
    withEngine { h in
      h.addScreen("p1")
      h.truth["p1"]?.state = .paused
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording)
      #expect(h.calls.first == "inspect p1")
    }
  }

  @Test("W2 an ended without a started that finds it recording does nothing")
  func reconcilesRecording() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseEnded)
      h.run(.seconds(60))
      #expect(h.calls == ["inspect p1"])
    }
  }

  @Test("W2 an ended without a started looks once for recordings nobody announced")
  func reconcilesUnknown() {
    withEngine { h in
      h.event(.pauseEnded)
      h.run(.seconds(60))
      #expect(h.calls == ["resolve a"])
      #expect(h.isAtRest)
      h.event(.pauseEnded)
      h.run(.seconds(60))
      #expect(h.calls == ["resolve a", "resolve a"])
    }
  }

  @Test("W2 a shared recording is resumed only if hushd paused it")
  func reconcilesShared() {
    withEngine([.conversation]) { h in
      h.addShared("c", platform: .conversation)
      h.truth["c"]?.state = .paused
      h.event(.pauseEnded)
      h.run(.seconds(60))
      #expect(h.state("c") == .paused)
      #expect(!h.calls.contains("resume c"))
    }
  }

  @Test("W2 an ended does not resume what another window covers")
  func reconcilesCovered() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted) { $0.origin = "other" }
      h.event(.pauseEnded)
      h.run(.seconds(60))
      #expect(h.state("p1") == .paused)
      #expect(!h.calls.contains("resume p1"))
    }
  }

  // MARK: W3

  @Test("W3 a window without an agent covers every agent, and any ended of its origin closes it", arguments: [nil, "b"])
  func agentless(endedBy: String?) {
    withEngine { h in
      h.addScreen("p1")
      h.addScreen("p2", agent: "b")
      h.event(.pauseStarted, agent: nil)
      #expect(h.state("p1") == .paused)
      #expect(h.state("p2") == .paused)
      h.run(.seconds(1))
      h.event(.pauseEnded, agent: endedBy)
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording)
      #expect(h.state("p2") == .recording)
    }
  }

  @Test("W3 an ended without agent closes every window of its origin, and only of it")
  func endedForAll() {
    withEngine { h in
      h.addScreen("p1")
      h.addScreen("p2", agent: "b")
      h.event(.pauseStarted)
      h.event(.pauseStarted, agent: "b") { $0.origin = "other" }
      h.run(.seconds(1))
      h.event(.pauseEnded, agent: nil)
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording)
      #expect(h.state("p2") == .paused)
      h.event(.pauseStarted, at: 500)
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording, "a started older than the ended for all is void")
    }
  }

  @Test("W3 scope everyone covers the other agent too")
  func scopeEveryone() {
    withEngine(policy: .defaults { $0.scope = .everyone }) { h in
      h.addScreen("p1")
      h.addScreen("p2", agent: "b")
      h.event(.pauseStarted)
      #expect(h.state("p1") == .paused)
      #expect(h.state("p2") == .paused)
      h.run(.seconds(1))
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.state("p2") == .recording)
    }
  }

  @Test("W3 scope everyone looks once for recordings nobody announced")
  func scopeEveryoneLooks() {
    withEngine(policy: .defaults { $0.scope = .everyone }) { h in
      h.addScreen("p1")
      h.addScreen("p2", agent: "b", announced: false)
      h.event(.pauseStarted)
      #expect(h.state("p2") == .paused)
    }
  }

  @Test("W3 scope initiator leaves the other agent alone")
  func scopeInitiator() {
    withEngine { h in
      h.addScreen("p1")
      h.addScreen("p2", agent: "b")
      h.event(.pauseStarted)
      h.run(.seconds(60))
      #expect(h.state("p2") == .recording)
      #expect(!h.calls.contains("pause p2"))
    }
  }

  @Test("W3 scope agent covers the agent's screens in his other conversation, and the last window to close resumes them")
  func scopeAgent() {
    withEngine(policy: .defaults { $0.scope = .agent }) { h in
      h.addScreen("p1")
      h.addScreen("q1", conversation: "d")
      h.addScreen("q2", agent: "b", conversation: "d")
      h.event(.pauseStarted)
      #expect(h.state("q1") == .paused)
      #expect(h.state("q2") == .recording)
      h.event(.pauseStarted) { $0.conversation = "d" }
      h.run(.seconds(1))
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.state("p1") == .paused)
      #expect(h.state("q1") == .paused)
      h.event(.pauseEnded) { $0.conversation = "d" }
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording)
      #expect(h.state("q1") == .recording)
    }
  }

  @Test("W3 scope agent pauses a screen that appears in another conversation while the window is open")
  func scopeAgentLateScreen() {
    withEngine(policy: .defaults { $0.scope = .agent }) { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.addScreen("q1", conversation: "d")
      #expect(h.state("q1") == .paused)
      h.run(.seconds(121))
      #expect(h.state("q1") == .recording, "W5: the window expired")
    }
  }

  @Test("W3 a CXone window covers every screen recording of the interaction")
  func coversEveryone() {
    withEngine([.cxoneScreen]) { h in
      h.addScreen("r1", platform: .cxoneScreen)
      h.addScreen("r2", agent: "b", platform: .cxoneScreen)
      h.event(.pauseStarted)
      #expect(h.state("r1") == .paused)
      #expect(h.state("r2") == .paused)
    }
  }

  // MARK: W4

  @Test(
    "W4 what two conversations name is resumed when the last window over it in either has ended",
    arguments: [PlatformTraits.mask, .cxoneScreen, .agentScreen])
  func jointRecording(_ traits: PlatformTraits) {
    withEngine([traits]) { h in
      h.addShared("a", platform: traits)
      for conversation in ["c", "d"] where traits.addressing == .recording {
        h.event(.recordingStarted) {
          $0.conversation = conversation
          $0.recording = "a"
        }
      }
      h.event(.pauseStarted)
      h.event(.pauseStarted) { $0.conversation = "d" }
      h.run(.seconds(1))
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(!h.calls.contains("resume a"))
      h.event(.pauseStarted)
      h.event(.pauseEnded) { $0.conversation = "d" }
      h.run(.seconds(5))
      #expect(!h.calls.contains("resume a"))
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.state("a") == .recording)
    }
  }

  @Test("W4 a window over what another conversation is about to resume keeps it paused")
  func jointRecordingWithinDelay() {
    withEngine([.mask]) { h in
      h.addShared("a", platform: .mask)
      h.event(.pauseStarted)
      h.run(.seconds(1))
      h.event(.pauseEnded)
      h.event(.pauseStarted) { $0.conversation = "d" }
      h.run(.seconds(30))
      #expect(h.state("a") == .paused)
      #expect(!h.calls.contains("resume a"))
    }
  }

  @Test("W4 the same started many times needs one ended only")
  func set() {
    withEngine { h in
      h.addScreen("p1")
      for _ in 0..<5 {
        h.event(.pauseStarted)
        h.run(.milliseconds(100))
      }
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording)
      #expect(h.calls.filter { $0 == "pause p1" }.count == 1)
    }
  }
}
