import Engine
import Model
import Testing

/// R1 to R7, E2 and E3: what a recording should be and how it is found.
@Suite struct RecordingRuleTests {
  @Test("E2 an occurredAt in the future counts as the receipt's time")
  func future() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted, at: 3_600_000)
      h.run(.seconds(1))
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording)
    }
  }

  @Test("E3 events of several platforms of one system meet, and an alias is learned from any of them")
  func aliases() {
    withEngine([.cxoneScreen, .voice], policy: .defaults { $0.platforms = ["cxone-screen", "voice"] }) { h in
      h.addScreen("r1", platform: .cxoneScreen)
      h.addShared("v1", platform: .voice)
      h.event(.pauseStarted)
      h.run(.seconds(3))
      #expect(h.state("r1") == .paused)
      #expect(h.alarms == ["pause_unresolved"])
      h.event(.ignored) { $0.contact = "v1" }
      #expect(h.state("v1") == .paused)
      #expect(h.alarms == [])
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.state("v1") == .recording)
      #expect(h.exposures == ["unresolved 0-3000 flagged"])
    }
  }

  @Test("R1 a covered recording is paused at once")
  func atOnce() {
    withEngine { h in
      h.addScreen("p1")
      h.unsent = [.pause]
      h.event(.pauseStarted)
      #expect(h.queue == ["pause p1"])
    }
  }

  @Test("R1 a pause does not wait for the reading of a resume")
  func atOnceWhileReading() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.event(.pauseEnded)
      h.run(.milliseconds(499))
      h.unanswered = [.inspect]
      h.run(.milliseconds(1))
      h.answer(.inspect)
      #expect(h.calls.last == "inspect p1", "the resume is being read back")
      h.event(.pauseStarted)
      #expect(h.calls.last == "pause p1")
    }
  }

  @Test("R2 confirmed paused, or a pause in flight: no call")
  func noCall() {
    withEngine { h in
      h.addScreen("p1")
      h.unanswered = [.pause]
      h.event(.pauseStarted)
      h.event(.pauseStarted)
      h.event(.pauseStarted) { $0.origin = "other" }
      #expect(h.calls == ["pause p1"])
      h.answer(.pause)
      h.event(.pauseStarted)
      #expect(h.calls == ["pause p1", "inspect p1"])
    }
  }

  @Test("R3 what joined is not looked up")
  func known() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      #expect(!h.calls.contains { $0.hasPrefix("resolve") })
    }
  }

  @Test("R1 a shared recording that a 404 hid is asked for again when the next window opens, and paused")
  func hidden() {
    withEngine([.conversation]) { h in
      h.addShared("c", platform: .conversation)
      h.unanswered = [.pause]
      h.event(.pauseStarted)
      h.run(.milliseconds(100))
      h.event(.pauseEnded)
      h.answer(.pause, Outcome(.gone, status: 404))
      h.unanswered = []
      h.run(.seconds(1))
      h.event(.pauseStarted)
      h.run(.seconds(5))
      #expect(h.state("c") == .paused)
    }
  }

  @Test("R1 one of an agent's screens that a 404 hid is asked for again, though his other one is known")
  func hiddenBeside() {
    withEngine([.screen]) { h in
      h.addScreen("p1", platform: .screen)
      h.addScreen("p2", platform: .screen)
      h.unanswered = [.pause]
      h.event(.pauseStarted)
      h.run(.milliseconds(100))
      h.event(.pauseEnded)
      h.answer(.pause, Outcome(.gone, status: 404))
      h.answer(.pause)
      h.unanswered = []
      h.run(.seconds(5))
      h.event(.pauseStarted)
      h.run(.seconds(5))
      #expect(h.state("p1") == .paused)
      #expect(h.state("p2") == .paused)
    }
  }

  @Test("R3 who only watches a screen has none that is recorded")
  func watcher() {
    withEngine(policy: .defaults { $0.scope = .everyone }) { h in
      h.addScreen("p1")
      h.event(.agentJoined, agent: "s") {
        $0.participant = "watching"
        $0.session = "s1"
        $0.metadata = ["mediaType": "SCREENMONITORING"]
      }
      h.event(.pauseStarted)
      h.event(.agentLeft, agent: "s") {
        $0.participant = "watching"
        $0.session = "s1"
        $0.metadata = ["mediaType": "SCREENMONITORING"]
      }
      h.run(.seconds(5))
      #expect(h.calls.filter { $0.hasPrefix("pause") } == ["pause p1"])
    }
  }

  @Test("R3 what nobody announced is looked up: again after 250 ms, 500 ms, 1 s, 2 s …, slowing to 15 s, with pause_unresolved after 2 s")
  func looksAgain() {
    withEngine { h in
      h.event(.pauseStarted)
      var moments: [Int64] = []
      var known = 0
      for _ in 0..<440 {
        if h.calls.count > known { moments.append(h.elapsed) }
        known = h.calls.count
        h.run(.milliseconds(125))
        #expect(h.alarms == (h.elapsed >= 2000 ? ["pause_unresolved"] : []))
      }
      #expect(h.message(of: "pause_unresolved") == "no recording found on genesys for an open window; looking again until it closes")
      #expect(moments == [0, 250, 750, 1750, 3750, 5750, 7750, 9750, 11_750, 26_750, 41_750])
      h.addScreen("p1", announced: false)
      h.run(.seconds(15))
      #expect(h.state("p1") == .paused)
      #expect(h.alarms == [])
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.exposures == ["unresolved 0-56750 flagged"])
    }
  }

  @Test("R3 the search ends with its window")
  func searchEnds() {
    withEngine { h in
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.event(.pauseEnded)
      h.forgetCalls()
      h.run(.seconds(60))
      #expect(h.calls == [])
      #expect(h.isAtRest)
      #expect(h.alarms == [])
    }
  }

  @Test("R3 a look-up that finds several pauses all of them")
  func several() {
    withEngine { h in
      h.addScreen("p1", announced: false)
      h.addScreen("p2", announced: false)
      h.event(.pauseStarted)
      #expect(h.state("p1") == .paused)
      #expect(h.state("p2") == .paused)
    }
  }

  @Test("R3, D4 who begins to wait while a look-up for another is under way is looked up as soon as it is back")
  func twoAgents() {
    withEngine([.cxoneScreen]) { h in
      h.addScreen("r1", platform: .cxoneScreen, announced: false)
      h.addScreen("r2", agent: "b", platform: .cxoneScreen, announced: false)
      h.unanswered = [.resolve]
      h.event(.pauseStarted)
      h.event(.pauseStarted, agent: "b")
      #expect(h.calls == ["resolve a"])
      h.unanswered = []
      h.answer(.resolve)
      #expect(h.state("r1") == .paused && h.state("r2") == .paused)
      #expect(h.elapsed == 0)
      #expect(h.calls.filter { $0.hasPrefix("resolve") }.count == 2)
    }
  }

  @Test("R3, D4 one look-up that has not left serves all who wait for it")
  func oneLookUp() {
    withEngine([.cxoneScreen]) { h in
      h.addScreen("r1", platform: .cxoneScreen, announced: false)
      h.addScreen("r2", agent: "b", platform: .cxoneScreen, announced: false)
      h.unsent = [.resolve]
      h.event(.pauseStarted)
      h.event(.pauseStarted, agent: "b")
      #expect(h.queue == ["resolve *"])
      h.unsent = []
      h.pump()
      #expect(h.calls.filter { $0.hasPrefix("resolve") }.count == 1)
      #expect(h.state("r1") == .paused && h.state("r2") == .paused)
    }
  }

  @Test("R3 a window does not wait out the backoff of another one's search")
  func ownSearch() {
    withEngine { h in
      h.event(.pauseStarted)
      h.run(.seconds(20))
      h.addScreen("p2", agent: "b", announced: false)
      h.forgetCalls()
      h.event(.pauseStarted, agent: "b")
      #expect(h.calls.first == "resolve *")
      #expect(h.state("p2") == .paused)
    }
  }

  @Test("R4 a recording that starts inside a window is paused at once")
  func startsInside() {
    withEngine([.screen]) { h in
      h.event(.pauseStarted)
      h.addScreen("r1", platform: .screen)
      #expect(h.state("r1") == .paused)
    }
  }

  @Test("R4 a participant that connects inside a window is paused at once")
  func connectsInside() {
    withEngine { h in
      h.event(.pauseStarted)
      h.addScreen("p1")
      #expect(h.state("p1") == .paused)
    }
  }

  @Test("R4 a participant still requested is not paused by a 2xx: the pause is repeated when it connects")
  func requested() {
    withEngine { h in
      h.addScreen("p1")
      h.truth["p1"]?.state = .requested
      h.event(.pauseStarted)
      h.run(.seconds(5))
      #expect(h.calls.filter { $0 == "pause p1" }.count == 1)
      #expect(h.windows.first?.confirmedAt == nil)
      h.truth["p1"]?.state = .recording
      h.run(.seconds(3))
      #expect(h.state("p1") == .paused)
      #expect(!h.wasRaised("pause_unverified"))
    }
  }

  @Test("R4 an alerting participant seen recording is not believed")
  func alerting() {
    withEngine { h in
      h.addScreen("p1")
      h.truth["p1"]?.isConnected = false
      h.truth["p1"]?.state = .requested
      h.event(.pauseStarted)
      h.run(.seconds(30))
      #expect(h.calls.filter { $0 == "pause p1" }.count == 1)
    }
  }

  @Test("R5 nothing is resumed that was not read as paused")
  func inspectsFirst() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.truth["p1"]?.state = .recording
      h.forgetCalls()
      h.event(.pauseEnded)
      h.run(.seconds(60))
      #expect(h.calls.allSatisfy { $0 == "inspect p1" })
    }
  }

  @Test("R5 found ended or gone: dropped, with a note", arguments: [true, false])
  func endedBeforeResume(isGone: Bool) {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      if isGone { h.truth["p1"] = nil } else { h.truth["p1"]?.state = .ended }
      h.event(.pauseEnded)
      h.run(.seconds(60))
      #expect(!h.calls.contains("resume p1"))
      #expect(h.decisions.contains { $0.kind == .dropped })
      #expect(h.isAtRest)
    }
  }

  @Test("R5 a state field that is absent means cannot be inspected: resumed only if hushd paused it")
  func blind() {
    withEngine { h in
      h.addScreen("p1")
      h.addScreen("p2", agent: "b")
      let unknown = Outcome(
        .confirmed,
        observations: ["p1": "a", "p2": "b"].sorted { $0.key < $1.key }.map {
          Observation(recording: $0.key, agent: $0.value, participant: $0.key, state: .unknown)
        })
      h.script[.inspect] = Array(repeating: unknown, count: 20)
      h.event(.pauseStarted)
      h.run(.seconds(5))
      #expect(h.state("p1") == .paused)
      h.event(.pauseEnded)
      h.event(.pauseEnded, agent: "b")
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording)
      #expect(!h.calls.contains("resume p2"))
    }
  }

  @Test("R6 an ended recording's pending resume is dropped and its id never used again")
  func endedRecording() {
    withEngine([.screen]) { h in
      h.addScreen("r1", platform: .screen)
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.event(.pauseEnded)
      h.unsent = [.resume]
      h.run(.milliseconds(500))
      #expect(h.queue == ["resume r1"])
      h.event(.recordingEnded) { $0.recording = "r1" }
      #expect(h.queue == [])
      h.unsent = []
      h.forgetCalls()
      h.event(.recordingStarted) { $0.recording = "r1" }
      h.event(.pauseStarted)
      h.run(.seconds(5))
      #expect(!h.calls.contains("pause r1"))
    }
  }

  @Test("R6 a participant's recording comes back when it starts again, and only by what is newer than its end")
  func participantComesBack() {
    withEngine { h in
      h.addScreen("p1")
      h.run(.seconds(10))
      h.event(.recordingEnded) { $0.participant = "p1" }
      h.event(.recordingStarted, at: 5000) { $0.participant = "p1" }
      h.event(.agentJoined, at: 6000) { $0.participant = "p1" }
      h.truth["p1"]?.state = .ended
      h.event(.pauseStarted)
      h.run(.seconds(1))
      #expect(!h.calls.contains("pause p1"))
      h.truth["p1"]?.state = .recording
      h.event(.recordingStarted) { $0.participant = "p1" }
      h.run(.seconds(1))
      #expect(h.state("p1") == .paused)
    }
  }

  @Test("R7 never a resume while another window covers it, whatever the order of events")
  func neverInside() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.event(.pauseEnded)
      h.unsent = [.resume]
      h.run(.milliseconds(600))
      #expect(h.queue == ["resume p1"])
      h.event(.pauseStarted) { $0.origin = "other" }
      #expect(h.queue == [])
    }
  }
}
