import Testing

/// What hushd exists for, each way an event can come in.
struct MainPathTests {
  @Test func pausesExactlyThatAgentsScreen() throws {
    let centre = try ContactCentre()
    let started = SentEvent.securePause("started")
    try centre.send(started)
    try centre.send(started, accepted: 0, duplicates: 1)
    try centre.await("p-anna", "paused")

    let ended = SentEvent.securePause("ended")
    try centre.send(ended)
    try centre.send(ended, accepted: 0, duplicates: 1)
    try centre.await("p-anna", "recording")
    try expectOneCallEach(centre)
    #expect(try centre.entries().count == 2, "a duplicate is no entry")
  }

  @Test func takesTheSameByFiles() throws {
    let centre = try ContactCentre()
    let started = SentEvent.securePause("started")
    try centre.drop(started, as: "1.json")
    try centre.drop(started, as: "2.json")
    try centre.await("p-anna", "paused")
    try eventually("the files are removed", holds: { centre.directory.names(in: "spool").isEmpty })

    let ended = SentEvent.securePause("ended")
    try centre.drop("\(ended)\n\(ended)\n", as: "3.json")
    try centre.await("p-anna", "recording")
    try eventually("the file is removed", holds: { centre.directory.names(in: "spool").isEmpty })
    try expectOneCallEach(centre)
    #expect(try centre.entries().count == 2)
  }

  private func expectOneCallEach(_ centre: ContactCentre) throws {
    let recordings = try centre.vendors.recordings(of: "c-1")
    #expect(recordings["p-anna"]?.pauses == 1)
    #expect(recordings["p-anna"]?.resumes == 1)
    #expect(recordings["p-ben"].map { $0.pauses + $0.resumes } == 0, "the other agent's screen goes on")
  }

  @Test func setsBadFilesAsideAndGoesOn() throws {
    let centre = try ContactCentre()
    try centre.drop("{\"id\": \"cut", as: "bad.json")
    try eventually("the bad file is set aside", holds: { centre.directory.names(in: "spool/failed").count == 2 })
    #expect(centre.directory.names(in: "spool/failed") == ["bad.json", "bad.json.error"])
    #expect(try centre.directory.text(of: "spool/failed/bad.json") == "{\"id\": \"cut")
    #expect(try centre.directory.text(of: "spool/failed/bad.json.error").contains("JSON"))
    try centre.drop(SentEvent.securePause("started"), as: "good.json")
    try centre.await("p-anna", "paused")
    #expect(try centre.entries().count == 1)
  }

  @Test func takesFilesThatLieThereAtTheStart() throws {
    let centre = try ContactCentre()
    centre.kill()
    try centre.drop(SentEvent.securePause("started"), as: "waiting.json")
    try centre.start()
    try centre.await("p-anna", "paused")
    try eventually("the file is removed", holds: { centre.directory.names(in: "spool").isEmpty })
  }

  @Test("HTTP and spool tell of one window: a started by the one, its ended by the other")
  func transportsShareAWindow() throws {
    let centre = try ContactCentre()
    try centre.drop(SentEvent.securePause("started"), as: "started.json")
    try centre.await("p-anna", "paused")
    try centre.send(SentEvent.securePause("ended"))
    try centre.await("p-anna", "recording")
  }

  @Test func anAgentWhoJoinedNeedsNoLookUp() throws {
    let centre = try ContactCentre()
    try centre.send(SentEvent.user("start", "p-anna", of: "anna"))
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
    let first = try #require(try centre.vendors.apiCalls().first)
    #expect(first.isPause, "\(first.path) came before the pause")
  }

  @Test func aStartedInTheResumeDelayCancelsTheResume() throws {
    var settings = TestSettings()
    settings.resumeDelay = "1s"
    let centre = try ContactCentre(settings)
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
    try centre.send(SentEvent.securePause("ended"))
    try centre.send(SentEvent.securePause("started"))
    try throughout(.milliseconds(1500), "it stays paused", holds: { try centre.vendors.state(of: "p-anna", in: "c-1") == "paused" })
    let recording = try centre.vendors.recordings(of: "c-1")["p-anna"]
    #expect(recording?.pauses == 1)
    #expect(recording?.resumes == 0)
  }

  @Test func theWholeConversationCanBePaused() throws {
    var settings = TestSettings()
    settings.genesys = "pauseWith: \"conversation\""
    let centre = try ContactCentre(settings)
    try centre.send(SentEvent.securePause("started"))
    try centre.await("", "paused")
    try centre.send(SentEvent.securePause("ended"))
    try centre.await("", "recording")
  }
}
