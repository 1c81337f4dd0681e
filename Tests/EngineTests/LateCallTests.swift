import Engine
import Model
import Testing

/// R8, R9 where nothing can be read: calls that cross, and calls without an answer that apply late. The model check found these paths.
@Suite struct LateCallTests {
  private func withVoice(_ body: (EngineHarness) -> Void) {
    withEngine([.voice]) { h in
      h.addShared("v1", platform: .voice)
      body(h)
    }
  }

  /// At equal times a started would win (W1).
  private func start(_ h: EngineHarness) {
    h.run(.milliseconds(1))
    h.event(.pauseStarted) { $0.contact = "v1" }
  }

  private func end(_ h: EngineHarness) {
    h.run(.milliseconds(1))
    h.event(.pauseEnded)
  }

  @Test("R9 a 409 to the resume after a lost pause says nothing of the pause: the resume is repeated when that cannot apply any more")
  func conflictBeforeLatePause() {
    withVoice { h in
      h.unanswered = [.pause]
      start(h)
      end(h)
      h.answer(.pause, Outcome(.unknown))
      h.script[.resume] = [Outcome(.refused, refusal: .conflict, status: 409)]
      h.run(.milliseconds(500))
      #expect(h.calls == ["pause v1", "resume v1"])
      h.truth["v1"]?.state = .paused
      h.run(.seconds(5))
      #expect(h.state("v1") == .recording)
    }
  }

  @Test("R9 a pause that overtakes a resume does not make an older lost one forgotten")
  func lostPauseRemembered() {
    withVoice { h in
      h.unanswered = [.pause, .resume]
      start(h)
      end(h)
      h.answer(.pause, Outcome(.unknown))
      h.run(.milliseconds(500))
      start(h)
      h.answer(.pause)
      h.unsent = [.pause]
      h.answer(.resume)
      end(h)
      h.unanswered = []
      h.run(.milliseconds(500))
      #expect(h.calls == ["pause v1", "resume v1", "pause v1", "resume v1"])
      h.truth["v1"]?.state = .paused
      h.run(.seconds(5))
      #expect(h.state("v1") == .recording)
    }
  }

  @Test("R8 of a pause and a resume that crossed, the pause is not believed, though the resume returned outside of a window")
  func crossed() {
    withVoice { h in
      start(h)
      end(h)
      h.unanswered = [.pause, .resume]
      h.run(.milliseconds(500))
      start(h)
      end(h)
      h.answer(.resume)
      start(h)
      h.unanswered = []
      h.answer(.pause, Outcome(.accepted))
      h.run(.seconds(1))
      #expect(h.state("v1") == .paused)
    }
  }

