import Engine
import Model
import Testing

/// `verify: false`: what was accepted is believed, and everything else is looked at as ever.
@Suite("Calls that are not read back") struct BelievedCallTests {
  private static let genesys = PlatformTraits.genesys.with { $0.verifies = false }
  private static let screen = PlatformTraits.screen.with { ($0.verifies, $0.driftCheck) = (false, nil) }

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

  @Test("R10 nor is one soon after a contrary call, which may still apply (daemon seeds 47238, 49130)", arguments: [true, false])
  func lateEffect(isPause: Bool) {
    withEngine([Self.genesys.with { $0.driftCheck = nil }]) { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(isPause ? 5 : 1))
      h.event(.pauseEnded)
      h.run(.seconds(1))
      if isPause { h.event(.pauseStarted) }
      h.run(.milliseconds(500))
      h.truth["p1"]?.state = isPause ? .recording : .paused
      h.run(.seconds(10))
      #expect(h.state("p1") == (isPause ? .paused : .recording))
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

  @Test("R4 nor is one that was under way when the participant connected", arguments: [true, false])
  func connectedMeanwhile(verifies: Bool) {
    withEngine([Self.genesys.with { ($0.verifies, $0.driftCheck) = (verifies, nil) }]) { h in
      h.truth["p1"] = .init(platform: "genesys", conversation: "c", agent: "a", state: .requested)
      h.unanswered = [.pause]
      h.event(.pauseStarted)
      h.truth["p1"]?.state = .recording
      h.run(.seconds(1))
      h.unanswered = []
      h.answer(.pause, Outcome(.accepted))
      #expect(h.state("p1") == .paused, "at once")
    }
  }

  @Test("R4 nor one that was under way when its recording began, heard of before or after its answer", arguments: [true, false])
  func begunMeanwhile(isHeardBefore: Bool) {
    withEngine([Self.screen]) { h in
      h.addScreen("r1", platform: .screen)
      h.unanswered = [.pause]
      h.event(.pauseStarted)
      h.run(.milliseconds(100))
      func begin() { h.event(.recordingStarted, at: 100) { $0.recording = "r1" } }
      if isHeardBefore { begin() }
      h.unanswered = []
      h.answer(.pause, Outcome(.accepted))
      h.run(.milliseconds(100))
      if !isHeardBefore { begin() }
      h.run(.seconds(1))
      #expect(h.state("r1") == .paused)
    }
  }

  @Test("R4 a reading says that it is not connected: it was not paused, and the exposure is told")
  func requestedLater() {
    withEngine([Self.genesys]) { h in
      h.addScreen("p1")
      h.script[.pause] = [Outcome(.accepted)]
      h.truth["p1"]?.state = .requested
      h.event(.pauseStarted)
      h.run(.seconds(20))
      h.event(.pauseEnded)
      #expect(h.exposures == ["drifted 0-20000 flagged"])
    }
  }

  @Test("R8 a pause that was answered 5xx beside a resume in flight may have applied", arguments: [PlatformTraits.voice, Self.screen])
  func failedPause(traits: PlatformTraits) {
    withEngine([traits]) { h in
      if traits.isShared { h.addShared("r1", platform: traits) } else { h.addScreen("r1", platform: traits) }
      func tell(_ kind: Event.Kind) { h.event(kind) { $0.contact = "r1" } }
      tell(.pauseStarted)
      h.run(.seconds(5))
      h.unanswered = [.resume]
      tell(.pauseEnded)
      h.run(.seconds(1))
      h.unanswered = [.pause, .resume]
      h.unsent = [.pause]
      tell(.pauseStarted)
      h.unsent = []
      h.pump()
      h.unsent = [.pause]
      h.run(.milliseconds(100))
      h.answer(.pause, Outcome(.failed, status: 500), isFinal: false)
      tell(.pauseEnded)
      (h.unanswered, h.unsent) = ([], [])
      h.truth["r1"]?.state = .paused
      h.answer(.resume, Outcome(.accepted))
      h.run(.seconds(10))
      #expect(h.state("r1") == .recording)
    }
  }

  @Test("G3 a resume soon after the first started since a crash is read back: a pause from before may still apply")
  func pausedBeforeCrash() {
    withEngine([Self.genesys]) { h in
      h.addScreen("p1")
      h.restart()
      h.event(.pauseStarted) { $0.precedesStart = true }
      h.run(.milliseconds(100))
      h.event(.pauseEnded)
      h.run(.seconds(1))
      #expect(h.calls.contains("resume p1"))
      h.truth["p1"]?.state = .paused
      h.run(.seconds(10))
      #expect(h.state("p1") == .recording)
    }
  }
}
