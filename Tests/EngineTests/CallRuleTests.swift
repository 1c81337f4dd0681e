import Engine
import Model
import Testing

/// R8 to R11: calls that cross, answers that are lost, readings that are not final, drift.
@Suite struct CallRuleTests {
  // MARK: R8

  @Test("R8 a wish that changed before its call was sent is never sent")
  func neverSent() {
    withEngine { h in
      h.addScreen("p1")
      h.unsent = [.pause]
      h.event(.pauseStarted)
      h.run(.milliseconds(100))
      h.event(.pauseEnded)
      #expect(h.queue == [])
      h.unsent = []
      h.run(.seconds(30))
      #expect(h.calls == [])
    }
  }

  @Test("R8 the newest wish wins when the call in flight returns")
  func newestWish() {
    withEngine { h in
      h.addScreen("p1")
      h.unanswered = [.pause]
      h.event(.pauseStarted)
      h.run(.milliseconds(100))
      h.event(.pauseEnded)
      h.run(.seconds(2))
      #expect(h.calls == ["pause p1"], "nothing else is sent while it is in flight")
      h.answer(.pause)
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording)
    }
  }

  @Test("R8 a pause does not wait for a resume in flight, and is verified after both have returned", arguments: [true, false])
  func overtaken(resumeAppliesLast: Bool) {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.event(.pauseEnded)
      h.unanswered = [.resume]
      h.run(.milliseconds(500))
      #expect(h.inFlight.map(\.kind) == [.resume])
      h.event(.pauseStarted)
      #expect(h.calls.contains("pause p1"))
      #expect(h.state("p1") == .paused)
      h.run(.milliseconds(100))
      if resumeAppliesLast { h.answer(.resume) } else { h.answer(.resume, Outcome(.accepted)) }
      h.run(.seconds(5))
      #expect(h.state("p1") == .paused)
      h.run(.seconds(60))
      #expect(h.calls.filter { $0 == "resume p1" }.count == 1)
    }
  }

  @Test("R8 a resume that was overtaken is not tried again, whatever its answer")
  func overtakenFails() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.event(.pauseEnded)
      h.unanswered = [.resume]
      h.run(.milliseconds(500))
      h.event(.pauseStarted)
      h.answer(.resume, Outcome(.failed, status: 503), isFinal: false)
      #expect(!h.queue.contains("resume p1"))
      h.run(.seconds(30))
      #expect(h.state("p1") == .paused)
      #expect(h.calls.filter { $0 == "resume p1" }.count == 1)
    }
  }

  @Test("R8 an overtaken resume that failed while its window closed again is not parked")
  func overtakenAndClosed() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.event(.pauseEnded)
      h.unanswered = [.resume]
      h.run(.milliseconds(500))
      h.event(.pauseStarted)
      h.run(.milliseconds(100))
      h.event(.pauseEnded)
      h.answer(.resume, Outcome(.failed, status: 503), isFinal: false)
      h.unanswered = []
      h.run(.seconds(10))
      #expect(h.state("p1") == .recording)
      #expect(h.engine.parked().isEmpty)
    }
  }

  @Test("R8 without inspection an overtaking pause is repeated once the resume has returned", arguments: [true, false])
  func overtakenBlind(pauseReturnsFirst: Bool) {
    withEngine([.voice]) { h in
      h.addShared("v1", platform: .voice)
      h.event(.pauseStarted) { $0.contact = "v1" }
      h.run(.seconds(5))
      h.event(.pauseEnded)
      h.unanswered = [.resume, .pause]
      h.run(.milliseconds(500))
      h.event(.pauseStarted)
      h.run(.milliseconds(10))
      for kind in pauseReturnsFirst ? [Command.Kind.pause, .resume] : [.resume, .pause] {
        #expect(h.windows.first?.confirmedAt == nil)
        h.answer(kind)
      }
      #expect(h.calls == ["pause v1", "resume v1", "pause v1", "pause v1"])
      h.answer(.pause)
      #expect(h.state("v1") == .paused)
      #expect(h.windows.first?.confirmedAt != nil)
    }
  }

  @Test("R8 without inspection a pause that returns after the resume it overtook is released, its window having closed (seed 16703)")
  func overtakenBlindAndClosed() {
    withEngine([.voice]) { h in
      h.addShared("v1", platform: .voice)
      h.event(.pauseStarted) { $0.contact = "v1" }
      h.run(.seconds(5))
      h.event(.pauseEnded)
      h.unanswered = [.resume, .pause]
      h.run(.milliseconds(500))
      h.event(.pauseStarted)
      h.run(.milliseconds(10))
      h.event(.pauseEnded)
      h.unanswered = []
      h.answer(.resume)
      h.answer(.pause)
      h.run(.seconds(5))
      #expect(h.state("v1") == .recording)
    }
  }

  // MARK: R9

  @Test("R9 an answer that was lost is inspected; found recording, the pause is repeated at once", arguments: [true, false])
  func lostPause(wasApplied: Bool) {
    withEngine { h in
      h.addScreen("p1")
      h.unanswered = [.pause]
      h.event(.pauseStarted)
      if wasApplied { h.truth["p1"]?.state = .paused }
      h.unanswered = []
      h.answer(.pause, Outcome(.unknown))
      #expect(h.state("p1") == .paused)
      #expect(h.calls == (wasApplied ? ["pause p1", "inspect p1"] : ["pause p1", "inspect p1", "pause p1", "inspect p1"]))
    }
  }

  @Test("R9 without inspection: covered, the pause is repeated; not covered, the resume")
  func lostBlind() {
    withEngine([.voice]) { h in
      h.addShared("v1", platform: .voice)
      h.script[.pause] = [Outcome(.unknown)]
      h.event(.pauseStarted) { $0.contact = "v1" }
      h.run(.seconds(1))
      #expect(h.calls == ["pause v1", "pause v1"])
      #expect(h.state("v1") == .paused)
      h.run(.seconds(5))
      h.script[.resume] = [Outcome(.unknown), Outcome(.unknown)]
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.state("v1") == .recording)
      #expect(h.calls.filter { $0 == "resume v1" }.count == 3)
    }
  }

  @Test("R9 without inspection a lost resume may still apply: the next window's pause is repeated when it cannot any more")
  func lostResumeBlind() {
    withEngine([.voice]) { h in
      h.addShared("v1", platform: .voice)
      h.event(.pauseStarted) { $0.contact = "v1" }
      h.run(.seconds(5))
      h.unanswered = [.resume]
      h.event(.pauseEnded)
      h.run(.milliseconds(500))
      h.answer(.resume, Outcome(.unknown))
      h.event(.pauseStarted)
      h.truth["v1"]?.state = .recording
      h.run(.seconds(4))
      #expect(h.state("v1") == .paused)
    }
  }

  @Test("R9 while look-ups fail, a pause whose answer was lost is repeated")
  func lostAndNoLookUp() {
    withEngine { h in
      h.addScreen("p1")
      h.unanswered = [.pause, .inspect]
      h.event(.pauseStarted)
      h.answer(.pause, Outcome(.unknown))
      h.unsent = [.inspect]
      h.answer(.inspect, Outcome(.failed, status: 503), isFinal: false)
      #expect(h.calls == ["pause p1", "inspect p1", "pause p1"])
    }
  }

  // MARK: R10

  @Test("R10 a 2xx is not yet a confirmation")
  func accepted() {
    withEngine { h in
      h.addScreen("p1")
      h.unanswered = [.inspect]
      h.event(.pauseStarted)
      #expect(h.windows.first?.recordings.first?.known == "unknown")
      h.answer(.inspect)
      #expect(h.windows.first?.recordings.first?.known == "paused")
      #expect(h.windows.first?.gap == .zero)
    }
  }

  @Test("R10 a reading soon after a call is not final: read again, act on the last")
  func eventuallyConsistent() {
    withEngine { h in
      h.addScreen("p1")
      let stale = Outcome(.confirmed, observations: [Observation(recording: "p1", agent: "a", participant: "p1", state: .recording)])
      h.script[.inspect] = [stale, stale, stale]
      h.event(.pauseStarted)
      h.run(.seconds(3))
      #expect(h.calls.filter { $0 == "pause p1" }.count == 1)
      #expect(!h.wasRaised("pause_unverified"))
      #expect(h.windows.first?.gap.map { $0 >= .milliseconds(500) } == true)
    }
  }

  @Test("R10 not paused when the reading is final: pause_unverified, and paused again")
  func unverified() {
    withEngine { h in
      h.addScreen("p1")
      h.script[.pause] = [Outcome(.accepted)]
      h.event(.pauseStarted)
      h.run(.seconds(10))
      #expect(h.wasRaised("pause_unverified"))
      #expect(h.alarms == [])
      #expect(h.state("p1") == .paused)
      h.event(.pauseEnded)
      #expect(h.exposures == ["late 0-3000 flagged"])
    }
  }

  @Test("R10 found recording inside a window: paused again, alarm drift")
  func drift() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(20))
      h.truth["p1"]?.state = .recording
      h.unanswered = [.pause]
      h.run(.seconds(10))
      #expect(h.alarms == ["drift"])
      h.unanswered = []
      h.run(.seconds(1))
      h.answer(.pause)
      #expect(h.alarms == [])
      #expect(h.state("p1") == .paused)
      #expect(h.exposures == ["drifted 15000-31000 flagged"])
    }
  }

  @Test("R10 what is confirmed is looked at for drift; a reading that nothing needs any more is taken back before it leaves")
  func driftCheck() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.unsent = [.inspect]
      h.run(.seconds(20))
      #expect(h.waiting.map(\.purpose) == [.drift])
      h.event(.agentLeft) { $0.participant = "p1" }
      #expect(h.queue == [])
    }
  }

  @Test("R10 what was read as paused just before a window covers it is looked at for drift too")
  func driftAfterCancelledResume() {
    withEngine { h in
      h.addScreen("p1")
      h.unanswered = [.pause]
      h.unsent = [.resume]
      h.event(.pauseStarted)
      h.run(.seconds(1))
      h.event(.pauseEnded)
      h.run(.seconds(1))
      h.answer(.pause)
      h.run(.seconds(1))
      #expect(h.queue == ["resume p1"])
      h.event(.pauseStarted)
      #expect(h.queue == [])
      h.unanswered = []
      h.truth["p1"]?.state = .recording
      h.run(.seconds(20))
      #expect(h.state("p1") == .paused)
    }
  }

  @Test("R10 a platform that resumes by itself is paused again when it will have")
  func selfResumes() {
    let voice = PlatformTraits.voice.with { $0.selfResumes = .seconds(60) }
    withEngine([voice]) { h in
      h.addShared("v1", platform: voice)
      h.event(.pauseStarted) { $0.contact = "v1" }
      h.run(.milliseconds(59_999))
      #expect(h.calls == ["pause v1"])
      h.truth["v1"]?.state = .recording
      h.run(.milliseconds(1))
      #expect(h.calls == ["pause v1", "pause v1"])
      #expect(h.exposures == [])
    }
  }

  @Test("R10 a resume is read back, and repeated when it did nothing")
  func resumeUnverified() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.script[.resume] = [Outcome(.accepted)]
      h.event(.pauseEnded)
      h.run(.seconds(10))
      #expect(h.state("p1") == .recording)
      #expect(h.calls.filter { $0 == "resume p1" }.count == 2)
    }
  }

  @Test("R10 what stays paused for 15 minutes of resuming is parked")
  func resumeNeverWorks() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.script[.resume] = Array(repeating: Outcome(.accepted), count: 1000)
      h.event(.pauseEnded)
      h.run(.minutes(20))
      #expect(h.engine.parked().map(\.kind) == [.resume])
      #expect(h.alarms == ["parked"])
      h.script = [:]
      h.act(.retry, ["command": "\(h.engine.parked()[0].id)"])
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording)
      #expect(h.alarms == [])
    }
  }

  // MARK: R11

  @Test("R11 a recording that ended under a window, and one of the same agent within 30 s: recording_split", arguments: [29, 31])
  func split(after: Int64) {
    withEngine([.screen]) { h in
      h.addScreen("r1", platform: .screen)
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.event(.recordingEnded) { $0.recording = "r1" }
      h.truth["r1"]?.state = .ended
      h.run(.seconds(after))
      h.addScreen("r2", platform: .screen)
      #expect(h.state("r2") == .paused)
      #expect(h.wasRaised("recording_split") == (after == 29))
    }
  }

  @Test("R11 a recording that was there before is no split")
  func noSplit() {
    withEngine([.screen]) { h in
      h.addScreen("r1", platform: .screen)
      h.addScreen("r2", platform: .screen)
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.event(.recordingEnded) { $0.recording = "r1" }
      h.event(.pauseEnded)
      h.run(.seconds(5))
      h.event(.pauseStarted)
      h.run(.seconds(1))
      #expect(h.state("r2") == .paused)
      #expect(!h.wasRaised("recording_split"))
    }
  }
}
