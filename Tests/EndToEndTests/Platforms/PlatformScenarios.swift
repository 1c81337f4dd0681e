import Model
import Testing

/// The scenarios that every platform goes through, with what its own abilities change about them.
struct PlatformScenarios {
  let platform: PlatformUnderTest
  let centre: ContactCentre

  func all() -> [Scenario] {
    [
      startedAndEnded(), consult(), transfer(), endedWhilePaused(), pauseNotFound(), resumeNotFound(), pausedAlready(), pauseInConflict(),
      resumeInConflict(), lostPause(), lostResume(), forbidden(),
    ]
  }

  // MARK: - Words

  private func make(_ name: String, _ tag: String, _ body: (inout Scenario, TestedCall) -> Void) -> Scenario {
    let call = TestedCall(tag: tag)
    var scenario = Scenario("\(platform.name): \(name)", call)
    scenario.act { try setUp(call, "anna") }
    if platform.isTold { scenario.act { try send("agent.joined", call, "anna") } }
    body(&scenario, call)
    return scenario
  }

  private func setUp(_ call: TestedCall, _ agent: String) throws {
    for arrangement in platform.setUp(call, agent) { try centre.vendors.post(arrangement.path, arrangement.body) }
  }

  private func change(_ call: TestedCall, _ agent: String, _ state: String) throws {
    let arrangement = platform.change(call, agent, state)
    try centre.vendors.post(arrangement.path, arrangement.body)
  }

  private func send(_ kind: String, _ call: TestedCall, _ agent: String, _ more: String = "") throws {
    let data = "\"conversation\":\"\(call.conversation)\",\"agent\":\"\(call.agent(agent))\"" + platform.aliases(call, agent) + more
    try centre.send(SentEvent.cloudEvent("hush.\(kind)", data), to: "tested")
  }

  private func start(_ call: TestedCall, _ agent: String = "anna") throws { try send("pause.started", call, agent) }
  private func end(_ call: TestedCall, _ agent: String = "anna") throws { try send("pause.ended", call, agent) }

  /// The second agent comes in, and the platform tells of it.
  private func join(_ call: TestedCall) throws {
    try setUp(call, "ben")
    try send(platform.reach == .everyScreen ? "recording.started" : "agent.joined", call, "ben")
  }

