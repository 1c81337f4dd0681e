import Engine
import Model
import Testing

/// `verify: false`: what was accepted is believed, and everything else is looked at as ever.
@Suite("Calls that are not read back") struct BelievedCallTests {
  private static let genesys = PlatformTraits.genesys.with { $0.verifies = false }

  @Test("R10 a 2xx is a confirmation, which is looked at for drift all the same")
  func pause() {
    withEngine([Self.genesys]) { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(14))
      #expect(h.calls == ["pause p1"] && h.windows.first?.recordings.first?.known == "paused")
      h.truth["p1"]?.state = .recording
      h.run(.seconds(2))
      #expect(h.calls == ["pause p1", "inspect p1", "pause p1"] && h.state("p1") == .paused)
      #expect(h.wasRaised("drift") && h.exposures == ["drifted 0-15000 flagged"])
    }
  }

  @Test("R5 before a resume it is looked at: only what is read as paused is resumed, and that is believed", arguments: [true, false])
  func resume(isPaused: Bool) {
    withEngine([Self.genesys]) { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      if !isPaused { h.truth["p1"]?.state = .recording }
      h.event(.pauseEnded)
      h.run(.minutes(1))
      #expect(h.calls == ["pause p1", "inspect p1"] + (isPaused ? ["resume p1"] : []))
      #expect(h.state("p1") == .recording && h.isAtRest)
    }
  }

  @Test("W2 an ended without its started is looked at")
  func lostStarted() {
    withEngine([Self.genesys]) { h in
      h.addScreen("p1")
      h.truth["p1"]?.state = .paused
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.calls == ["inspect p1", "resume p1"] && h.state("p1") == .recording)
    }
  }

  @Test("R4 a 2xx for a participant that is not connected yet is not believed")
  func requested() {
    withEngine([Self.genesys]) { h in
      h.truth["p1"] = .init(platform: "genesys", conversation: "c", agent: "a", state: .requested)
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.truth["p1"]?.state = .recording
      h.run(.seconds(5))
      #expect(h.state("p1") == .paused)
    }
  }

  @Test("R8 a pause that overtook a resume is read back: which of the two came last, their answers do not say")
  func overtaken() {
    withEngine([Self.genesys]) { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.unanswered = [.resume]
      h.event(.pauseEnded)
      h.run(.seconds(1))
      h.event(.pauseStarted)
      h.answer(.resume)
      h.run(.seconds(5))
      #expect(h.state("p1") == .paused && h.windows.first?.recordings.first?.known == "paused")
    }
  }

  @Test("R9 a call without an answer is read back", arguments: [Command.Kind.pause, .resume])
  func lost(kind: Command.Kind) {
    withEngine([Self.genesys]) { h in
      h.addScreen("p1")
      h.script[kind] = [Outcome(.unknown)]
      h.event(.pauseStarted)
      h.run(.seconds(5))
      if kind == .resume { h.event(.pauseEnded) }
      h.run(.seconds(5))
      #expect(h.state("p1") == (kind == .pause ? .paused : .recording))
    }
  }

  @Test("R5 what somebody else pauses after a resume that was believed stays paused")
  func pausedByHand() {
    withEngine([Self.genesys]) { h in
      h.addScreen("p1")
      h.addScreen("p2", agent: "b")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.event(.pauseEnded)
      h.run(.seconds(5))
      h.truth["p1"]?.state = .paused
      h.event(.pauseStarted, agent: "b")
      h.run(.seconds(5))
      h.event(.pauseEnded, agent: "b")
      h.run(.seconds(5))
      #expect(h.state("p2") == .recording && h.state("p1") == .paused)
    }
  }
}
