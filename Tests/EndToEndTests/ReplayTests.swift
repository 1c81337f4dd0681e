import Model
import Testing

/// `hushd replay`: what the journal holds, compared with the platform as it is now.
struct ReplayTests {
  /// A window that has closed, and whose screen somebody paused again behind hushd's back.
  private func leftPaused() throws -> ContactCentre {
    let centre = try ContactCentre()
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
    try centre.send(SentEvent.securePause("ended"))
    try centre.await("p-anna", "recording")
    try centre.vendors.post("/conversations/c-1/participants/p-anna", #"{"screenRecordingState": "paused"}"#)
    return centre
  }

  /// What was done, besides looking and reading.
  private func acts(_ centre: ContactCentre) throws -> Int {
    try centre.entries(all: true).count {
      $0["entry"]?.string == "operator" && $0["kind"]?.string != "read" || ["pause", "resume"].contains($0["kind"]?.string)
    }
  }

  @Test("--dry-run says which calls would be made and changes nothing; the replay makes them; then there is nothing to do")
  func replay() throws {
    let centre = try leftPaused()
    let before = try acts(centre)
    let dry = try centre.command("replay", "--dry-run", "--json")
    #expect(dry.code == 0, "\(dry.log)")
    #expect(dry.output.first == #"{"call":"resume","platform":"genesys","conversation":"c-1","agent":"anna","recording":"p-anna"}"#)
    #expect(dry.output.last == #"{"conversations":1,"calls":1,"failed":0}"#)
    #expect(try acts(centre) == before)
    #expect(try centre.vendors.state(of: "p-anna", in: "c-1") == "paused")

    let real = try centre.command("replay")
    #expect(real.output.last == "made 1 call in 1 conversation", "\(real.log)")
    try centre.await("p-anna", "recording")
    #expect(try centre.vendors.recordings(of: "c-1")["p-anna"]?.resumes == 2)
    let acts = try centre.entries(all: true).filter { $0["kind"]?.string == "replay" }
    #expect(acts.count == 2 && acts.allSatisfy { $0["detail"]?["by"]?.string?.contains("uid ") == true })
    #expect(try centre.command("replay", "--dry-run").output == ["nothing to do in 1 conversation"])
    #expect(try centre.command("verify").code == 0)
  }

  @Test("a dry run beside an open window pauses nothing, and the replay of one conversation leaves the others alone")
  func openWindow() throws {
    let centre = try leftPaused()
    try centre.send(SentEvent.securePause("started", of: "ben"))
    try centre.await("p-ben", "paused")
    #expect(try centre.command("replay", "--conversation", "c-2").output == ["nothing to do in 0 conversations"])
    #expect(try centre.vendors.state(of: "p-anna", in: "c-1") == "paused")
    #expect(try centre.command("replay", "--conversation", "c-1").output.last == "made 1 call in 1 conversation")
    try centre.await("p-anna", "recording")
    #expect(try centre.vendors.state(of: "p-ben", in: "c-1") == "paused")
  }

  @Test("--parked decides anew about what is parked")
  func parked() throws {
    let centre = try ContactCentre()
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
    try centre.vendors.post("/faults", #"{"match": {"path": "*/resume"}, "status": 400}"#)
    try centre.send(SentEvent.securePause("ended"))
    try centre.awaitAlarm("parked")
    #expect(try centre.command("replay", "--parked").output.last == "made 1 call in 1 conversation")
    try centre.await("p-anna", "recording")
    #expect(try centre.command("parked").output == ["nothing is parked"])
  }

  @Test("a look that hushd itself waits for does not stand for the one of a dry run")
  func lookUnderWay() throws {
    let centre = try ContactCentre()
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
    try centre.vendors.post("/faults", #"{"match": {"path": "/api/*", "times": "always"}, "status": 503}"#)
    try centre.send(SentEvent.securePause("ended"))
    try eventually("hushd looks before the resume", holds: { try centre.vendors.apiCalls().contains { $0.status == 503 } })
    let dry = try centre.command("replay", "--dry-run")
    #expect(dry.code == 1, "\(dry.output)")
  }

  @Test("what cannot be looked at is said, and a stopped daemon is no silent success")
  func unreachable() throws {
    let centre = try leftPaused()
    try centre.vendors.post("/faults", #"{"match": {"path": "/api/*", "times": "always"}, "status": 503}"#)
    let dry = try centre.command("replay", "--dry-run")
    #expect(dry.code == 1)
    #expect(dry.output.last?.contains("1 could not be looked at") == true, "\(dry.output)")
    centre.kill()
    let stopped = try centre.command("replay")
    #expect(stopped.code == 69 && stopped.output.isEmpty)
  }
}
