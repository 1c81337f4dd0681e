import Model
import Native
import Testing

/// SIGTERM, and starts that cannot succeed: exit codes and what is said.
struct ShutdownTests {
  /// Terminates it and requires exit 0 within five seconds.
  private func stop(_ centre: ContactCentre) throws {
    let before = SentEvent.now
    centre.daemon.terminate()
    #expect(try centre.daemon.exitCode() == 0)
    #expect(SentEvent.now - before < .seconds(5))
  }

  private func sendAndAwaitItsCall(_ centre: ContactCentre) throws {
    try centre.send(SentEvent.securePause("started"))
    try eventually("the pause is in flight", holds: { try centre.vendors.apiCalls().contains(where: \.isPause) })
  }

  @Test func answersInFlightAreJournalled() throws {
    let centre = try ContactCentre()
    try centre.vendors.post("/faults", #"{"match": {"path": "*/pause"}, "delay": "800ms"}"#)
    try sendAndAwaitItsCall(centre)
    try stop(centre)
    let entries = try centre.entries(all: true)
    #expect(entries.contains { $0["entry"]?.string == "outcome" && $0["kind"]?.string == "pause" }, "the answer came while it stopped")
    #expect(entries.last?["kind"]?.string == "stop")
    #expect(try centre.command("verify").code == 0)
  }

  @Test func aPlatformThatHangsDoesNotHoldItUp() throws {
    let centre = try ContactCentre()
    try centre.vendors.post("/faults", #"{"match": {"path": "*/pause"}, "delay": "30s"}"#)
    try sendAndAwaitItsCall(centre)
    try stop(centre)
    try centre.start()
    try stop(centre)
  }

  @Test func stoppingUnderLoadLosesNothingAcknowledged() throws {
    let centre = try ContactCentre(vendors: ["--auto"])
    var load = EventLoad(seed: 7, conversations: 40)
    let acknowledged = load.post(to: centre, connections: 16, stopAfter: { $0 >= 150 }, stop: { centre.daemon.terminate() })
    #expect(try centre.daemon.exitCode() == 0)
    #expect(acknowledged.count >= 150)
    let known = Set(try centre.entries().compactMap { $0["eventId"]?.string })
    #expect(acknowledged.subtracting(known).isEmpty, "acknowledged and not in the journal")
    #expect(try centre.command("verify").code == 0)
  }

  @Test func aSecondStartNamesTheFirst() throws {
    let centre = try ContactCentre()
    let second = try centre.command("run", name: "second")
    #expect(second.code == 75)
    #expect(second.log.contains { $0.contains("process \(centre.daemon.id)") }, "\(second.log)")
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
  }

  @Test func aPortInUseIsNamed() throws {
    let centre = try ContactCentre()
    let port = try #require(centre.daemon.port)
    let text = try centre.directory.text(of: "hushd.json5")
    let other = text.split(separator: "127.0.0.1:0").joined(separator: "127.0.0.1:\(port)").split(separator: "/state\"").joined(
      separator: "/other\"")
    let spool = other.split(separator: "/spool\"").joined(separator: "/other-spool\"")
    try centre.directory.write(spool, to: "hushd.json5")
    let second = try centre.command("run", name: "second")
    #expect(second.code == 69)
    #expect(second.log.contains { $0.contains("\(port)") }, "\(second.log)")
  }

  @Test(
    "configurations that cannot work",
    arguments: [
      ("/state\"", "/hushd.json5/state\"", Int32(74), "hushd.json5"),
      ("resumeDelay", "resumeDelai", 78, "resumeDelay"),
      ("/client\"", "/nobody\"", 78, "nobody"),
      ("log:", "log", 78, "line"),
      ("\"127.0.0.1:0\"]", "\"127.0.0.1:0\"], tls: { certificate: \"../hushd.json5\", key: \"../hushd.json5\" }", 78, "http.tls"),
    ])
  func badConfiguration(old: String, new: String, code: Int32, named: String) throws {
    let centre = try ContactCentre()
    try stop(centre)
    let text = try centre.directory.text(of: "hushd.json5").split(separator: old).joined(separator: new)
    try centre.directory.write(text, to: "hushd.json5")
    let start = try centre.command("run", name: "second")
    #expect(start.code == code, "\(start.log)")
    #expect(start.log.contains { $0.contains(named) }, "\(start.log)")
  }

  @Test func socketsThatSystemdHasNotPassedAreMissed() throws {
    let centre = try ContactCentre()
    try stop(centre)
    let text = try centre.directory.text(of: "hushd.json5")
    let guarded = "auth: [{ type: \"bearer\", tokens: [\"file:\(centre.directory("token"))\"] }]"
    try centre.directory.write(
      text.replacing("[\"127.0.0.1:0\"]", with: "\"systemd\"").replacing("auth: []", with: guarded), to: "hushd.json5")
    let start = try centre.command("run", name: "second")
    #expect(start.code == 69 && start.log.contains { $0.contains("has passed none") }, "\(start.log)")
  }
}
