import Model
import Testing

/// Vendors that fail, each in its own way: what hushd then does, by the simulator's log of calls.
struct FaultTests {
  private func centre(_ fault: String, _ settings: TestSettings = TestSettings()) throws -> ContactCentre {
    let centre = try ContactCentre(settings)
    try centre.vendors.post("/faults", fault)
    return centre
  }

  private func pauses(_ centre: ContactCentre) throws -> [Int?] { try centre.vendors.apiCalls().filter(\.isPause).map(\.status) }

  @Test func repeatsAfterFailures() throws {
    let centre = try centre(#"{"match": {"path": "*/pause", "times": 3}, "status": 503}"#)
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
    #expect(try pauses(centre) == [503, 503, 503, 202])
  }

  @Test func repeatsAPauseThatWasLost() throws {
    let centre = try centre(#"{"match": {"path": "*/pause"}, "drop": true}"#)
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
    #expect(try pauses(centre) == [nil, 202])
  }

  @Test func inspectsAPauseWhoseAnswerWasLost() throws {
    let centre = try centre(#"{"match": {"path": "*/pause"}, "applyThenDrop": true}"#)
    try centre.send(SentEvent.securePause("started"))
    try awaitConfirmed(centre)
    #expect(try pauses(centre) == [nil], "it is inspected, not repeated")
    try centre.send(SentEvent.securePause("ended"))
    try centre.await("p-anna", "recording")
  }

  /// Waits until hushd itself knows that the recording is paused.
  private func awaitConfirmed(_ centre: ContactCentre) throws {
    try eventually(
      "the pause is confirmed",
      holds: {
        try centre.command("windows", "--json").output.contains { $0.contains("\"known\":\"paused\"") }
      })
  }

  @Test func pausesAgainWhatWasAcceptedAndNotDone() throws {
    var settings = TestSettings()
    settings.timeout = "2s"
    let centre = try centre(#"{"match": {"path": "*/pause"}, "ignoreButAnswer": true}"#, settings)
    try centre.send(SentEvent.securePause("started"))
    try centre.awaitAlarm("pause_unverified")
    try centre.await("p-anna", "paused")
    #expect(try pauses(centre) == [202, 202])
  }

  @Test func aConflictIsInspected() throws {
    let centre = try ContactCentre()
    try centre.vendors.post("/conversations/c-1/participants/p-anna", #"{"screenRecordingState": "paused"}"#)
    try centre.send(SentEvent.user("start", "p-anna", of: "anna"))
    try centre.send(SentEvent.securePause("started"))
    try awaitConfirmed(centre)
    #expect(try pauses(centre) == [409], "it was paused already")

    try centre.vendors.post("/faults", #"{"match": {"path": "*/pause"}, "status": 409}"#)
    try centre.send(SentEvent.securePause("started", of: "ben"))
    try centre.await("p-ben", "paused")
    #expect(try pauses(centre) == [409, 409, 202], "it was recording, whatever the conflict was")
  }

  @Test func whatIsNotFoundIsLookedForAgain() throws {
    let centre = try centre(#"{"match": {"path": "*/pause"}, "status": 404}"#)
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
    #expect(try pauses(centre) == [404, 202])
  }

  @Test func aMissingPermissionIsNamed() throws {
    let centre = try centre(#"{"match": {"path": "*/pause", "times": "always"}, "status": 403}"#)
    try centre.send(SentEvent.securePause("started"))
    try centre.awaitAlarm("auth_failed")
    let alarm = try #require(centre.daemon.log.first { $0.contains("auth_failed") })
    #expect(alarm.contains("conversation:recording:pauseOthers"))
    try throughout(.seconds(1), "it is not hammered", holds: { try pauses(centre) == [403] })
  }

  @Test func anExpiredTokenIsRenewedOnceForAll() throws {
    let centre = try ContactCentre()
    try centre.send("[\(SentEvent.user("start", "p-anna", of: "anna")),\(SentEvent.user("start", "p-ben", of: "ben"))]", accepted: 2)
    try eventually("the first token", holds: { try centre.vendors.tokensIssued(to: "genesys") == 1 })
    try centre.vendors.post("/tokens/expire", "{}")
    try centre.send("[\(SentEvent.securePause("started", of: "anna")),\(SentEvent.securePause("started", of: "ben"))]", accepted: 2)
    try centre.await("p-anna", "paused")
    try centre.await("p-ben", "paused")
    #expect(try pauses(centre).filter { $0 == 401 }.count == 2)
    #expect(try centre.vendors.tokensIssued(to: "genesys") == 2, "one refresh, shared")
  }

  @Test func aWaitThePlatformAsksForIsKept() throws {
    let centre = try centre(#"{"match": {"path": "/api/v2/"}, "status": 429, "retryAfter": "1"}"#)
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
    let calls = try centre.vendors.apiCalls()
    try #require(calls.count > 2)
    #expect(calls[0].status == 429)
    #expect(calls[1].at - calls[0].at >= 1_000_000, "no call before its time")
    #expect(calls.dropFirst().allSatisfy { $0.status != 429 })
  }

  @Test func aSlowPlatformKeepsNoSenderWaiting() throws {
    let centre = try centre(#"{"match": {"path": "/api/v2/", "times": "always"}, "delay": "700ms"}"#)
    let before = SentEvent.now
    try centre.send(SentEvent.securePause("started"))
    #expect(SentEvent.now - before < .milliseconds(700))
    try centre.await("p-anna", "paused")
    #expect(try pauses(centre) == [202])
  }

  @Test("an older resume that applies after the newer pause does not win")
  func startedWhileAResumeIsInFlight() throws {
    var settings = TestSettings()
    settings.timeout = "2s"
    let centre = try centre(#"{"match": {"path": "*/resume"}, "delay": "600ms", "latencyOfEffect": "400ms"}"#, settings)
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
    try centre.send(SentEvent.securePause("ended"))
    try eventually("the resume is in flight", holds: { try centre.vendors.apiCalls().contains(where: \.isResume) })
    try centre.send(SentEvent.securePause("started"))
    try eventually(
      "it has applied and been put right",
      holds: {
        try centre.vendors.recordings(of: "c-1")["p-anna"]?.history == ["recording", "paused", "recording", "paused"]
      })
    #expect(try centre.vendors.recordings(of: "c-1")["p-anna"]?.resumes == 1)
  }

  @Test func whatEndedIsDroppedWithoutACall() throws {
    let centre = try centre(#"{"match": {"path": "*/pause", "times": "always"}, "status": 503}"#)
    try centre.send(SentEvent.securePause("started"))
    try eventually("a pause has failed", holds: { try pauses(centre).contains(503) })
    try centre.send(SentEvent.securePause("ended"))
    try centre.vendors.post("/conversations/c-1", #"{"ended": true}"#)
    try eventually(
      "nothing is left to do",
      holds: {
        try centre.command("status", "--json").output.first.map { $0.contains("\"backlog\":0,") && $0.contains("\"windows\":0,") } == true
      })
    #expect(try !centre.vendors.apiCalls().contains(where: \.isResume))
  }
}
