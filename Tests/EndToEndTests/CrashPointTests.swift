import Foundation
import Model
import Native
import Testing

private let compiler = "/usr/bin/gcc"

/// A crash at each call that changes a file (write, sync, truncate, rename, unlink) of one scripted run, then a new start and the whole
/// truth (G1, G2).
/// A library loaded before the C library counts those calls and kills at one of them: Tests/Crash/crashpoint.c.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: compiler), "gcc is not installed"))
struct CrashPointTests {
  /// When the process dies: before the call, after it, or after half of the bytes it was to write.
  enum Moment: String, CaseIterable { case before, middle, after }

  /// Each so many calls; `make proof` sets 1, and so tries every one.
  private static let stride = ProcessInfo.processInfo.environment["HUSHD_CRASH_STRIDE"].flatMap { Int($0) } ?? 61

  @Test(arguments: Moment.allCases) func nothingIsLostOrDoubled(_ moment: Moment) throws {
    let directory = try TemporaryDirectory()
    let library = directory("crashpoint.so")
    let source = Repository.path("Tests/Crash/crashpoint.c")
    let build = try RunningProcess(compiler, ["-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], in: directory, name: "gcc")
    try #require(try build.exitCode() == 0, "\(build.log)")

    // Other moments try other calls.
    var call = 1 + (Moment.allCases.firstIndex(of: moment) ?? 0) * Self.stride / Moment.allCases.count
    while try crash(at: call, moment, library) { call += Self.stride }
    print("CrashPointTests: \(moment), each \(Self.stride)., up to call \(call), which the run never made")
    #expect(call > 100, "the run changed so few files that the library cannot have counted them")
  }

  /// One run that dies at that call, and one that has to make it good; false when the first one came to its end.
  private func crash(at call: Int, _ moment: Moment, _ library: String) throws -> Bool {
    var settings = TestSettings()
    settings.resumeDelay = "1ms"
    settings.logLevel = "info"
    let centre = try ContactCentre(settings, vendors: ["--auto"])
    // Begin with nothing, so that the first start is under test too.
    centre.kill()
    for name in centre.directory.names(in: "state") { try FileManager.default.removeItem(atPath: centre.directory("state/\(name)")) }

    var load = EventLoad(seed: 7, conversations: 3)
    try centre.drop("{\"id\": 7}", as: "bad.json")
    try dropOne(centre, &load)
    try centre.launch(environment: [
      "LD_PRELOAD": library, "HUSHD_CRASH_ROOT": centre.directory.path, "HUSHD_CRASH_AT": "\(call)", "HUSHD_CRASH_HOW": moment.rawValue,
    ])
    try runScript(centre, &load)
    if centre.daemon.isRunning { centre.daemon.terminate() }
    let code = try centre.daemon.exitCode()
    try #require(code == 0 || code == 128 + SIGKILL, "call \(call) \(moment): hushd ended by itself with \(code): \(centre.daemon.log)")

    try centre.start()
    try load.repeatUnacknowledged(to: centre)
    try expectTruth(centre, load, "call \(call) \(moment)")
    return code != 0
  }

  private func dropOne(_ centre: ContactCentre, _ load: inout EventLoad) throws {
    let index = load.makeEvent()
    try centre.drop(load.sent[index].text, as: "\(load.sent[index].id).json")
    load.leaveToSpool(index)
  }

  /// Events by HTTP and spool, as far as hushd lives to take them.
  private func runScript(_ centre: ContactCentre, _ load: inout EventLoad) throws {
    let daemon = centre.daemon
    try eventually("hushd listens or is dead", holds: { daemon.port != nil || !daemon.isRunning })
    guard daemon.isRunning else { return }
    try centre.awaitReady()
    for _ in 0..<3 {
      _ = load.post(to: centre, connections: 1, stopAfter: { $0 >= 2 || !daemon.isRunning }, stop: {})
      try dropOne(centre, &load)
      try eventually("the spool is taken, or hushd is dead", holds: { !daemon.isRunning || isSpoolTaken(centre) })
    }
  }

  private func isSpoolTaken(_ centre: ContactCentre) -> Bool { centre.directory.names(in: "spool") == ["failed"] }

  private func expectTruth(_ centre: ContactCentre, _ load: EventLoad, _ when: String) throws {
    try eventually("\(when): the spool is taken", holds: { isSpoolTaken(centre) })
    #expect(Set(centre.directory.names(in: "spool/failed")) == ["bad.json", "bad.json.error"], "\(when)")
    let events = try centre.entries().compactMap { $0["eventId"]?.string }
    #expect(events.sorted() == load.sent.map(\.id).sorted(), "\(when): lost or doubled")
    for conversation in load.conversations {
      let wanted = load.isOpen(conversation) ? "paused" : "recording"
      try eventually(
        "\(when): b\(conversation) is \(wanted)",
        holds: { try centre.vendors.state(of: "b\(conversation)", in: "c\(conversation)") ?? "recording" == wanted })
    }
    let verdict = try centre.command("verify")
    #expect(verdict.code == 0, "\(when): \(verdict.output + verdict.log)")
  }
}
