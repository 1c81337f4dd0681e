import Engine
import Model
import Testing

/// Every second of an open window in which a recording was not confirmed paused, with its cause. (max-pause: W5; refused, outage: the
/// table of answers; off-by-rule: policy; void: W1.)
@Suite struct ExposureTests {
  @Test("Exposure: from the started's own moment to the confirmation, flagged beyond exposureLimit", arguments: [1500, 2500])
  func late(delay: Int64) {
    withEngine { h in
      h.addScreen("p1")
      h.run(.milliseconds(delay))
      h.event(.pauseStarted, at: 0)
      #expect(h.exposures == ["late 0-\(delay)\(delay > 2000 ? " flagged" : "")"])
      h.run(.seconds(10))
      h.event(.pauseEnded)
      h.run(.seconds(10))
      #expect(h.exposures.count == 1)
    }
  }

  @Test("Exposure: a window that closes before its pause is confirmed was exposed for all of it")
  func neverConfirmed() {
    withEngine { h in
      h.addScreen("p1")
      h.unanswered = [.pause]
      h.event(.pauseStarted)
      h.run(.seconds(1))
      h.event(.pauseEnded)
      #expect(h.exposures == ["late 0-1000"])
    }
  }

  @Test("Exposure: it is noted that the field was masked on the screen meanwhile", arguments: [true, false])
  func overlay(isVoid: Bool) {
    withEngine { h in
      h.addScreen("p1")
      h.run(.milliseconds(300))
      if isVoid { h.event(.pauseEnded, at: 200) }
      h.event(.pauseStarted, at: 0) { $0.overlay = true }
      let overlays = h.decisions.compactMap { if case .exposure(let exposure) = $0.kind { exposure.hasOverlay } else { nil } }
      #expect(overlays == [true])
    }
  }

