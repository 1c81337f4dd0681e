import Engine
import Model
import Testing

/// Calls whose recording is known only by the name the newest event gives it, on platforms that cannot be asked (E3, R5).
@Suite struct LegTests {
  private static let leg = PlatformTraits.voice.with { $0.addressing = .leg }
  private static let user = PlatformTraits.voice.with { $0.addressing = .user }
  private let conflict = Outcome(.refused, refusal: .conflict, status: 409)

  @Test("R5: what the platform would not pause is not ours to resume; that nobody knows why is said, and it is tried again")
  func refusedPause() {
    withEngine([Self.leg]) { h in
      h.addShared("c", platform: Self.leg)
      h.script[.pause] = Array(repeating: conflict, count: 3)
      h.event(.pauseStarted)
      #expect(h.alarms == ["pause_unverified"])
      h.run(.milliseconds(800))
      #expect(h.calls == ["pause c", "pause c", "pause c"])
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.calls.count == 3 && h.alarms == [] && h.isAtRest)
    }
  }

  @Test("R5: after a lost answer the conflict may be our own pause: it is resumed")
  func lostThenConflict() {
    withEngine([Self.leg]) { h in
      h.addShared("c", platform: Self.leg)
      h.script[.pause] = [Outcome(.unknown), conflict]
      h.event(.pauseStarted)
      h.run(.milliseconds(200))
      #expect(h.calls == ["pause c", "pause c"])
      h.event(.pauseEnded)
      h.run(.seconds(10))
      #expect(h.calls.contains("resume c") && h.state("c") == .recording)
    }
  }

  @Test("E3: after a transfer the new leg is paused, and the old one is let go when the platform does not know it any more")
  func transfer() {
    withEngine([Self.leg]) { h in
      h.event(.pauseStarted)
      h.addShared("c2", platform: Self.leg)
      h.event(.agentJoined, agent: "b") { $0.contact = "c2" }
      #expect(h.calls == ["pause c", "pause c2"])
      h.run(.seconds(60))
      #expect(h.calls == ["pause c", "pause c2", "pause c"])
      #expect(h.state("c2") == .paused && h.alarms == [])
    }
  }

  @Test("E3: an older event does not bring back the leg before")
  func lateName() {
    withEngine([Self.leg]) { h in
      h.addShared("c2", platform: Self.leg)
      h.run(.seconds(10))
      h.event(.agentJoined, agent: "b") { $0.contact = "c2" }
      h.event(.agentJoined, agent: "a", at: 0) { $0.contact = "c1" }
      h.event(.pauseStarted, agent: "b")
      #expect(h.calls == ["pause c2"])
    }
  }

  @Test("W3: a window without an agent covers all users who are there; with nobody known it is unresolved")
  func everyUser() {
    withEngine([Self.user]) { h in
      h.event(.pauseStarted, agent: nil)
      h.run(.seconds(3))
      #expect(h.calls == [] && h.alarms == ["pause_unresolved"])
      h.addShared("a", platform: Self.user)
      h.addShared("ub", platform: Self.user)
      h.event(.agentJoined, agent: "a")
      h.event(.agentJoined, agent: "b") { $0.user = "ub" }
      #expect(h.calls == ["pause a", "pause ub"] && h.alarms == [])
    }
  }
}
