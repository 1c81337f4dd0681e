import Engine
import Model
import Testing

/// A pause that left before a crash and is not in the journal (G3): what the sender sends again must lead to its release (G2).
@Suite struct CrashDoubtTests {
  private static func paused(_ h: EngineHarness, _ platform: PlatformTraits) -> String {
    if platform.isShared { h.addShared("c", platform: platform) } else { h.addScreen("p1", platform: platform) }
    let id = platform.isShared ? "c" : "p1"
    h.truth[id]?.state = .paused
    return id
  }

  private func started(_ h: EngineHarness, at moment: Int64, precedesStart: Bool = true) {
    h.event(.pauseStarted, at: moment) { $0.precedesStart = precedesStart }
  }

  @Test(
    "G2 G3 a started sent again after its ended is void, and what it had paused is released",
    arguments: [PlatformTraits.genesys, .screen, .conversation])
  func void(platform: PlatformTraits) {
    withEngine([platform]) { h in
      let id = Self.paused(h, platform)
      h.run(.seconds(3))
      h.event(.pauseEnded, at: 2000)
      h.run(.seconds(1))
      started(h, at: 1000)
      h.run(.seconds(10))
      #expect(h.state(id) == .recording)
      #expect(h.isAtRest)
    }
  }

  @Test(
    "G2 G3 both sent again before a pause could leave: released all the same", arguments: [PlatformTraits.genesys, .screen, .conversation])
  func together(platform: PlatformTraits) {
    withEngine([platform]) { h in
      let id = Self.paused(h, platform)
      h.run(.seconds(3))
      h.unsent = [.pause]
      started(h, at: 1000)
      h.event(.pauseEnded, at: 2000)
      h.unsent = []
      h.run(.seconds(10))
      #expect(h.state(id) == .recording)
      #expect(!h.calls.contains("pause \(id)"))
    }
  }

  @Test("G2 G3 the event was kept, its pause was not", arguments: [PlatformTraits.genesys, .screen, .conversation])
  func kept(platform: PlatformTraits) {
    withEngine([platform]) { h in
      let id = Self.paused(h, platform)
      h.unsent = [.pause]
      started(h, at: 0, precedesStart: false)
      h.restart()
      h.run(.seconds(3))
      h.event(.pauseEnded, at: 2000)
      h.unsent = []
      h.run(.seconds(10))
      #expect(h.state(id) == .recording)
    }
  }

  @Test("G2 R9 a resume had left, and the journal does not know: the next window pauses again")
  func resumed() {
    withEngine([.voice]) { h in
      h.addShared("v", platform: .voice)
      h.event(.pauseStarted) { $0.contact = "v" }
      h.run(.seconds(3))
      h.unsent = [.resume]
      h.event(.pauseEnded)
      h.run(.seconds(1))
      h.truth["v"]?.state = .recording
      h.restart()
      h.event(.pauseStarted) { $0.contact = "v" }
      h.run(.seconds(10))
      #expect(h.state("v") == .paused)
    }
  }

  @Test("G2 G3 what was paused before the crash, and is named only after its window, is resumed")
  func namedLate() {
    withEngine([.screen]) { h in
      h.addScreen("s1", platform: .screen, announced: false)
      h.script[.resolve] = Array(repeating: Outcome(.confirmed, status: 200), count: 20)
      h.event(.pauseStarted, at: 100)
      h.truth["s1"]?.state = .paused
      h.restart()
      h.run(.seconds(3))
      h.event(.pauseEnded)
      h.run(.seconds(10))
      h.event(.recordingStarted, at: 0) { $0.recording = "s1" }
      h.run(.seconds(10))
      #expect(h.state("s1") == .recording)
    }
  }

  @Test("G2 G3 and so is each that is named when the doubt has been looked into at others")
  func namedLast() {
    withEngine([.screen]) { h in
      h.addScreen("s1", platform: .screen)
      h.addScreen("s2", platform: .screen, announced: false)
      h.script[.resolve] = Array(repeating: Outcome(.confirmed, status: 200), count: 20)
      h.event(.pauseStarted, at: 100)
      h.truth["s2"]?.state = .paused
      h.restart()
      h.run(.seconds(3))
      h.event(.pauseEnded)
      h.run(.seconds(10))
      #expect(h.state("s1") == .recording)
      h.event(.recordingStarted, at: 0) { $0.recording = "s2" }
      h.run(.seconds(10))
      #expect(h.state("s2") == .recording)
      h.forgetCalls()
      h.event(.pauseStarted)
      h.event(.pauseEnded)
      h.run(.seconds(10))
      #expect(h.calls.filter { $0.hasPrefix("resolve") } == [])
    }
  }

