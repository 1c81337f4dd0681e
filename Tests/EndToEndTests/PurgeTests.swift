import Model
import Native
import Testing

/// A purge beside live work: a pause never waits for it.
struct PurgeTests {
  private static let count = 20_000

  /// A journal of long ago, as an export has it.
  private func old(from start: Timestamp) -> String {
    (1...Self.count).map { number in
      let at = start + .milliseconds(Int64(number))
      return """
        {"seq":\(number),"entry":"event","kind":"ignored","eventId":"old-\(number)","source":"genesys","platform":"genesys",\
        "occurredAt":"\(at)","recordedAt":"\(at)",\
        "detail":{"tick":\(at.milliseconds),"system":"genesys","origin":"eventbridge:genesys"}}
        """
    }.joined(separator: "\n")
  }

  @Test("pauses that come while many old entries are purged leave before the purge is over")
  func pausesGoFirst() throws {
    let centre = try ContactCentre(vendors: ["--auto"])
    centre.daemon.terminate()
    #expect(try centre.daemon.exitCode() == 0)
    for name in centre.directory.names(in: "state") where name.hasPrefix("journal") {
      try FileSystem.remove(centre.directory("state/\(name)"))
    }
    try centre.directory.write(old(from: SentEvent.now - .days(30)), to: "old.jsonl")
    let restored = try centre.command("import", centre.directory("old.jsonl"))
    try #require(restored.code == 0, "\(restored.log)")
    try centre.start()
    let purge = try RunningProcess(
      RunningProcess.hushd, ["purge", "--before", "5d", "--config", centre.directory("hushd.json5")], in: centre.directory, name: "purge")
    try eventually("the archive is begun", holds: { centre.directory.names(in: "state/archive").contains { $0.hasSuffix(".gz") } })
    var number = 0
    while purge.isRunning {
      number += 1
      try centre.send(SentEvent.securePause("started", of: "a\(number)", in: "c\(number)"))
      try centre.await("b\(number)", "paused", in: "c\(number)")
    }
    #expect(try purge.exitCode() == 0)
    #expect(purge.output.first?.hasPrefix("purged \(Self.count) entries into ") == true, "\(purge.output) \(purge.log)")
    let entries = try centre.entries(all: true)
    let end = try #require(entries.firstIndex { $0["kind"]?.string == "purge" })
    let paused = entries[..<end].filter { $0["entry"]?.string == "outcome" && $0["kind"]?.string == "pause" }
    #expect(paused.count >= 1, "of \(number) pauses that came while it ran")
    #expect(try centre.command("verify").code == 0)
  }
}
