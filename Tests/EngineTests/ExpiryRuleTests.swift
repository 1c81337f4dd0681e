import Engine
import Model
import Testing

/// W5 and W6: when a window expires, and how long a resume waits.
@Suite struct ExpiryRuleTests {
  // MARK: W5

  @Test("W5 a window expires maxPause after its newest started, is exposed until its ended, and alarms")
  func expires() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(60))
      h.event(.pauseStarted)
      h.run(.milliseconds(119_999))
      #expect(h.state("p1") == .paused)
      h.run(.milliseconds(1))
      #expect(h.state("p1") == .recording)
      #expect(h.alarms == ["max_pause"])
      h.run(.seconds(20))
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.exposures == ["max-pause 180000-200000 flagged"])
      #expect(h.alarms == [])
    }
  }

  @Test("W5 a started after that opens it again")
  func expiredReopens() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(130))
      #expect(h.state("p1") == .recording)
      h.event(.pauseStarted)
      #expect(h.state("p1") == .paused)
      #expect(h.alarms == [])
      h.run(.seconds(1))
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording)
      #expect(h.exposures == ["max-pause 120000-130000 flagged"])
    }
  }

  @Test("W5 keep: the window stays, and alarms")
  func keeps() {
    withEngine(policy: .defaults { $0.onMaxPause = .keep }) { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(300))
      #expect(h.state("p1") == .paused)
      #expect(h.alarms == ["max_pause"])
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording)
      #expect(h.exposures == [])
    }
  }

  @Test(
    "W5 a started too old when first heard of is expired from the beginning under resume, and opens under keep", arguments: [true, false])
  func oldStarted(keep: Bool) {
    withEngine(policy: .defaults { $0.onMaxPause = keep ? .keep : .resume }) { h in
      h.addScreen("p1")
      h.run(.seconds(300))
      h.event(.pauseStarted, at: 10_000)
      h.run(.seconds(10))
      #expect(h.calls.contains("pause p1") == keep)
      #expect(h.alarms == ["max_pause"])
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording)
      #expect(h.exposures == (keep ? ["late 10000-300000 flagged"] : ["max-pause 10000-310000 flagged"]))
    }
  }

  @Test("W5 what another window covers is not resumed when one expires")
  func expiredBesideAnother() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(60))
      h.event(.pauseStarted) { $0.origin = "other" }
      h.run(.seconds(100))
      #expect(h.state("p1") == .paused)
      h.run(.seconds(30))
      #expect(h.state("p1") == .recording)
    }
  }

  @Test("W5 a deadline survives a restart")
  func deadlineAfterRestart() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(60))
      h.restart()
      h.run(.seconds(59))
      #expect(h.state("p1") == .paused)
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording)
    }
  }

  // MARK: W6

  @Test("W6 a started within resumeDelay cancels the resume, with no call made")
  func cancelsResume() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.forgetCalls()
      h.event(.pauseEnded)
      h.run(.milliseconds(499))
      h.event(.pauseStarted)
      h.run(.seconds(5))
      #expect(h.calls == [])
      #expect(h.state("p1") == .paused)
    }
  }

  @Test("W6 a started in the very millisecond of the resume wins")
  func startedAtTheDelaysEnd() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.event(.pauseEnded)
      h.unsent = [.resume, .inspect]
      h.run(.milliseconds(500))
      h.event(.pauseStarted)
      #expect(!h.queue.contains("resume p1"))
      h.unsent = []
      h.run(.seconds(5))
      #expect(!h.calls.contains("resume p1"))
    }
  }

  @Test("W6 with endedReasons another reason is noted and closes nothing")
  func endedReasons() {
    withEngine(policy: .defaults { $0.endedReasons = ["CLEARED"] }) { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(1))
      h.event(.pauseEnded) { $0.reason = "FOCUS_LOST" }
      h.run(.seconds(5))
      #expect(h.state("p1") == .paused)
      h.event(.pauseEnded) { $0.reason = "CLEARED" }
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording)
    }
  }

  @Test("W6 an ended of another reason and without a started does not even look")
  func endedReasonWithoutStarted() {
    withEngine(policy: .defaults { $0.endedReasons = ["CLEARED"] }) { h in
      h.addScreen("p1")
      h.truth["p1"]?.state = .paused
      h.event(.pauseEnded) { $0.reason = "FOCUS_LOST" }
      h.run(.seconds(60))
      #expect(h.calls == [])
      #expect(h.isAtRest)
    }
  }
}
