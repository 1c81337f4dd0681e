import Engine
import Model
import Testing

/// Policy: which rule decides, and what a later decision may change.
@Suite struct PolicyTests {
  private func rule(_ name: String, _ change: (inout PolicyRule) -> Void) -> PolicyRule {
    var rule = PolicyRule(name: name)
    change(&rule)
    return rule
  }

  private func attributes(_ change: (inout PolicyAttributes) -> Void = { _ in }) -> PolicyAttributes {
    var attributes = PolicyAttributes(conversation: "c", source: "s", platform: "genesys")
    change(&attributes)
    return attributes
  }

  @Test("Policy: the first match wins, and what it does not say is the defaults'")
  func firstMatch() {
    let policy = Policy(
      defaults: Policy.defaults { $0.tags = ["team": "x", "site": "y"] }.defaults,
      rules: [
        rule("other") { $0.when.source = ["elsewhere"] },
        rule("mine") {
          $0.when.source = ["s"]
          $0.maxPause = .seconds(60)
          $0.tags = ["team": "z"]
        },
        rule("later") { $0.pause = false },
      ])
    let governance = policy.decide(for: attributes())
    #expect(governance.rule == "mine")
    #expect(governance.maxPause == .seconds(60))
    #expect(governance.resumeDelay == .milliseconds(500))
    #expect(governance.tags == ["team": "z", "site": "y"])
    #expect(!governance.isProvisional)
  }

  @Test("Policy: without a match the defaults decide, under the name policy")
  func noMatch() {
    #expect(Policy(rules: [rule("r") { $0.when.platform = ["x"] }]).decide(for: attributes()).rule == "policy")
  }

  @Test("Policy: every key of a condition counts, and the first that differs is named")
  func everyKey() {
    let known = attributes {
      $0.agent = "a"
      $0.queue = "q"
      $0.division = "d"
      $0.customerType = "t"
      $0.language = "l"
    }
    let keys: [(String, WritableKeyPath<PolicyRule.Condition, [String]?>, String)] = [
      ("source", \.source, "s"), ("platform", \.platform, "genesys"), ("queue", \.queue, "q"), ("division", \.division, "d"),
      ("customerType", \.customerType, "t"), ("language", \.language, "l"), ("agent", \.agent, "a"),
    ]
    for (name, path, value) in keys {
      var condition = PolicyRule.Condition()
      condition[keyPath: path] = ["x", value]
      #expect(condition.match(known).verdict == .matches)
      condition[keyPath: path] = ["x"]
      #expect(condition.match(known).verdict == .differs)
      #expect(condition.match(known).key == name)
    }
  }

  @Test("Policy: an unknown attribute leaves a rule open, unless another key differs")
  func open() {
    let queue = rule("q") { $0.when.queue = ["q-9"] }
    let both = rule("both") {
      $0.when.queue = ["q-9"]
      $0.when.source = ["elsewhere"]
    }
    let open = Policy(rules: [queue, rule("all") { $0.maxPause = .seconds(9) }]).decide(for: attributes())
    #expect(open.rule == "policy")
    #expect(open.isProvisional)
    #expect(Policy(rules: [both]).decide(for: attributes()).isProvisional == false)
    #expect(Policy(rules: [rule("all") { $0.pause = true }, queue]).decide(for: attributes()).isProvisional == false)
  }

  @Test("Policy: percent samples by a stable hash of the conversation", arguments: [0, 25, 100])
  func percent(share: Int) {
    let policy = Policy(rules: [rule("pilot") { $0.when.percent = share }])
    let chosen = (0..<4000).count {
      policy.decide(for: PolicyAttributes(conversation: "c\($0)", source: "s", platform: "p")).rule == "pilot"
    }
    #expect(abs(chosen - share * 40) <= 160)
    let twice = (0..<2).map { _ in policy.decide(for: PolicyAttributes(conversation: "c7", source: "s", platform: "p")) }
    #expect(twice[0] == twice[1])
  }

  @Test("Policy: the hash is FNV-1a, the same in every version")
  func hash() {
    // FNV-1a of "a" is af63dc4c8601ec8c, which leaves 24 when divided by 100.
    let at = PolicyAttributes(conversation: "a", source: "s", platform: "p")
    var condition = PolicyRule.Condition()
    condition.percent = Int(0xaf63_dc4c_8601_ec8c as UInt64 % 100)
    #expect(condition.match(at).verdict == .differs)
    condition.percent = Int(0xaf63_dc4c_8601_ec8c as UInt64 % 100) + 1
    #expect(condition.match(at).verdict == .matches)
  }

  // MARK: In the engine

  @Test("Policy: pause false makes no call, and the time counts as off by rule")
  func offByRule() {
    let off = rule("off") {
      $0.when.source = ["s"]
      $0.pause = false
    }
    withEngine(policy: Policy(rules: [off])) { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      h.run(.seconds(3))
      h.event(.pauseEnded)
      h.run(.seconds(5))
      #expect(h.calls == [])
      #expect(h.exposures == ["off-by-rule 0-3000 flagged"])
      #expect(h.windows.first?.rule == "off")
    }
  }

