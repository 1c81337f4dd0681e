import Foundation
import Model
import Native
import Testing

/// The demo as somebody's first sight of hushd: it shows pauses, takes events, checks itself, and leaves only its folder.
struct DemoTests {
  @Test(
    "shows pauses on every platform, and ends clean",
    arguments: ["genesys-cloud", "cxone-screen", "cxone-voice", "cxone-mask", "genesys-engage", "amazon-connect", "http"])
  func endsClean(platform: String) throws {
    let demo = try DemoRun("--platform", platform)
    let addresses = try demo.addresses()
    let opened = try demo.line(with: ": window opened")
    // Not "was dark already", however soon the pause came.
    _ = try demo.line(with: "\(opened[3]) \(opened[4]): dark after")
    demo.process.terminate()
    #expect(try demo.process.exitCode() == 0, "\(demo.process.log)")
    #expect(demo.process.output.contains { $0.hasSuffix("violations: 0") })
    #expect(demo.process.log == [])
    #expect(try demo.processes() == [])
    #expect(!demo.isServed(addresses.hushd))
    #expect(!demo.isServed(addresses.simulator))
    #expect(try FileManager.default.contentsOfDirectory(atPath: demo.directory.path).sorted() == ["demo.err", "demo.out", "var"])
  }

  @Test func pausesWhatAGuestTellsOf() throws {
    let demo = try DemoRun()
    let addresses = try demo.addresses()
    for (word, outcome) in [("started", "dark after"), ("ended", "on air again")] {
      let event = SentEvent.securePause(word, of: "a-mine", in: "c-mine")
      let reply = try Reply.fetch("POST", "\(addresses.hushd)/events/genesys", Array(event.utf8))
      #expect(reply.status == 200)
      _ = try demo.line(with: "c-mine a-mine: \(outcome)")
    }
    demo.process.terminate()
    #expect(try demo.process.exitCode() == 0)
  }

  @Test func callsOutAScreenThatIsOnAirInsideAWindow() throws {
    let demo = try DemoRun()
    let simulator = try demo.addresses().simulator
    let dark = try demo.line(with: ": dark after")
    let (conversation, agent) = (dark[3], dark[4])
    // Sabotage: the recorder goes on by itself. The window is open for five seconds at least.
    let path = "\(simulator)/conversations/\(conversation)/participants/\(conversation)-\(agent)"
    #expect(try Reply.fetch("POST", path, Array("{\"screenRecordingState\": \"active\"}".utf8)).status == 204)
    _ = try demo.line(with: "\(conversation) \(agent): VIOLATION")
    demo.process.terminate()
    #expect(try demo.process.exitCode() == 1)
    #expect(demo.process.output.contains { $0.hasSuffix("violations: 1") })
  }

  @Test func runsOnceInADirectory() throws {
    let first = try DemoRun()
    _ = try first.addresses()
    let second = try DemoRun("--for", "1s", in: first.directory, name: "second")
    #expect(try second.process.exitCode() == 75)
    #expect(second.process.log.contains { $0.contains("var/demo/lock is held by process \(first.process.id)") })
    #expect(first.process.isRunning)
  }

  @Test func leavesNothingRunningWhenKilled() throws {
    let killed = try DemoRun()
    let addresses = try killed.addresses()
    killed.process.kill()
    #expect(try killed.processes() == [])
    #expect(!killed.isServed(addresses.hushd))
    #expect(!killed.isServed(addresses.simulator))
    let next = try DemoRun("--for", "1s", in: killed.directory, name: "next")
    #expect(try next.process.exitCode() == 0, "\(next.process.log)")
    #expect(next.process.output.contains("the journal of an earlier demo was replaced"))
  }
}