  @Test("Exposure: what a blind transfer released is not exposed any more, W8")
  func transferred() {
    withEngine([.voice]) { h in
      h.addShared("v1", platform: .voice)
      h.event(.pauseStarted) { $0.contact = "v1" }
      h.run(.seconds(5))
      h.event(.transferStarted) { $0.transfer = .blind }
      h.run(.seconds(5))
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.exposures == [])
    }
  }

  @Test("Exposure: a started that is heard of after its blind transfer was exposed until that, W8")
  func transferredBefore() {
    withEngine([.voice]) { h in
      h.addShared("v1", platform: .voice)
      h.run(.seconds(10))
      h.event(.transferStarted) { $0.transfer = .blind }
      h.run(.seconds(1))
      h.event(.pauseStarted, at: 5000) { $0.contact = "v1" }
      h.run(.seconds(5))
      h.event(.pauseEnded)
      #expect(h.exposures == ["late 5000-10000 flagged"])
    }
  }

  @Test("Exposure: no second is told twice of a recording whose pause is answered 404 again and again")
  func goneAgainAndAgain() {
    withEngine { h in
      h.addScreen("p1")
      h.script[.pause] = [Outcome](repeating: Outcome(.gone, status: 404), count: 3)
      h.event(.pauseStarted)
      h.run(.seconds(10))
      #expect(h.state("p1") == .paused)
      let ends = h.exposures.map { $0.split(separator: " ")[1].split(separator: "-").compactMap { Int64($0) } }
      #expect(ends.first?.first == 0)
      #expect(zip(ends, ends.dropFirst()).allSatisfy { $0.last == $1.first }, "\(h.exposures)")
    }
  }

  @Test("Exposure: one of a rule names the rule that caused it, whatever rule comes later")
  func namesItsRule() {
    var off = PolicyRule(name: "off")
    off.pause = false
    withEngine(policy: Policy(defaults: Governance(), rules: [off])) { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(2))
      h.policy.rules = []
      h.act(.reload)
      h.run(.seconds(119))
      let rules = h.decisions.compactMap { if case .exposure(let exposure) = $0.kind { exposure.rule } else { nil } }
      #expect(h.exposures == ["off-by-rule 0-2000"] && rules == ["off"])
    }
  }

  @Test("Exposure: a rule that lets a window go on that had expired ends max-pause, and changes nothing of its gap")
  func longerRule() {
    withEngine { h in
      h.addScreen("p1")
      h.unanswered = [.pause]
      h.event(.pauseStarted)
      h.run(.milliseconds(200))
      h.answer(.pause)
      h.run(.seconds(130))
      h.policy.defaults.maxPause = .seconds(300)
      h.act(.reload)
      h.run(.milliseconds(100))
      h.answer(.pause)
      h.run(.seconds(10))
      #expect(h.exposures == ["late 0-200", "max-pause 120000-130200 flagged", "late 130200-130300"])
      #expect(h.windows.first?.gap == .milliseconds(200))
    }
  }

  @Test("Exposure: a shared recording that a blind transfer released is late, not drifted, for the next started of its window, W8")
  func anewAfterTransfer() {
    withEngine([.voice]) { h in
      h.addShared("v1", platform: .voice)
      h.event(.pauseStarted) { $0.contact = "v1" }
      h.run(.seconds(5))
      h.event(.transferStarted) { $0.transfer = .blind }
      h.run(.seconds(5))
      h.unanswered = [.pause]
      h.event(.pauseStarted) { $0.contact = "v1" }
      h.run(.milliseconds(300))
      h.answer(.pause)
      #expect(h.exposures == ["late 10000-10300"])
    }
  }

  @Test("Exposure: a rule that is switched on in a window does not tell its first seconds again")
  func onByReload() {
    withEngine(policy: .defaults { $0.pause = false }) { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(2))
      h.policy.defaults.pause = true
      h.unanswered = [.pause]
      h.act(.reload)
      h.run(.milliseconds(500))
      h.answer(.pause)
      h.run(.seconds(1))
      #expect(h.exposures == ["off-by-rule 0-2000", "late 2000-2500"])
    }
  }

  @Test("Exposure: each recording has its own")
  func each() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(10))
      h.truth["p2"] = EngineHarness.Truth(platform: "genesys", conversation: "c", agent: "a", state: .recording)
      h.event(.agentJoined, at: 9000) { $0.participant = "p2" }
      #expect(h.exposures == ["late 9000-10000"])
      #expect(h.decisions.last { $0.recording != nil }?.recording?.id == "p2")
    }
  }

  @Test("Exposure: two windows of one recording each count")
  func twoWindows() {
    withEngine { h in
      h.addScreen("p1")
      h.unanswered = [.pause]
      h.event(.pauseStarted)
      h.event(.pauseStarted) { $0.origin = "other" }
      h.run(.seconds(1))
      h.answer(.pause)
      #expect(h.exposures == ["late 0-1000", "late 0-1000"])
    }
  }

  @Test("Exposure: a started heard of late counts from its own moment, though another window has had it paused meanwhile")
  func pausedMeanwhile() {
    withEngine([.conversation]) { h in
      h.addShared("c", platform: .conversation)
      h.run(.seconds(1))
      h.event(.pauseStarted, agent: "b")
      h.run(.seconds(2))
      h.event(.pauseStarted, at: 400)
      h.run(.seconds(2))
      #expect(h.exposures == ["late 400-1000"])
    }
  }

  @Test("Exposure: what was confirmed for another window says nothing of a time before it")
  func confirmedForAnother() {
    withEngine([.conversation]) { h in
      h.addShared("c", platform: .conversation)
      h.run(.seconds(1))
      h.event(.pauseStarted, agent: "b")
      h.run(.seconds(1))
      h.event(.pauseEnded, agent: "b")
      h.run(.seconds(8))
      h.event(.pauseStarted, at: 400)
      #expect(h.exposures == ["late 400-10000 flagged"])
    }
  }

  @Test("Exposure: a started older than that of its open window counts, though the window is paused or drifted by then")
  func openedEarlier() {
    withEngine { h in
      h.addScreen("p1")
      h.run(.seconds(10))
      h.event(.pauseStarted)
      h.run(.seconds(1))
      h.event(.pauseStarted, at: 5000)
      #expect(h.exposures == ["late 5000-10000 flagged"])
      h.run(.seconds(5))
      h.unanswered = [.pause]
      h.truth["p1"]?.state = .recording
      h.run(.seconds(15))
      h.event(.pauseStarted, at: 4000)
      #expect(h.exposures == ["late 5000-10000 flagged", "late 4000-5000"])
      #expect(h.windows.first?.openExposures.map(\.exposure.cause) == [.drifted])
    }
  }

  @Test("Exposure: it goes on over a 404 to the pause, until a look-up says that the recording is not there")
  func notThere() {
    withEngine { h in
      h.addScreen("p1")
      h.addScreen("p2")
      h.unanswered = [.pause, .inspect]
      h.event(.pauseStarted)
      h.run(.milliseconds(300))
      h.answer(.pause, Outcome(.gone, status: 404))
      h.run(.milliseconds(300))
      #expect(h.exposures == [])
      h.truth["p1"] = nil
      h.answer(.inspect)
      #expect(h.exposures == ["late 0-600"])
    }
  }

  @Test("Exposure: so does that of another agent's screen while the window's own is looked for")
  func notThereForAnother() {
    withEngine([.cxoneScreen]) { h in
      h.addScreen("r1", agent: "b", platform: .cxoneScreen)
      h.truth["r2"] = EngineHarness.Truth(platform: "cxone-screen", conversation: "c", agent: "a", state: .recording)
      h.unanswered = [.pause, .inspect, .resolve]
      h.event(.pauseStarted)
      h.run(.milliseconds(300))
      h.answer(.pause, Outcome(.gone, status: 404))
      h.answer(.resolve)
      h.run(.milliseconds(300))
      h.event(.pauseEnded)
      #expect(h.exposures == ["late 0-600", "late 0-600"])
    }
  }

  @Test("Exposure: a window told late covers what a 404 hides from before it was heard of (daemon seed 58415)")
  func notThereWhenToldLate() {
    withEngine([.cxoneScreen]) { h in
      h.addScreen("r1", platform: .cxoneScreen)
      h.addScreen("r2", agent: "b", platform: .cxoneScreen)
      h.run(.seconds(10))
      h.unanswered = [.pause, .inspect]
      h.event(.pauseStarted)
      h.answer(.pause)
      h.answer(.pause, Outcome(.gone, status: 404))
      h.run(.seconds(1))
      h.event(.pauseStarted, at: 4000) { $0.origin = "other" }
      h.event(.pauseEnded) { $0.origin = "other" }
      #expect(h.exposures == ["late 4000-11000 flagged", "late 4000-11000 flagged"])
    }
  }

  @Test("Exposure: one that a pause was answered 404 for, and that may not be read, is exposed and paused again (daemon seed 74068)")
  func notThereAndUnreadable() {
    withEngine([.cxoneScreen]) { h in
      h.addScreen("r1", platform: .cxoneScreen)
      h.addScreen("r2", agent: "b", platform: .cxoneScreen)
      h.unanswered = [.pause, .inspect]
      h.event(.pauseStarted)
      h.answer(.pause)
      h.answer(.pause, Outcome(.gone, status: 404))
      while h.inFlight.contains(where: { $0.kind == .inspect }) {
        h.answer(.inspect, Outcome(.refused, refusal: .unauthorized, status: 401))
      }
      h.run(.seconds(5))
      #expect(h.exposures == [])
      #expect(h.inFlight.map(\.target.recording) == ["r2"])
    }
  }

  @Test("Exposure: what nobody can find is unresolved until it is found and paused")
  func unresolved() {
    withEngine { h in
      h.event(.pauseStarted)
      h.run(.seconds(3))
      #expect(h.windows.first?.openExposures.map(\.exposure.cause) == [.unresolved])
      h.unanswered = [.pause]
      h.addScreen("p1", announced: false)
      h.event(.agentJoined, at: 0) { $0.participant = "p1" }
      h.run(.seconds(1))
      #expect(h.windows.first?.openExposures.map(\.exposure.cause) == [.unresolved])
      h.answer(.pause)
      #expect(h.exposures == ["unresolved 0-4000 flagged"])
    }
  }

  @Test("Exposure: what is heard of late and found at once is late, not unresolved")
  func lateAndUnknown() {
    withEngine { h in
      h.addScreen("p1", announced: false)
      h.run(.seconds(5))
      h.unanswered = [.resolve]
      h.event(.pauseStarted, at: 0)
      h.run(.milliseconds(300))
      h.answer(.resolve)
      #expect(h.exposures == ["late 0-5300 flagged"])
    }
  }

  @Test("Exposure: what is unresolved does not go on under the name of another recording of the window")
  func unresolvedBesideAnother() {
    withEngine([.screen], policy: .defaults { $0.scope = .everyone }) { h in
      h.addScreen("s1", platform: .screen)
      h.addScreen("s2", agent: "b", platform: .screen)
      h.unanswered = [.pause, .resolve, .inspect]
      h.event(.pauseStarted)
      h.run(.milliseconds(300))
      h.answer(.pause, Outcome(.gone, status: 404))
      h.run(.seconds(3))
      h.truth["s1"]?.state = .paused
      h.answer(.inspect)
      #expect(h.exposures == ["late 0-300", "unresolved 300-3300 flagged"])
    }
  }

  @Test("Exposure: a recording that ended is exposed no more, and its window not unresolved")
  func ended() {
    withEngine([.screen]) { h in
      h.addScreen("r1", platform: .screen)
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.truth["r1"]?.state = .ended
      h.event(.recordingEnded) { $0.recording = "r1" }
      h.run(.seconds(20))
      #expect(h.alarms == [])
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.exposures == [])
    }
  }

  @Test("Exposure: a window under maxPause counts for each recording until its ended, beside another that covers it")
  func maxPause() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(100))
      h.event(.pauseStarted) { $0.origin = "other" }
      h.run(.seconds(50))
      h.event(.pauseEnded)
      h.run(.seconds(1))
      #expect(h.state("p1") == .paused)
      #expect(h.exposures == ["max-pause 120000-150000 flagged"])
    }
  }

  @Test("Exposure: the gap is from the window's opening to the confirmation of its last recording")
  func gap() {
    withEngine { h in
      h.addScreen("p1")
      h.addScreen("p2")
      h.unanswered = [.pause]
      h.event(.pauseStarted)
      h.run(.milliseconds(100))
      h.answer(.pause)
      #expect(h.windows.first?.gap == nil)
      h.run(.milliseconds(100))
      h.answer(.pause)
      #expect(h.windows.first?.gap == .milliseconds(200))
    }
  }
}