  @Test("Policy: while a rule is open the window pauses under policy; it is decided again when the attribute comes, and never released")
  func decidedAgain() {
    let retention = rule("retention") {
      $0.when.queue = ["q-9"]
      $0.pause = false
    }
    let screenAndVoice = rule("both") {
      $0.when.queue = ["q-1"]
      $0.platforms = ["genesys", "voice"]
      $0.maxPause = .seconds(300)
    }
    for queue in ["q-9", "q-1"] {
      withEngine([.genesys, .voice], policy: Policy(rules: [retention, screenAndVoice])) { h in
        h.addScreen("p1")
        h.addShared("v1", platform: .voice)
        h.event(.pauseStarted) { $0.contact = "v1" }
        #expect(h.state("p1") == .paused)
        #expect(h.windows.first?.rule == "policy")
        h.event(.ignored, agent: nil) { $0.queue = queue }
        h.run(.seconds(1))
        #expect(h.state("p1") == .paused)
        #expect(h.windows.first?.rule == (queue == "q-9" ? "retention" : "both"))
        #expect(h.state("v1") == (queue == "q-9" ? .recording : .paused))
        h.run(.seconds(200))
        #expect(h.state("p1") == (queue == "q-9" ? .recording : .paused))
        h.event(.pauseEnded)
        h.run(.seconds(10))
        #expect(h.state("p1") == .recording)
        #expect(h.state("v1") == .recording)
      }
    }
  }

  @Test("Policy: an attribute known before the window is used at once")
  func knownBefore() {
    let retention = rule("retention") {
      $0.when.queue = ["q-9"]
      $0.pause = false
    }
    withEngine(policy: Policy(rules: [retention])) { h in
      h.addScreen("p1")
      h.event(.ignored, agent: nil) { $0.queue = "q-9" }
      h.event(.pauseStarted)
      #expect(h.calls == [])
    }
  }

  @Test("Policy: a reload asks again and may widen, never release")
  func reload() {
    withEngine { h in
      h.addScreen("p1")
      h.event(.pauseStarted)
      let asked = h.decisions.count
      h.act(.reload)
      #expect(h.decisions.count == asked + 1)
      var off = Governance(rule: "off")
      off.pause = false
      off.maxPause = .seconds(1)
      off.scope = .everyone
      h.record(
        .decision(Decision(.policy(off), conversation: ConversationKey(system: "sys", id: "c"), window: WindowKey(agent: "a", origin: "o")))
      )
      h.run(.seconds(60))
      #expect(h.state("p1") == .paused)
      #expect(h.windows.first?.rule == "off")
    }
  }

  @Test("Policy: several platforms of one window are each confirmed on their own")
  func severalPlatforms() {
    withEngine([.genesys, .voice], policy: .defaults { $0.platforms = ["genesys", "voice"] }) { h in
      h.addScreen("p1")
      h.addShared("v1", platform: .voice)
      h.script[.pause] = [Outcome(.refused, refusal: .forbidden, status: 403)]
      h.event(.pauseStarted) { $0.contact = "v1" }
      h.run(.seconds(5))
      #expect(h.state("v1") == .paused)
      #expect(h.windows.first?.confirmedAt == nil)
      h.event(.pauseEnded)
      h.run(.seconds(10))
      #expect(h.exposures == ["refused 0-5000 flagged"])
      #expect(h.state("v1") == .recording)
    }
  }

  @Test("Policy: a rule's tags, the reason and the metadata travel in the command")
  func tags() {
    withEngine(policy: .defaults { $0.tags = ["partition": "uk/cards"] }) { h in
      h.addScreen("p1")
      h.unsent = [.pause]
      h.event(.pauseStarted) {
        $0.reason = "PCI"
        $0.metadata = ["field": "pan"]
      }
      #expect(h.waiting.map(\.tags) == [["partition": "uk/cards"]])
      #expect(h.waiting.map(\.reason) == ["PCI"])
      #expect(h.waiting.map(\.metadata) == [["field": "pan"]])
    }
  }

  @Test("R5: a resume says what the ended said, not what the started had said")
  func closingRemark() {
    withEngine { h in
      h.addScreen("p1")
      h.unsent = [.resume]
      h.event(.pauseStarted) {
        $0.reason = "DETECTED"
        $0.metadata = ["field": "pan"]
      }
      h.run(.seconds(3))
      h.event(.pauseEnded) {
        $0.reason = "CLEARED"
        $0.metadata = ["clearTimestamp": "now"]
      }
      h.run(.seconds(10))
      #expect(h.waiting.map(\.reason) == ["CLEARED"])
      #expect(h.waiting.map(\.metadata) == [["clearTimestamp": "now"]])
    }
  }

  @Test("R5: the resume of a window that no ended closed says nothing of its own")
  func noClosingRemark() {
    withEngine { h in
      h.addScreen("p1")
      h.unsent = [.resume]
      h.event(.pauseEnded) { $0.reason = "OLD" }
      h.event(.pauseStarted) { $0.reason = "DETECTED" }
      h.run(.minutes(16))
      #expect(h.waiting.map(\.reason) == [nil])
    }
  }
}