  private func fault(_ call: TestedCall, _ mark: String, _ what: String, times: String = "1") throws {
    let text = mark.replacing("\"", with: "\\\"")
    try centre.vendors.post("/faults", #"{"match": {"contains": ["\#(call.tag)", "\#(text)"], "times": \#(times)}, \#(what)}"#)
  }

  private func isIn(_ state: String, _ call: TestedCall, _ agent: String = "anna") -> (Observed) -> Bool {
    { $0.state(platform.recording(call, agent), of: call) == state }
  }

  private func pauses(_ observed: Observed, _ call: TestedCall) -> [Int?] { observed.statuses(platform.pause, of: call) }
  private func resumes(_ observed: Observed, _ call: TestedCall) -> [Int?] { observed.statuses(platform.resume, of: call) }

  /// `nil` for a cut connection, "ok" for any success the vendor has.
  private func words(_ statuses: [Int?]) -> [String] {
    statuses.map { status in status.map { (200..<300).contains($0) ? "ok" : String($0) } ?? "cut" }
  }

  // MARK: - Scenarios

  private func startedAndEnded() -> Scenario {
    make("started → paused, ended → resumed", "t01") { scenario, call in
      scenario.act { try start(call) }
      scenario.wait("paused", until: isIn("paused", call))
      scenario.act { try end(call) }
      scenario.wait("recording", until: isIn("recording", call))
      scenario.finally("one call each") { words(pauses($0, call)) == ["ok"] && words(resumes($0, call)) == ["ok"] }
    }
  }

  private func consult() -> Scenario {
    make("consult", "t02") { scenario, call in
      scenario.act { try start(call) }
      scenario.wait("paused", until: isIn("paused", call))
      scenario.act { try join(call) }
      scenario.act { try send("transfer.started", call, "anna", #","transfer":"consult""#) }
      if platform.reach == .everyScreen { scenario.wait("the colleague's is paused too", until: isIn("paused", call, "ben")) }
      scenario.act { try start(call, "ben") }
      scenario.wait("both are paused") { isIn("paused", call)($0) && isIn("paused", call, "ben")($0) }
      scenario.act { try end(call) }
      if platform.reach == .ownScreen { scenario.wait("the first records again", until: isIn("recording", call)) }
      scenario.act { try end(call, "ben") }
      scenario.wait("all record again") { isIn("recording", call)($0) && isIn("recording", call, "ben")($0) }
      scenario.finally("a consult resumes nothing") { observed in
        (observed.recordings[call.conversation]?[platform.recording(call, "anna")]?.history ?? []) == ["recording", "paused", "recording"]
      }
    }
  }

  private func transfer() -> Scenario {
    make("blind transfer", "t03") { scenario, call in
      scenario.act { try start(call) }
      scenario.wait("paused", until: isIn("paused", call))
      scenario.act { try send("transfer.started", call, "anna", #","transfer":"blind""#) }
      if platform.reach == .call {
        scenario.wait("the caller's recording goes on at once (W8)", until: isIn("recording", call))
      }
      scenario.act { try send("agent.left", call, "anna") }
      scenario.act {
        if platform.recording(call, "ben") != platform.recording(call, "anna") { try change(call, "anna", "ended") }
        try join(call)
      }
      scenario.act { try start(call, "ben") }
      scenario.wait("the new agent's is paused", until: isIn("paused", call, "ben"))
      scenario.act { try end(call, "ben") }
      scenario.wait("and records again", until: isIn("recording", call, "ben"))
      scenario.finally("nothing is left over") { $0.alarms("parked", of: call).isEmpty }
    }
  }

  private func endedWhilePaused() -> Scenario {
    make("ended while paused", "t04") { scenario, call in
      scenario.act { try start(call) }
      scenario.wait("paused", until: isIn("paused", call))
      scenario.act { try change(call, "anna", "ended") }
      scenario.act { try end(call) }
      let gone = platform.canInspect ? [] : ["404"]
      if !platform.canInspect { scenario.wait("the resume is answered") { !resumes($0, call).isEmpty } }
      // Engage says so with HTTP 200.
      scenario.finally("at most one resume, and nothing is parked") { observed in
        let resumes = words(resumes(observed, call))
        return (resumes == gone || platform.simulated == "engage" && resumes == ["ok"]) && observed.alarms("parked", of: call).isEmpty
      }
    }
  }

  private func pauseNotFound() -> Scenario {
    make("404 to a pause", "t05") { scenario, call in
      scenario.act { try fault(call, platform.pause, "\"status\": 404") }
      scenario.act { try start(call) }
      scenario.wait("paused all the same", until: isIn("paused", call))
      scenario.act { try end(call) }
      scenario.wait("recording", until: isIn("recording", call))
      scenario.finally("repeated once") { words(pauses($0, call)) == ["404", "ok"] && words(resumes($0, call)) == ["ok"] }
    }
  }

  private func resumeNotFound() -> Scenario {
    make("404 to a resume", "t06") { scenario, call in
      scenario.act { try fault(call, platform.resume, "\"status\": 404") }
      scenario.act { try start(call) }
      scenario.wait("paused", until: isIn("paused", call))
      scenario.act { try end(call) }
      scenario.wait("the resume is answered") { !resumes($0, call).isEmpty }
      scenario.finally("dropped, not repeated and not parked") {
        words(resumes($0, call)) == ["404"] && $0.alarms("parked", of: call).isEmpty
      }
    }
  }

  /// Somebody else paused it: what can be read is believed; what cannot is said, tried again, and never resumed by us.
  private func pausedAlready() -> Scenario {
    make("a pause of what is paused", "t07") { scenario, call in
      scenario.act { try change(call, "anna", "paused") }
      if !platform.refusesRepetition { scenario.act { try fault(call, platform.pause, "\"status\": 409, \"apply\": false") } }
      // A screen that can be asked is found so at its look-up.
      scenario.act { try send(platform.reach == .everyScreen ? "recording.started" : "agent.joined", call, "anna") }
      scenario.act { try start(call) }
      scenario.wait("the pause was called") { !pauses($0, call).isEmpty }
      if !platform.canInspect {
        scenario.wait("it is said that nobody knows") { !$0.alarms("pause_unverified", of: call).isEmpty }
        scenario.wait("it is tried again") { pauses($0, call).count > 1 }
      }
      scenario.finally("one call is enough where it can be read; nothing is parked") { observed in
        observed.alarms("parked", of: call).isEmpty && (!platform.canInspect || pauses(observed, call).count == 1)
      }
      guard platform.reach == .call, platform.canInspect || platform.refusesRepetition else { return }
      scenario.act { try end(call) }
      scenario.finally("what somebody else paused is his to resume") { resumes($0, call).isEmpty }
    }
  }

  private func pauseInConflict() -> Scenario {
    make("409 to a pause of what records", "t08") { scenario, call in
      scenario.act { try fault(call, platform.pause, "\"status\": 409") }
      scenario.act { try start(call) }
      scenario.wait("paused all the same", until: isIn("paused", call))
      scenario.act { try end(call) }
      scenario.wait("recording", until: isIn("recording", call))
      scenario.finally("repeated once") { words(pauses($0, call)) == ["409", "ok"] && words(resumes($0, call)) == ["ok"] }
    }
  }

  private func resumeInConflict() -> Scenario {
    make("409 to a resume", "t09") { scenario, call in
      scenario.act { try fault(call, platform.resume, "\"status\": 409") }
      scenario.act { try start(call) }
      scenario.wait("paused", until: isIn("paused", call))
      scenario.act { try end(call) }
      if platform.canInspect {
        scenario.wait("it was still paused, so it is resumed again", until: isIn("recording", call))
      } else {
        scenario.wait("the resume is answered") { !resumes($0, call).isEmpty }
      }
      scenario.finally("nothing is parked") { observed in
        words(resumes(observed, call)) == (platform.canInspect ? ["409", "ok"] : ["409"]) && observed.alarms("parked", of: call).isEmpty
      }
    }
  }

  private func lostPause() -> Scenario {
    make("the answer to a pause is lost", "t10") { scenario, call in
      scenario.act { try fault(call, platform.pause, "\"applyThenDrop\": true") }
      scenario.act { try start(call) }
      scenario.wait("paused", until: isIn("paused", call))
      if !platform.canInspect { scenario.wait("repeated, for nobody can be asked (R9)") { pauses($0, call).count > 1 } }
      scenario.act { try end(call) }
      scenario.wait("recording", until: isIn("recording", call))
      scenario.finally("read where it can be read") { !platform.canInspect || words(pauses($0, call)) == ["cut"] }
    }
  }

  private func lostResume() -> Scenario {
    make("the answer to a resume is lost", "t11") { scenario, call in
      scenario.act { try fault(call, platform.resume, "\"applyThenDrop\": true") }
      scenario.act { try start(call) }
      scenario.wait("paused", until: isIn("paused", call))
      scenario.act { try end(call) }
      scenario.wait("recording", until: isIn("recording", call))
      if !platform.canInspect { scenario.wait("repeated (R9)") { resumes($0, call).count > 1 } }
      scenario.finally("read where it can be read; nothing is parked") {
        (!platform.canInspect || words(resumes($0, call)) == ["cut"]) && $0.alarms("parked", of: call).isEmpty
      }
    }
  }

  private func forbidden() -> Scenario {
    make("a missing permission", "t12") { scenario, call in
      scenario.act { try fault(call, platform.pause, "\"status\": 403", times: "\"always\"") }
      scenario.act { try start(call) }
      scenario.wait("the alarm names the permission") { observed in
        let permission = platform.permission.replacing("VENDOR", with: centre.vendors.url)
        return observed.alarms("auth_failed", of: call).contains { $0.replacing("\\/", with: "/").contains(permission) }
      }
      scenario.act { try end(call) }
      scenario.finally("not hammered, and nothing resumed that was not paused") {
        words(pauses($0, call)) == ["403"] && resumes($0, call).isEmpty
      }
    }
  }

  /// By itself, for it is about all calls of the platform.
  func unauthorized() -> Scenario {
    make("401 in the middle", "t13") { scenario, call in
      scenario.act { try start(call) }
      scenario.wait("paused", until: isIn("paused", call))
      if platform.hasTokens {
        scenario.act { try centre.vendors.post("/tokens/expire", "{}") }
        scenario.act { try end(call) }
        scenario.wait("recording with a new token", until: isIn("recording", call))
      } else {
        scenario.act { try fault(call, platform.resume, "\"status\": 401") }
        scenario.act { try end(call) }
        scenario.wait("the operator is told") { !$0.alarms("auth_failed", of: call).isEmpty && !$0.alarms("parked", of: call).isEmpty }
      }
    }
  }
}