  @Test("G2 G3 a doubt outlives its window while another covers the recording", arguments: [PlatformTraits.genesys, .voice])
  func coveredByAnother(platform: PlatformTraits) {
    withEngine([platform]) { h in
      if platform.isShared { h.addShared("r", platform: platform) } else { h.addScreen("r") }
      h.unsent = [.pause, .inspect]
      h.event(.pauseStarted, at: 0) { $0.contact = "r" }
      h.truth["r"]?.state = .paused
      h.restart()
      h.run(.seconds(1))
      h.event(.pauseStarted, at: 1000) { $0.origin = "another" }
      h.event(.pauseEnded, at: 1001)
      h.run(.seconds(1))
      h.event(.pauseEnded, at: 2000) { $0.origin = "another" }
      h.unsent = []
      h.run(.seconds(10))
      #expect(h.state("r") == .recording)
    }
  }

  @Test("G2 G3 a doubt that finds no recording on one platform is looked into once on the other")
  func lookedIntoOnce() {
    withEngine([.genesys, .conversation], policy: .defaults { $0.platforms = ["genesys", "conversation"] }) { h in
      h.addShared("c", platform: .conversation)
      h.event(.pauseStarted, at: 0)
      h.run(.seconds(3))
      h.restart()
      h.run(.seconds(3))
      h.event(.pauseEnded, at: 6000)
      h.run(.seconds(10))
      h.forgetCalls()
      h.run(.seconds(60))
      #expect(h.calls == [])
      #expect(h.state("c") == .recording)
    }
  }

  @Test("G2 G3 a look that is refused is asked again each 30 s")
  func refused() {
    withEngine { h in
      let id = Self.paused(h, .genesys)
      h.run(.seconds(3))
      h.event(.pauseEnded, at: 2000)
      h.run(.seconds(10))
      h.truth[id]?.state = .paused
      h.unsent = [.pause]
      h.script[.inspect] = [Outcome(.refused, refusal: .forbidden, status: 403)]
      started(h, at: 11_000)
      h.event(.pauseEnded, at: 12_000)
      h.unsent = []
      h.run(.seconds(40))
      #expect(h.state(id) == .recording)
    }
  }

  @Test("W2 a shared recording that somebody else paused stays paused: nothing of ours covered it before a start")
  func others() {
    withEngine([.conversation]) { h in
      let id = Self.paused(h, .conversation)
      h.run(.seconds(3))
      h.event(.pauseEnded, at: 2000)
      h.run(.seconds(1))
      started(h, at: 1000, precedesStart: false)
      h.run(.seconds(10))
      #expect(h.state(id) == .paused)
    }
  }

  @Test("W7 a void started of an agent who left does not release his own screen")
  func left() {
    withEngine { h in
      let id = Self.paused(h, .genesys)
      h.run(.seconds(3))
      h.event(.agentLeft, at: 2000) { $0.participant = "p1" }
      started(h, at: 1000)
      h.run(.seconds(10))
      #expect(h.state(id) == .paused)
    }
  }

  @Test("G2 G3 a recording that could not be read in an earlier window is looked at all the same")
  func readAgain() {
    withEngine([.screen]) { h in
      h.addScreen("p1", platform: .screen)
      h.event(.pauseStarted)
      h.run(.seconds(1))
      h.script[.inspect] = [Outcome(.refused, refusal: .forbidden, status: 403)]
      h.event(.pauseEnded)
      h.run(.seconds(10))
      #expect(h.state("p1") == .recording)
      h.truth["p1"]?.state = .paused
      h.restart()
      h.event(.pauseEnded, at: 9000)
      started(h, at: 8000)
      h.run(.seconds(10))
      #expect(h.state("p1") == .recording)
    }
  }

  @Test("G3 a pause that left before a crash, and is in no journal, may apply after a look at its recording")
  func lookOutrunByPause() {
    withEngine { h in
      h.addScreen("p1")
      h.unsent = [.pause]
      h.event(.pauseStarted)
      h.restart()
      h.run(.milliseconds(1))
      h.event(.pauseEnded)
      h.unsent = []
      h.run(.seconds(1))
      h.truth["p1"]?.state = .paused
      h.run(.seconds(10))
      #expect(h.state("p1") == .recording)
    }
  }
}
