import Engine
import Model
import Testing

/// The table of answers: what each means to a pause, a resume and a look-up.
@Suite struct AnswerTableTests {
  private func refused(_ refusal: Outcome.Refusal, _ status: Int) -> Outcome { Outcome(.refused, refusal: refusal, status: status) }

  // MARK: To a pause

  @Test("403 to a pause: auth_failed, and again each 30 s while covered")
  func forbiddenPause() {
    withEngine { h in
      h.addScreen("p1")
      h.script[.pause] = Array(repeating: refused(.forbidden, 403), count: 3)
      h.event(.pauseStarted)
      #expect(h.alarms == ["auth_failed"])
      h.run(.milliseconds(89_999))
      #expect(h.calls == ["pause p1", "pause p1", "pause p1"])
      h.run(.milliseconds(1))
      #expect(h.state("p1") == .paused)
      #expect(h.alarms == [])
      h.event(.pauseEnded)
      #expect(h.exposures == ["refused 0-90000 flagged"])
    }
  }

  @Test("404 to a pause: looked for again while covered, then paused")
  func gonePause() {
    withEngine { h in
      h.addScreen("p1")
      h.script[.pause] = [Outcome(.gone, status: 404)]
      h.event(.pauseStarted)
      h.run(.seconds(2))
      #expect(h.state("p1") == .paused)
    }
  }

  @Test("404 to a pause of what is not there: looked for while covered, dropped when the window closes")
  func goneForGood() {
    withEngine { h in
      h.addScreen("p1")
      h.truth = [:]
      h.event(.pauseStarted)
      h.run(.seconds(60))
      #expect(h.alarms == ["pause_unresolved"])
      #expect(h.calls.filter { $0 == "pause p1" }.count == 1)
      h.event(.pauseEnded)
      h.run(.seconds(60))
      #expect(h.isAtRest)
      #expect(h.alarms == [])
    }
  }

  @Test("404 to a pause where nothing can be looked up: repeated while covered, never in a tight loop")
  func goneBlind() {
    withEngine([.voice]) { h in
      h.event(.pauseStarted) { $0.contact = "v1" }
      h.run(.seconds(60))
      #expect((5...12).contains(h.calls.count))
      h.addShared("v1", platform: .voice)
      h.run(.seconds(15))
      #expect(h.state("v1") == .paused)
    }
  }

