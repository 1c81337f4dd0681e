import Model
import Testing

@testable import Engine

/// An operator's replay: the platform is looked at again, and only calls that are right now are made.
@Suite struct ReplayRuleTests {
  private let key = ConversationKey(system: "sys", id: "c")

  /// A window that opened, was paused and closed; its screen was resumed.
  private func closeWindow(_ h: EngineHarness) {
    h.addScreen("p1")
    h.event(.pauseStarted)
    h.run(.seconds(5))
    h.event(.pauseEnded)
    h.run(.seconds(10))
    h.forgetCalls()
  }

  @Test("R5 a replay resumes what it reads as PAUSED though no window covers it")
  func leftPaused() {
    withEngine { h in
      closeWindow(h)
      h.truth["p1"]?.state = .paused
      h.act(.replay)
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording)
      #expect(h.calls.filter { $0 == "resume p1" }.count == 1)
      #expect(!h.engine.isReplaying(key))
      h.forgetCalls()
      h.act(.replay)
      h.run(.seconds(5))
      #expect(h.calls == ["inspect p1"])
    }
  }

  @Test("R1 a replay never pauses for a window that has closed, and pauses again what an open one covers")
  func pauses() {
    withEngine { h in
      closeWindow(h)
      h.act(.replay)
      h.run(.seconds(5))
      #expect(h.calls == ["inspect p1"] && h.state("p1") == .recording)
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.truth["p1"]?.state = .recording
      h.forgetCalls()
      h.act(.replay)
      #expect(h.calls.prefix(2) == ["inspect p1", "pause p1"] && h.state("p1") == .paused)
      #expect(!h.engine.isReplaying(key))
    }
  }

  @Test("D4 what a replay asks for goes behind everything that lives")
  func lane() {
    withEngine { h in
      closeWindow(h)
      h.truth["p1"]?.state = .paused
      h.unsent = [.inspect]
      h.act(.replay)
      #expect(h.waiting.map(\.purpose) == [.replay])
      h.unsent = [.resume]
      h.run(.seconds(1))
      #expect(h.waiting.map(\.purpose) == [.replay] && h.waiting.map(\.kind) == [.resume])
    }
  }

  @Test("R7 a window that opens in the middle of a replay takes its resume back")
  func overtaken() {
    withEngine { h in
      closeWindow(h)
      h.truth["p1"]?.state = .paused
      h.unsent = [.resume]
      h.act(.replay)
      h.run(.seconds(1))
      #expect(h.queue == ["resume p1"])
      h.event(.pauseStarted)
      #expect(h.queue == [])
      h.run(.seconds(5))
      #expect(h.state("p1") == .paused && !h.engine.isReplaying(key))
    }
  }

  @Test("W7 a replay does not resume the screen of an agent who left inside his window")
  func left() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.event(.agentLeft) { $0.participant = "p1" }
      h.run(.seconds(5))
      h.forgetCalls()
      h.act(.replay)
      h.run(.seconds(20))
      #expect(h.state("p1") == .paused && !h.calls.contains("resume p1") && !h.engine.isReplaying(key))
    }
  }

  @Test("W2 a replay finds the screens of a closed window that nobody announced")
  func unknownScreen() {
    withEngine { h in
      h.event(.pauseStarted)
      h.run(.seconds(1))
      h.event(.pauseEnded)
      h.run(.seconds(5))
      h.addScreen("p1", announced: false)
      h.truth["p1"]?.state = .paused
      h.act(.replay)
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording && !h.engine.isReplaying(key))
    }
  }

  @Test("a replay of a conversation that is over asks nobody, and a parked call is decided anew")
  func overAndParked() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(5))
      h.script = [.resume: [Outcome(.refused, refusal: .malformed, status: 400)]]
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.state("p1") == .paused && h.alarms == ["parked"])
      h.act(.replay)
      h.run(.seconds(5))
      #expect(h.state("p1") == .recording && h.alarms == [])
      h.event(.conversationEnded, agent: nil)
      #expect(!h.engine.wantsReplay(key))
      h.forgetCalls()
      h.act(.replay)
      h.run(.seconds(5))
      #expect(h.calls == [])
    }
  }

  @Test("an excerpt does what the whole engine does, and leaves it as it was")
  func excerpt() {
    withEngine { h in
      closeWindow(h)
      var copy = h.engine.excerpt(of: key)
      let before = h.engine
      let act = Entry(seq: 1_000_000, recordedAt: h.wall, tick: h.now, body: .act(Act(.replay, by: "test", conversation: key)))
      let wanted = copy.apply(act)
      #expect(wanted.contains { if case .command(let command) = $0 { command.kind == .inspect } else { false } })
      #expect(h.engine == before && copy.isReplaying(key))
    }
  }
}