  @Test("R9 a lost pause of what then cannot be read is followed by a second resume", arguments: [true, false])
  func blindAfterLostPause(byRestart: Bool) {
    withEngine { h in
      h.addScreen("p1")
      h.unanswered = [.pause]
      h.event(.pauseStarted)
      end(h)
      let unknown = Observation(recording: "p1", agent: "a", participant: "p1", state: .unknown)
      h.script[.inspect] = Array(repeating: Outcome(.confirmed, status: 200, observations: [unknown]), count: 20)
      if byRestart { h.restart() } else { h.answer(.pause, Outcome(.unknown)) }
      h.run(.milliseconds(500))
      #expect(h.calls.contains("resume p1"))
      h.truth["p1"]?.state = .paused
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording)
    }
  }

  @Test("R5 what cannot be read after a resume returned inside a window is not believed paused before the pause has left")
  func blindBeforePauseLeaves() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      end(h)
      h.unanswered = [.resume]
      h.run(.milliseconds(500))
      h.unsent = [.pause]
      h.event(.pauseStarted)
      let unknown = Observation(recording: "p1", agent: "a", participant: "p1", state: .unknown)
      h.script[.inspect] = [Outcome(.confirmed, status: 200, observations: [unknown])]
      h.answer(.resume)
      h.unsent = []
      h.run(.seconds(1))
      #expect(h.state("p1") == .paused)
    }
  }

  @Test(
    "R5 a resume that was refused, or read as not done, has left nothing, and what then cannot be read is resumed again",
    arguments: [true, false])
  func undoneThenBlind(isRefused: Bool) {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.event(.pauseEnded)
      let paused = Outcome(
        .confirmed, status: 200, observations: [Observation(recording: "p1", agent: "a", participant: "p1", state: .paused)])
      let blind = Outcome(.refused, refusal: .unauthorized, status: 401)
      h.script[.inspect] = isRefused ? [paused, blind] : [paused, paused, blind]
      h.script[.resume] = [isRefused ? Outcome(.refused, refusal: .conflict, status: 409) : Outcome(.accepted, status: 200)]
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording)
    }
  }

  private static let blind = Outcome(
    .confirmed, status: 200, observations: [Observation(recording: "p1", agent: "a", participant: "p1", state: .unknown)])

  /// Confirmed paused, and its resume has left without an answer when the next window opens; the pause waits.
  private func withOvertaken(_ body: (EngineHarness) -> Void) {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      end(h)
      h.unanswered = [.resume]
      h.run(.milliseconds(500))
      h.unsent = [.pause]
      h.run(.milliseconds(1))
      h.event(.pauseStarted)
      body(h)
    }
  }

  @Test("R5 a pause that failed is not believed when the resume it overtook was refused and nothing can be read")
  func failedPauseNotBelieved() {
    withOvertaken { h in
      h.truth["p1"]?.state = .recording
      h.unanswered = [.resume, .pause, .inspect]
      h.unsent = []
      h.pump()
      h.unsent = [.pause]
      h.answer(.pause, Outcome(.failed, status: 503), isFinal: false)
      h.answer(.resume, Outcome(.refused, refusal: .unauthorized, status: 401), isFinal: false)
      h.answer(.inspect, Self.blind)
      (h.unanswered, h.unsent) = ([], [])
      h.run(.seconds(5))
      #expect(h.state("p1") == .paused)
    }
  }

  @Test("R5 a pause in flight is not believed before its answer, when nothing can be read")
  func pauseInFlightNotBelieved() {
    withOvertaken { h in
      h.truth["p1"]?.state = .recording
      h.unanswered = [.resume, .pause, .inspect]
      h.answer(.resume, Outcome(.refused, refusal: .unauthorized, status: 401), isFinal: false)
      h.unsent = []
      h.pump()
      h.answer(.inspect, Self.blind)
      h.answer(.pause, Outcome(.refused, refusal: .conflict, status: 409))
      h.unanswered = []
      h.script[.inspect] = [Self.blind]
      h.run(.seconds(5))
      #expect(h.state("p1") == .paused)
    }
  }

  @Test("R10 where nothing can be read any more, a resume is repeated when the pause before it cannot apply any more (daemon seed 47238)")
  func lateEffectUnread() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(1))
      h.script[.inspect] = Array(repeating: Outcome(.refused, refusal: .forbidden, status: 403), count: 9)
      h.event(.pauseEnded)
      h.run(.milliseconds(600))
      #expect(h.calls.last == "resume p1")
      h.truth["p1"]?.state = .paused
      h.run(.seconds(10))
      #expect(h.state("p1") == .recording)
    }
  }

  @Test("R10 a reading that lagged behind a resume is not believed when nothing can be read after it")
  func laggingReadingNotBelieved() {
    withOvertaken { h in
      h.script[.inspect] = [
        Outcome(.confirmed, status: 200, observations: [Observation(recording: "p1", agent: "a", participant: "p1", state: .paused)]),
        Self.blind,
      ]
      h.answer(.resume)
      h.unsent = []
      h.run(.seconds(5))
      #expect(h.state("p1") == .paused)
    }
  }

  @Test("R1 a reading that lags behind a resume does not stand for the pause of the next window")
  func laggingReadingBeforeWindow() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      end(h)
      let paused = Observation(recording: "p1", agent: "a", participant: "p1", state: .paused)
      h.script[.inspect] = Array(repeating: Outcome(.confirmed, status: 200, observations: [paused]), count: 2)
      h.run(.milliseconds(600))
      h.forgetCalls()
      h.event(.pauseStarted)
      #expect(h.calls.first == "pause p1")
    }
  }

  @Test("R6 a lost pause of a recording that ended may reach the one that its participant begins anew", arguments: [true, false])
  func lostPauseReachesNextRecording(byRestart: Bool) {
    withEngine { h in
      h.addScreen("p1")
      h.unanswered = [.pause]
      h.event(.pauseStarted)
      h.event(.recordingEnded) { $0.participant = "p1" }
      end(h)
      if byRestart { h.restart() } else { h.answer(.pause, Outcome(.unknown)) }
      h.run(.milliseconds(100))
      h.event(.recordingStarted) { $0.participant = "p1" }
      h.truth["p1"]?.state = .paused
      h.run(.seconds(10))
      #expect(h.state("p1") == .recording)
    }
  }

  @Test("R1 R10 a pause that may still apply is not counted on by a window that opens after its recording was read as recording")
  func lateUnreadPause() {
    withEngine { h in
      h.addScreen("p1")
      h.script[.pause] = [Outcome(.accepted, status: 202)]
      h.script[.inspect] = [Outcome(.refused, refusal: .forbidden, status: 403)]
      h.event(.pauseStarted)
      h.run(.milliseconds(100))
      h.event(.pauseEnded)
      h.run(.milliseconds(600))
      h.forgetCalls()
      h.event(.pauseStarted)
      #expect(h.calls.first == "pause p1")
      #expect(h.state("p1") == .paused)
    }
  }

  @Test("R10 a pause that a reading spoke against is repeated, not believed, when it can be read no more")
  func contradictedPause() {
    withEngine { h in
      h.addScreen("p1")
      h.script[.pause] = [Outcome(.accepted, status: 202)]
      let reading = Observation(recording: "p1", agent: "a", participant: "p1", state: .recording)
      h.script[.inspect] = [
        Outcome(.confirmed, status: 200, observations: [reading]), Outcome(.refused, refusal: .forbidden, status: 403),
      ]
      h.event(.pauseStarted)
      h.run(.seconds(1))
      #expect(h.calls == ["pause p1", "inspect p1", "inspect p1", "pause p1"])
      #expect(h.state("p1") == .paused)
    }
  }

  @Test("R6 a lost pause of a recording that then was not there may have reached the one that its participant begins anew")
  func lostPauseReachesWhatIsFoundAgain() {
    withEngine { h in
      h.addScreen("p1")
      h.unanswered = [.pause, .inspect]
      h.event(.pauseStarted)
      end(h)
      h.answer(.pause, Outcome(.unknown))
      h.answer(.inspect, Outcome(.gone, status: 404))
      h.unanswered = []
      h.run(.seconds(10))
      h.truth["p1"]?.state = .paused
      h.event(.recordingStarted) { $0.participant = "p1" }
      h.run(.seconds(10))
      #expect(h.state("p1") == .recording)
    }
  }

  @Test("R6 what a new recording may have inherited is looked at though a window came and went without a call")
  func inheritedPauseOutlivesWindow() {
    withEngine { h in
      h.addScreen("p1")
      h.unanswered = [.pause]
      h.event(.pauseStarted)
      h.truth["p1"]?.state = .ended
      h.event(.recordingEnded) { $0.participant = "p1" }
      h.answer(.pause, Outcome(.accepted, status: 200))
      end(h)
      h.run(.seconds(10))
      h.unsent = [.pause]
      h.run(.milliseconds(1))
      h.event(.pauseStarted)
      h.truth["p1"]?.state = .paused
      h.event(.recordingStarted) { $0.participant = "p1" }
      end(h)
      h.run(.seconds(10))
      #expect(h.state("p1") == .recording)
    }
  }

  @Test("R9 a reading that left before the pause of another recording, and cannot tell of it, is followed by one that does")
  func readingTooEarly() {
    withEngine { h in
      h.addScreen("p1")
      h.unanswered = [.inspect]
      start(h)
      let early = h.applied(h.inFlight[0])
      h.run(.milliseconds(100))
      h.script[.pause] = [Outcome(.accepted, status: 200)]
      h.addScreen("p2")
      h.unanswered = []
      h.run(.milliseconds(100))
      h.answer(.inspect, early)
      h.run(.seconds(10))
      #expect(h.state("p2") == .paused)
    }
  }

  @Test("R4 R1 what was found not connected before its window opened is asked for, and paused once it is")
  func foundUnconnected() {
    withEngine { h in
      h.addScreen("p1", announced: false)
      h.truth["p1"]?.isConnected = false
      h.event(.pauseEnded)
      h.run(.milliseconds(200))
      h.truth["p1"]?.isConnected = true
      start(h)
      h.run(.seconds(10))
      #expect(h.state("p1") == .paused)
    }
  }

  @Test("R5 a resume that was in flight at a crash is not repeated on the word of a reading from before it")
  func resumeInFlightAtCrash() {
    withEngine { h in
      h.addScreen("p1")
      h.addScreen("p2")
      start(h)
      h.run(.seconds(3))
      h.unanswered = [.resume]
      end(h)
      h.run(.seconds(3))
      h.answer(.resume)
      h.forgetCalls()
      h.restart()
      #expect(h.calls.first?.hasPrefix("inspect") == true)
    }
  }
}
