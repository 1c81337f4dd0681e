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

  @Test("a started that waits in the spool forbids the resume that was owed")
  func startedWhileDown() throws {
    var settings = TestSettings()
    settings.startGrace = "300ms"
    settings.resumeDelay = "300ms"
    let centre = try ContactCentre(settings)
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
    try centre.send(SentEvent.securePause("ended"))
    centre.kill()
    try centre.drop(SentEvent.securePause("started"), as: "started.json")
    try centre.start()
    try throughout(.milliseconds(1500), "it stays paused", holds: { try centre.vendors.state(of: "p-anna", in: "c-1") == "paused" })
    #expect(try centre.vendors.recordings(of: "c-1")["p-anna"]?.resumes == 0)
  }

  @Test func aPauseThatWasInFlightIsInspected() throws {
    let centre = try ContactCentre()
    try centre.vendors.post("/faults", #"{"match": {"path": "*/pause"}, "delay": "5s"}"#)
    try centre.send(SentEvent.securePause("started"))
    try eventually("the pause is in flight", holds: { try centre.vendors.apiCalls().contains(where: \.isPause) })
    centre.kill()
    try centre.start()
    try centre.send(SentEvent.securePause("ended"))
    try centre.await("p-anna", "recording")
    let recording = try centre.vendors.recordings(of: "c-1")["p-anna"]
    #expect(recording?.resumes == 1, "the pause had applied, and nobody had said so")
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