  @Test("409 to a pause, found paused: confirmed")
  func conflictPaused() {
    withEngine { h in
      h.addScreen("p1")
      h.truth["p1"]?.state = .paused
      h.script[.pause] = [refused(.conflict, 409)]
      h.event(.pauseStarted)
      h.run(.seconds(5))
      #expect(h.calls == ["pause p1", "inspect p1"])
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording)
    }
  }

  @Test("409 to a pause, found recording: tried again; found ended: gone", arguments: [Observation.State.recording, .ended])
  func conflict(state: Observation.State) {
    withEngine { h in
      h.addScreen("p1")
      h.truth["p1"]?.state = state
      h.script[.pause] = [refused(.conflict, 409)]
      h.event(.pauseStarted)
      h.run(.seconds(5))
      #expect(h.calls.filter { $0 == "pause p1" }.count == (state == .recording ? 2 : 1))
    }
  }

  @Test("another 4xx to a pause: parked with an alarm, never repeated; a new window or an operator tries again", arguments: [true, false])
  func malformedPause(byOperator: Bool) {
    withEngine { h in
      h.addScreen("p1")
      h.script[.pause] = [refused(.malformed, 400)]
      h.event(.pauseStarted)
      h.run(.seconds(30))
      #expect(h.calls.filter { $0 == "pause p1" }.count == 1)
      #expect(h.alarms == ["parked"])
      #expect(h.engine.parked().map(\.kind) == [.pause])
      if byOperator {
        h.act(.retry, ["command": "\(h.engine.parked()[0].id)"])
        #expect(h.alarms == [])
      } else {
        h.event(.pauseStarted) { $0.origin = "other" }
      }
      #expect(h.state("p1") == .paused)
    }
  }

  @Test("a parked pause that is dropped stays given up; the release goes on when the window closes")
  func droppedPause() {
    withEngine { h in
      h.addScreen("p1")
      h.script[.pause] = [refused(.malformed, 400)]
      h.event(.pauseStarted)
      h.act(.drop, ["command": "\(h.engine.parked()[0].id)"])
      h.run(.seconds(60))
      #expect(h.calls == ["pause p1"])
      #expect(h.engine.parked().isEmpty)
      h.event(.pauseEnded)
      h.run(.seconds(10))
      #expect(h.isAtRest)
    }
  }

  @Test("5xx to a pause: the delivery tries again, and the exposure says outage")
  func failedPause() {
    withEngine { h in
      h.addScreen("p1")
      h.unanswered = [.pause]
      h.event(.pauseStarted)
      h.run(.seconds(1))
      h.unsent = [.pause]
      h.answer(.pause, Outcome(.failed, status: 503), isFinal: false)
      #expect(h.queue == ["pause p1"])
      h.run(.seconds(3))
      h.unsent = []
      h.unanswered = []
      h.pump()
      h.event(.pauseEnded)
      #expect(h.exposures == ["outage 0-4000 flagged"])
    }
  }

  @Test("5xx to a pause whose window closes meanwhile: taken back, then read whether it was done")
  func failedPauseClosed() {
    withEngine { h in
      h.addScreen("p1")
      h.unanswered = [.pause]
      h.event(.pauseStarted)
      h.run(.seconds(1))
      h.unsent = [.pause]
      h.answer(.pause, Outcome(.failed, status: 503), isFinal: false)
      h.truth["p1"]?.state = .paused
      h.event(.pauseEnded)
      #expect(h.queue == [])
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording)
    }
  }

  // MARK: To a resume

  private func resuming(_ outcome: Outcome, on platform: PlatformTraits = .genesys, _ body: (EngineHarness) -> Void) {
    withEngine([platform]) { h in
      let id = platform.isShared ? "v1" : "p1"
      if platform.isShared { h.addShared(id, platform: platform) } else { h.addScreen(id, platform: platform) }
      h.event(.pauseStarted) { $0.contact = "v1" }
      h.run(.seconds(5))
      h.script[.resume] = [outcome]
      h.event(.pauseEnded)
      h.run(.seconds(30))
      body(h)
    }
  }

  @Test("403 to a resume: alarm, parked")
  func forbiddenResume() {
    resuming(refused(.forbidden, 403)) { h in
      #expect(h.alarms == ["auth_failed", "parked"])
      #expect(h.calls.filter { $0 == "resume p1" }.count == 1)
      h.event(.pauseStarted)
      h.run(.seconds(1))
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording, "a new window lets it go again")
    }
  }

  @Test("404 to a resume: dropped with a note; a new window still pauses what is there after all")
  func goneResume() {
    for platform in [PlatformTraits.genesys, .screen, .voice] {
      resuming(Outcome(.gone, status: 404), on: platform) { h in
        #expect(h.decisions.contains { $0.kind == .dropped })
        #expect(h.isAtRest)
        h.event(.pauseStarted)
        h.run(.seconds(5))
        #expect(h.state(platform.isShared ? "v1" : "p1") == .paused)
      }
    }
  }

  @Test("409 to a resume, found recording: dropped; found paused: read and tried again")
  func conflictResume() {
    resuming(refused(.conflict, 409)) { h in
      #expect(h.state("p1") == .recording)
      #expect(h.calls.filter { $0 == "resume p1" }.count == 2)
    }
    resuming(refused(.conflict, 409), on: .voice) { h in
      #expect(h.calls.filter { $0 == "resume v1" }.count == 1)
      #expect(h.decisions.contains { $0.kind == .dropped })
      h.event(.pauseStarted)
      #expect(h.calls.last == "pause v1")
    }
  }

  @Test("another 4xx, and 15 minutes of 5xx, to a resume: parked with an alarm")
  func malformedResume() {
    for outcome in [refused(.malformed, 400), Outcome(.failed, status: 503)] {
      resuming(outcome) { h in
        #expect(h.alarms == ["parked"])
        #expect(h.engine.parked().map(\.kind) == [.resume])
        h.act(.drop, ["command": "\(h.engine.parked()[0].id)"])
        h.run(.seconds(30))
        #expect(h.isAtRest)
        #expect(h.state("p1") == .paused)
      }
    }
  }

  // MARK: To a look-up

  @Test("403 to a resolve: auth_failed, and again after 30 s")
  func forbiddenResolve() {
    withEngine { h in
      h.addScreen("p1", announced: false)
      h.script[.resolve] = [refused(.forbidden, 403)]
      h.event(.pauseStarted)
      #expect(h.alarms == ["auth_failed"])
      h.run(.milliseconds(29_999))
      #expect(h.calls == ["resolve a"])
      h.run(.milliseconds(1))
      #expect(h.state("p1") == .paused)
      #expect(h.alarms == [])
    }
  }

  @Test("R3 pause_unresolved does not say that nothing was found where nothing was answered")
  func unanswered() {
    withEngine { h in
      h.unanswered = [.resolve]
      h.event(.pauseStarted)
      h.run(.seconds(1))
      h.answer(.resolve, Outcome(.failed, status: 503), isFinal: false)
      h.run(.seconds(2))
      #expect(h.message(of: "pause_unresolved") == "genesys has answered no look-up for an open window yet; its other alarms say why")
    }
  }

  @Test("another 4xx to a resolve: parked; an operator's retry looks again")
  func malformedResolve() {
    withEngine { h in
      h.addScreen("p1", announced: false)
      h.script[.resolve] = [refused(.malformed, 400)]
      h.event(.pauseStarted)
      h.run(.seconds(60))
      #expect(h.calls == ["resolve a"])
      #expect(h.alarms == ["parked", "pause_unresolved"])
      h.act(.retry, ["command": "\(h.engine.parked()[0].id)"])
      #expect(h.state("p1") == .paused)
    }
  }

  @Test("403 to an inspection: what cannot be read is believed from the 2xx, with an alarm")
  func forbiddenInspect() {
    withEngine { h in
      h.addScreen("p1")
      h.script[.inspect] = Array(repeating: refused(.forbidden, 403), count: 10)
      h.event(.pauseStarted)
      h.run(.seconds(5))
      #expect(h.state("p1") == .paused)
      #expect(h.alarms == [] || h.alarms == ["auth_failed"])
      #expect(h.windows.first?.confirmedAt != nil)
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording)
    }
  }

  @Test(
    "R10 a reading that is refused, or does not tell the state, is asked for again in 30 s: what somebody resumes meanwhile is paused again",
    arguments: [
      Outcome(.refused, refusal: .forbidden, status: 403), Outcome(.refused, refusal: .unauthorized, status: 401),
      Outcome(.refused, refusal: .malformed, status: 400),
      Outcome(.confirmed, status: 200, observations: [Observation(recording: "p1", agent: "a", state: .unknown)]),
    ])
  func refusedDriftCheck(answer: Outcome) {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(3))
      h.script[.inspect] = [answer]
      h.run(.seconds(20))
      #expect(h.script[.inspect] == [])
      h.truth["p1"]?.state = .recording
      h.run(.seconds(30))
      #expect(h.state("p1") == .paused)
    }
  }

  @Test("403 to the look before a resume, of a pause that was never read back: resumed all the same (R5)")
  func forbiddenBeforeResume() {
    withEngine { h in
      h.addScreen("p1")
      h.unsent = [.inspect]
      h.event(.pauseStarted)
      h.run(.seconds(1))
      h.event(.pauseEnded)
      h.script[.inspect] = Array(repeating: refused(.forbidden, 403), count: 10)
      h.unsent = []
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording)
    }
  }

  @Test("R5 a resume that was believed, since nothing could be read, is repeated when a reading says PAUSED after all")
  func believedResume() {
    withEngine { h in
      h.addScreen("p1")
      h.addScreen("p2", agent: "b")
      h.event(.pauseStarted)
      h.run(.seconds(3))
      h.script[.inspect] = [refused(.forbidden, 403)]
      h.script[.resume] = [Outcome(.accepted, status: 200)]
      h.event(.pauseEnded)
      h.run(.seconds(3))
      #expect(h.state("p1") == .paused)
      h.event(.pauseStarted, agent: "b")
      h.run(.seconds(10))
      #expect(h.state("p1") == .recording)
    }
  }

  @Test("W2 a look-up that is refused is not the one look: it is made again, for a quarter of an hour")
  func refusedLook() {
    withEngine { h in
      h.addScreen("p1", announced: false)
      h.truth["p1"]?.state = .paused
      h.script[.resolve] = [refused(.conflict, 409), refused(.forbidden, 403)]
      h.event(.pauseEnded)
      h.run(.minutes(1))
      #expect(h.state("p1") == .recording)
      h.script[.resolve] = Array(repeating: refused(.forbidden, 403), count: 1000)
      h.event(.pauseEnded, agent: "b")
      h.run(.hours(1))
      #expect((20...60).contains(h.calls.count { $0 == "resolve b" }))
    }
  }

  @Test("a look-up that fails for good is asked again while it is needed")
  func failedInspect() {
    withEngine { h in
      h.addScreen("p1")
      h.script[.inspect] = [Outcome(.failed, status: 503), Outcome(.failed, status: 503)]
      h.event(.pauseStarted)
      h.run(.seconds(5))
      #expect(h.windows.first?.confirmedAt != nil)
    }
  }
}
