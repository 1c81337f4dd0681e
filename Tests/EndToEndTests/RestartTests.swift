import Model
import Testing

/// kill -9 at a chosen moment: what the next run makes of what was open (G2, R7).
struct RestartTests {
  @Test func anOpenWindowIsKept() throws {
    let centre = try ContactCentre()
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
    centre.kill()
    try centre.start()
    try eventually("it is inspected", holds: { try centre.vendors.apiCalls().last?.isPause == false })
    try centre.send(SentEvent.securePause("ended"))
    try centre.await("p-anna", "recording")
    let recording = try centre.vendors.recordings(of: "c-1")["p-anna"]
    #expect(recording?.pauses == 1)
    #expect(recording?.resumes == 1)
  }

  @Test func whatWasResumedMeanwhileIsPausedAgain() throws {
    let centre = try ContactCentre()
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
    centre.kill()
    try centre.vendors.post("/conversations/c-1/participants/p-anna", #"{"screenRecordingState": "active"}"#)
    try centre.start()
    try centre.await("p-anna", "paused")
  }

  @Test func aPendingResumeIsMade() throws {
    var settings = TestSettings()
    settings.resumeDelay = "1s"
    let centre = try ContactCentre(settings)
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
    try centre.send(SentEvent.securePause("ended"))
    centre.kill()
    #expect(try centre.vendors.state(of: "p-anna", in: "c-1") == "paused")
    try centre.start()
    try centre.await("p-anna", "recording")
    #expect(try centre.vendors.recordings(of: "c-1")["p-anna"]?.resumes == 1)
  }

  @Test("an ended that waits in the spool closes the window that was open")
  func endedWhileDown() throws {
    let centre = try ContactCentre()
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
    centre.kill()
    try centre.drop(SentEvent.securePause("ended"), as: "ended.json")
    try centre.start()
    try centre.await("p-anna", "recording")
  }

  /// A resume is owed and overdue when hushd starts again.
  private func centreThatOwesAResume(startGrace: String) throws -> ContactCentre {
    var settings = TestSettings()
    settings.startGrace = startGrace
    settings.resumeDelay = "300ms"
    let centre = try ContactCentre(settings)
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
    try centre.send(SentEvent.securePause("ended"))
    let endedAt = SentEvent.now
    centre.kill()
    #expect(try centre.vendors.state(of: "p-anna", in: "c-1") == "paused")
    try eventually("the resume is overdue", holds: { SentEvent.now - endedAt > .milliseconds(300) })
    return centre
  }

  private func expectStaysPaused(_ centre: ContactCentre) throws {
    try throughout(.seconds(1), "it stays paused", holds: { try centre.vendors.state(of: "p-anna", in: "c-1") == "paused" })
    #expect(try centre.vendors.recordings(of: "c-1")["p-anna"]?.resumes == 0)
  }

  @Test("a started that waits in the spool forbids the resume that is owed", arguments: ["0s", "300ms"])
  func startedWhileDown(startGrace: String) throws {
    let centre = try centreThatOwesAResume(startGrace: startGrace)
    try centre.drop(SentEvent.securePause("started"), as: "started.json")
    try centre.start()
    try expectStaysPaused(centre)
  }

  @Test func aStartedInTheStartGraceForbidsTheResumeThatIsOwed() throws {
    let centre = try centreThatOwesAResume(startGrace: "5s")
    try centre.start()
    try centre.send(SentEvent.securePause("started"))
    try expectStaysPaused(centre)
  }

  /// The pause had left, and its entry was perhaps not on disk yet (G3).
  private func centreKilledWithAPauseInFlight() throws -> ContactCentre {
    let centre = try ContactCentre()
    try centre.vendors.post("/faults", #"{"match": {"path": "*/pause"}, "delay": "5s"}"#)
    try centre.send(SentEvent.securePause("started"))
    try eventually("the pause is in flight", holds: { try centre.vendors.apiCalls().contains(where: \.isPause) })
    centre.kill()
    return centre
  }

  @Test func aPauseThatWasInFlightIsInspected() throws {
    let centre = try centreKilledWithAPauseInFlight()
    let calls = try centre.vendors.apiCalls().count
    try centre.start()
    try eventually("it is looked at", holds: { try centre.vendors.apiCalls().count > calls })
    try centre.send(SentEvent.securePause("ended"))
    try centre.await("p-anna", "recording")
    let recording = try centre.vendors.recordings(of: "c-1")["p-anna"]
    #expect(recording?.pauses == 1)
    #expect(recording?.resumes == 1)
  }

  @Test("a window that ends before anybody could look after the crash is looked at all the same")
  func endedBeforeTheFirstLook() throws {
    let centre = try centreKilledWithAPauseInFlight()
    try centre.vendors.post("/faults", #"{"match": {"path": "/oauth/token"}, "delay": "500ms"}"#)
    try centre.start()
    try centre.send(SentEvent.securePause("ended"))
    try centre.await("p-anna", "recording")
    #expect(try centre.vendors.recordings(of: "c-1")["p-anna"]?.resumes == 1)
  }

  @Test func repeatsAreKnownAfterARestart() throws {
    let centre = try ContactCentre()
    let started = SentEvent.securePause("started")
    try centre.send(started)
    centre.kill()
    try centre.start()
    try centre.send(started, accepted: 0, duplicates: 1)
    #expect(try centre.entries().count == 1)
  }
}
