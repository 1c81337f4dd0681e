import Engine
import Model
import Testing

/// W7 and W8: what closes when people leave or are transferred.
@Suite struct LeavingRuleTests {
  @Test("W7 leaving closes the window but never resumes the agent's own screen")
  func ownScreen() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.event(.agentLeft) { $0.participant = "p1" }
      h.run(.seconds(300))
      #expect(h.state("p1") == .paused)
      #expect(h.windows.allSatisfy { !$0.isOpen })
      #expect(!h.calls.contains("resume p1"))
      #expect(h.isAtRest)
    }
  }

  @Test("W7 an ended after leaving does resume it, in either order", arguments: [true, false])
  func endedAfterLeft(leftFirst: Bool) {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(20))
      let left = { h.event(.agentLeft, at: 10_000) { $0.participant = "p1" } }
      if leftFirst { left() }
      h.event(.pauseEnded, at: 15_000)
      if !leftFirst { left() }
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording)
    }
  }

  @Test("W7 leaving closes only windows whose started is older")
  func newerStarted() {
    withEngine { h in
      h.addScreen("p1")
      h.run(.seconds(10))
      h.event(.pauseStarted)
      h.event(.agentLeft, at: 5000) { $0.participant = "p1" }
      h.run(.seconds(5))
      #expect(h.state("p1") == .paused)
      #expect(h.windows.contains { $0.isOpen })
    }
  }

  @Test("W7 left before joined: an older join does not bring the agent back")
  func leftBeforeJoined() {
    withEngine { h in
      h.run(.seconds(20))
      h.event(.agentLeft, at: 10_000) { $0.participant = "p1" }
      h.addScreen("p1", announced: false)
      h.event(.agentJoined, at: 5000) { $0.participant = "p1" }
      h.event(.pauseStarted, at: 8000)
      h.run(.seconds(5))
      #expect(!h.calls.contains("pause p1"))
      #expect(h.exposures == ["void 8000-10000"])
    }
  }

  @Test("W7 who left without naming a participant left with all of his, those heard of later included")
  func leftWithAll() {
    withEngine { h in
      h.run(.seconds(20))
      h.event(.agentLeft, at: 10_000)
      h.event(.agentJoined, at: 5000) { $0.participant = "p1" }
      h.event(.pauseStarted, at: 8000)
      h.run(.seconds(5))
      #expect(h.exposures == ["void 8000-10000"])
    }
  }

  @Test("W7 the same agent twice: his window stays while a participant of his lives")
  func sameAgentTwice() {
    withEngine([.genesys, .conversation], policy: .defaults { $0.platforms = ["genesys", "conversation"] }) { h in
      h.addShared("c", platform: .conversation)
      h.addScreen("p1")
      h.addScreen("p2")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      #expect(h.state("p1") == .paused)
      #expect(h.state("p2") == .paused)
      h.event(.agentLeft) { $0.participant = "p1" }
      h.run(.seconds(5))
      #expect(h.state("c") == .paused)
      h.event(.agentLeft) { $0.participant = "p2" }
      h.run(.seconds(5))
      #expect(h.state("c") == .recording)
    }
  }

  @Test("W7 a participant with two sessions is gone when both are", arguments: ["VOICE", "SCREENMONITORING"])
  func twoSessions(media: String) {
    withEngine { h in
      h.addScreen("p1", announced: false)
      for session in ["s1", "s2"] {
        h.event(.agentJoined) {
          $0.participant = "p1"
          $0.session = session
          if session == "s2" { $0.metadata = ["mediaType": media] }
        }
      }
      h.event(.pauseStarted)
      h.run(.seconds(5))
      for session in ["s1", "s2"] {
        #expect(h.windows.contains { $0.isOpen })
        h.event(.agentLeft) {
          $0.participant = "p1"
          $0.session = session
          if session == "s2" { $0.metadata = ["mediaType": media] }
        }
      }
      #expect(h.windows.allSatisfy { !$0.isOpen })
    }
  }

  @Test("W7 who comes back does not open again what his leaving closed")
  func comesBack() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.event(.agentLeft) { $0.participant = "p1" }
      h.run(.seconds(5))
      h.truth["p1"]?.state = .ended
      h.addScreen("p2")
      h.run(.seconds(5))
      #expect(h.windows.allSatisfy { !$0.isOpen })
      #expect(h.state("p2") == .recording)
      h.event(.pauseStarted)
      #expect(h.state("p2") == .paused)
      h.run(.seconds(5))
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.state("p2") == .recording)
    }
  }

  @Test("W7 the conversation ends when the customer and all agents have, in either order", arguments: [true, false])
  func customerAndAgents(customerFirst: Bool) {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted, agent: nil)
      h.run(.seconds(5))
      let leave = [{ h.event(.customerLeft, agent: nil) }, { h.event(.agentLeft) { $0.participant = "p1" } }]
      (customerFirst ? leave : leave.reversed()).forEach { step in
        #expect(h.windows.contains { $0.isOpen })
        step()
        h.run(.seconds(1))
      }
      #expect(h.windows.allSatisfy { !$0.isOpen })
      #expect(h.state("p1") == .paused)
    }
  }

  @Test("W7 a gap between two agents is no end, though the customer leaves later")
  func transferGap() {
    withEngine { h in
      h.addScreen("p1")
      h.run(.seconds(1))
      h.event(.agentLeft) { $0.participant = "p1" }
      h.run(.seconds(1))
      h.addScreen("p2", agent: "b")
      h.event(.pauseStarted, agent: "b")
      h.run(.seconds(1))
      h.event(.customerLeft, agent: nil)
      h.run(.seconds(5))
      #expect(h.windows.contains { $0.isOpen })
    }
  }

  @Test("W7 a conversation's end closes every window and stays as a tombstone")
  func conversationEnded() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.event(.conversationEnded, agent: nil)
      h.run(.seconds(5))
      #expect(h.state("p1") == .paused)
      h.event(.pauseStarted, at: 3000) { $0.origin = "other" }
      #expect(h.windows.allSatisfy { !$0.isOpen })
    }
  }

  @Test("W7 a shared recording is reconciled when the agent left")
  func sharedReconciled() {
    withEngine([.conversation]) { h in
      h.addShared("c", platform: .conversation)
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.event(.agentLeft)
      h.run(.seconds(5))
      #expect(h.state("c") == .recording)
    }
  }

  @Test("W7 another agent's screen, covered by a window for everyone, is released when its agent left")
  func othersScreen() {
    withEngine(policy: .defaults { $0.scope = .everyone }) { h in
      h.addScreen("p1")
      h.addScreen("p2", agent: "b")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.event(.agentLeft) { $0.participant = "p1" }
      h.run(.seconds(5))
      #expect(h.state("p1") == .paused)
      #expect(h.state("p2") == .recording)
    }
  }

  @Test("W7 a silent conversation is looked up after conversationIdle, and closes when it is over", arguments: [true, false])
  func idle(isOver: Bool) {
    withEngine(policy: .defaults { $0.onMaxPause = .keep }, conversationIdle: .hours(1)) { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.minutes(59))
      h.forgetCalls()
      h.script[.resolve] = [Outcome(.confirmed, conversationEnded: isOver)]
      h.run(.minutes(2))
      #expect(h.calls.contains("resolve *"))
      #expect(h.windows.contains { $0.isOpen } == !isOver)
    }
  }

  @Test("W7 the idle look-up is asked for again after a restart")
  func idleAfterRestart() {
    withEngine(conversationIdle: .hours(1)) { h in
      h.addScreen("p1")
      h.unanswered = [.resolve]
      h.run(.minutes(61))
      h.unanswered = []
      h.script[.resolve] = [Outcome(.confirmed, conversationEnded: true)]
      h.restart()
      h.run(.minutes(61))
      #expect(h.isAtRest)
    }
  }

  @Test("W7 where nothing can be looked up, silence ends the conversation")
  func idleWithoutLookUp() {
    withEngine([.voice], policy: .defaults { $0.onMaxPause = .keep }, conversationIdle: .hours(1)) { h in
      h.event(.pauseStarted) { $0.contact = "v1" }
      h.run(.minutes(61))
      #expect(h.windows.allSatisfy { !$0.isOpen })
    }
  }

  // MARK: W8

  @Test("W8 a blind transfer resumes the shared recording at once, and leaves the screen to its window")
  func blindTransfer() {
    withEngine([.genesys, .voice], policy: .defaults { $0.platforms = ["genesys", "voice"] }) { h in
      h.addScreen("p1")
      h.addShared("v1", platform: .voice)
      h.event(.pauseStarted) { $0.contact = "v1" }
      h.run(.seconds(5))
      #expect(h.state("v1") == .paused)
      h.event(.transferStarted) { $0.transfer = .blind }
      #expect(h.state("v1") == .recording)
      h.run(.seconds(30))
      #expect(h.state("p1") == .paused)
      h.event(.pauseStarted)
      #expect(h.state("v1") == .paused, "a newer started covers it again")
    }
  }

  @Test("W8 a transfer that arrives before its older started releases too")
  func transferFirst() {
    withEngine([.voice]) { h in
      h.addShared("v1", platform: .voice)
      h.run(.seconds(10))
      h.event(.transferStarted) { $0.transfer = .blind }
      h.event(.pauseStarted, at: 5000) { $0.contact = "v1" }
      h.run(.seconds(5))
      #expect(h.state("v1") == .recording)
      #expect(h.calls == [])
    }
  }

  @Test("W8 a consult, and onTransfer keep, change nothing", arguments: [Event.Transfer.consult, .blind])
  func noRelease(transfer: Event.Transfer) {
    withEngine([.voice], policy: .defaults { $0.onTransfer = transfer == .blind ? .keep : .resume }) { h in
      h.addShared("v1", platform: .voice)
      h.event(.pauseStarted) { $0.contact = "v1" }
      h.run(.seconds(5))
      h.event(.transferStarted) { $0.transfer = transfer }
      h.run(.seconds(30))
      #expect(h.state("v1") == .paused)
    }
  }

  @Test("W8 another agent's window goes on covering the shared recording")
  func othersWindow() {
    withEngine([.conversation]) { h in
      h.addShared("c", platform: .conversation)
      h.event(.pauseStarted)
      h.event(.pauseStarted, agent: "b")
      h.run(.seconds(5))
      h.event(.transferStarted) { $0.transfer = .blind }
      h.run(.seconds(30))
      #expect(h.state("c") == .paused)
    }
  }

  @Test(
    "W8 recordingSide: where nothing can be inspected, the customer's recording is resumed after the agent left, the agent's is not",
    arguments: Governance.RecordingSide.allCases)
  func recordingSide(side: Governance.RecordingSide) {
    withEngine([.voice], policy: .defaults { $0.recordingSide = side }) { h in
      h.addShared("v1", platform: .voice)
      h.event(.pauseStarted) { $0.contact = "v1" }
      h.run(.seconds(5))
      h.event(.agentLeft)
      h.run(.seconds(30))
      #expect(h.calls.contains("resume v1") == (side == .customer))
    }
  }

  @Test("W8 recordingSide agent: the next agent's window is released though the first left his open")
  func nextAgent() {
    withEngine([.voice]) { h in
      h.addShared("v1", platform: .voice)
      h.event(.pauseStarted) { $0.contact = "v1" }
      h.run(.seconds(5))
      h.event(.agentLeft)
      h.run(.seconds(5))
      h.event(.pauseStarted, agent: "b")
      h.run(.seconds(5))
      h.event(.pauseEnded, agent: "b")
      h.run(.seconds(5))
      #expect(h.state("v1") == .recording)
    }
  }
}
