import Foundation
import Model
import Testing

/// The audit trail as an auditor meets it: signed, encrypted, exported, held, backed up.
struct EvidenceTests {
  private static let needle = "needle-in-the-journal"

  private func protectedCentre() throws -> ContactCentre {
    var settings = TestSettings()
    settings.journal = { directory in
      "signingKey: \"file:\(directory("audit.pem"))\", encryptionKey: \"file:\(directory("journal.key"))\""
    }
    return try ContactCentre(settings)
  }

  private func stop(_ centre: ContactCentre) throws {
    centre.daemon.terminate()
    #expect(try centre.daemon.exitCode() == 0)
  }

  private func sendNeedle(_ centre: ContactCentre) throws {
    let data =
      "\"conversation\":\"\(Self.needle)-c\",\"agent\":\"\(Self.needle)-a\",\"metadata\":{\"why\":\"\(Self.needle)-m\"}"
    try centre.send(SentEvent.cloudEvent("hush.pause.started", data), to: "middleware", type: nil)
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
  }

  private func needles(in centre: ContactCentre) throws -> [String] {
    try centre.directory.names(in: "state").filter { name in
      var isDirectory: ObjCBool = false
      guard FileManager.default.fileExists(atPath: centre.directory("state/\(name)"), isDirectory: &isDirectory), !isDirectory.boolValue,
        !name.hasSuffix(".sock")
      else { return false }
      return try Data(contentsOf: URL(fileURLWithPath: centre.directory("state/\(name)"))).range(of: Data(Self.needle.utf8)) != nil
    }
  }

  @Test func aSignedAndEncryptedJournalProvesItself() throws {
    let centre = try protectedCentre()
    let key = centre.directory("audit-public.pem")
    try sendNeedle(centre)
    #expect(try needles(in: centre) == [], "while it runs")
    #expect(try centre.command("show", "\(Self.needle)-c").output.joined().contains(Self.needle), "who has the key reads it")
    let export = try centre.command("export", name: "export")
    #expect(export.output.contains { $0.contains("\(Self.needle)-m") })
    let acts = try found("the export stands in the journal") { () -> [JSONValue]? in
      let acts = try centre.entries(all: true).filter { $0["entry"]?.string == "operator" && $0["kind"]?.string == "export" }
      return acts.isEmpty ? nil : acts
    }
    #expect(acts.first?.at(pointer: "/detail/by")?.string?.contains("uid \(getuid()), pid ") == true)
    try centre.directory.write(export.output.joined(separator: "\n"), to: "export.jsonl")
    let verified = try centre.command("verify", "--key", key, centre.directory("export.jsonl"))
    #expect(verified.code == 0 && verified.output.contains { $0.contains("signature good") }, "\(verified.output) \(verified.log)")
    let changed = export.output.joined(separator: "\n").replacing("\(Self.needle)-m", with: "\(Self.needle)-n")
    try centre.directory.write(changed, to: "export.jsonl")
    #expect(try centre.command("verify", "--key", key, centre.directory("export.jsonl")).code == 1)

    try stop(centre)
    #expect(try needles(in: centre) == [], "and afterwards")
    let whole = try centre.command("verify", "--key", key)
    #expect(whole.code == 0 && whole.output.count == 2, "all but the last checkpoint itself is signed: \(whole.output)")
  }

  @Test func anotherKeyTakesTheOldOnesPlace() throws {
    let centre = try protectedCentre()
    try sendNeedle(centre)
    try stop(centre)
    let text = try centre.directory.text(of: "hushd.json5")
    let (old, new) = ("\"file:\(centre.directory("journal.key"))\"", "\"file:\(centre.directory("next.key"))\"")
    try centre.directory.write(text.replacing(old, with: "[\(new), \(old)]"), to: "hushd.json5")
    try centre.start()
    let rekeyed = try centre.command("rekey")
    #expect(rekeyed.code == 0 && rekeyed.output.first?.hasPrefix("1 data key wrapped anew") == true, "\(rekeyed.log)")
    try centre.send(SentEvent.securePause("started", of: "ben"))
    try centre.await("p-ben", "paused")
    try stop(centre)
    try centre.directory.write(text.replacing(old, with: new), to: "hushd.json5")
    try centre.start()
    #expect(try centre.entries(all: true).contains { $0["kind"]?.string == "rekey" })
    #expect(try centre.entries().count == 3)
    try stop(centre)
    try centre.directory.write(text, to: "hushd.json5")
    let refused = try centre.command("run", name: "refused")
    #expect(refused.code != 0 && refused.log.contains { $0.contains("journal.encryptionKey") }, "\(refused.log)")
    #expect(try centre.command("verify").code == 0, "the chain needs no key")
  }

  @Test("a plain journal is encrypted by a rekey, under a key that a reload brings")
  func encryptedLater() throws {
    let centre = try ContactCentre()
    try sendNeedle(centre)
    #expect(try !needles(in: centre).isEmpty)
    #expect(try centre.command("rekey").code != 0)
    let text = try centre.directory.text(of: "hushd.json5")
    try centre.directory.write(
      text.replacing("journal: {", with: "journal: { encryptionKey: \"file:\(centre.directory("journal.key"))\","), to: "hushd.json5")
    kill(centre.daemon.id, SIGHUP)
    try eventually("the configuration is read anew", holds: { centre.daemon.log.contains { $0.contains("read anew") } })
    let rekeyed = try centre.command("rekey")
    #expect(
      rekeyed.code == 0 && rekeyed.output.last?.contains("entries encrypted that were not") == true, "\(rekeyed.output) \(rekeyed.log)")
    #expect(try needles(in: centre) == [], "while it runs")
    #expect(try centre.command("show", "\(Self.needle)-c").output.joined().contains(Self.needle))
    try centre.send(SentEvent.securePause("ended"))
    try centre.await("p-anna", "recording")
    #expect(try centre.command("backup", centre.directory("backup")).code == 0)
    try stop(centre)
    #expect(try needles(in: centre) == [], "and afterwards")
    #expect(try centre.command("verify").code == 0)
    try centre.start()
    #expect(try centre.entries().count == 3)
  }

  @Test func aHeldConversationIsListedAndABackupComesBack() throws {
    let centre = try protectedCentre()
    try sendNeedle(centre)
    #expect(try centre.command("hold", "add", "c-1", "c-9").output == ["c-1: held", "c-9: held"])
    #expect(try centre.command("hold", "add", "c-1").output == ["c-1: held already"])
    let removed = try centre.command("hold", "remove", "c-9", "c-7")
    #expect(removed.code == 1 && removed.output == ["c-9: held no longer", "c-7: was not held"])
    let listed = try centre.command("hold", "list", "--json")
    #expect(listed.output.count == 1 && listed.output[0].contains("\"conversation\":\"c-1\""))
    let purged = try centre.command("purge", "--before", "1s")
    #expect(purged.code == 0 && purged.output.first?.hasPrefix("nothing to purge") == true && purged.log.contains { $0.contains("repeat") })

    let file = centre.directory("backup")
    #expect(try centre.command("backup", file).code == 0)
    let count = try centre.entries().count
    #expect(try centre.command("restore", file).code == 75, "not while it runs")
    try centre.send(SentEvent.securePause("ended"))
    try stop(centre)
    let restored = try centre.command("restore", file)
    #expect(restored.code == 0 && restored.output.count == 2, "\(restored.log)")
    #expect(try centre.entries().count == count)
    try centre.start()
    #expect(try centre.command("verify", "--key", centre.directory("audit-public.pem")).code == 0)
    try centre.await("p-anna", "paused")
  }

  @Test("who reads conversations stands in the journal, once a minute for the same; who asks for the status does not")
  func readsAreNoted() throws {
    let centre = try protectedCentre()
    try sendNeedle(centre)
    func reads() throws -> [String] {
      try centre.entries(all: true).filter { $0["kind"]?.string == "read" }.map { entry in
        #expect(entry.at(pointer: "/detail/by")?.string?.contains("uid \(getuid()), pid ") == true)
        return entry["detail"]?["arguments"]?.members.sorted { $0.name < $1.name }.map { "\($0.name) \($0.value.string ?? "")" }.joined(
          separator: ", ") ?? ""
      }
    }
    for _ in 0..<3 {
      for command in [["status"], ["windows"], ["parked"], ["show", "c-1"], ["exposure", "--since", "1h"]] {
        _ = try RunningProcess(
          RunningProcess.hushd, command + ["--config", centre.directory("hushd.json5")], in: centre.directory, name: "read"
        ).exitCode(within: .minutes(5))
      }
    }
    let expected = [
      "command windows", "command parked", "command show, conversation c-1", "command exposure, since 1h", "all true, command events",
    ]
    try eventually("the reads are written", holds: { try Set(reads()) == Set(expected) })
    #expect(try reads().count == expected.count)
  }

  @Test func belowTheFloorEventsAreRefused() throws {
    var settings = TestSettings()
    settings.journal = { _ in "reserve: \"1024TiB\", floor: \"1024TiB\"" }
    let centre = try ContactCentre(settings)
    try centre.awaitAlarm("disk_low")
    let reply = try centre.post(Array(SentEvent.securePause("started").utf8))
    #expect(reply.status == 503 && reply.response["Retry-After"] != nil)
    #expect(try Reply.fetch("GET", "\(centre.address)/readyz", type: nil).status == 503)
    #expect(try centre.entries().isEmpty)
    #expect(try centre.entries(all: true).contains { $0["kind"]?.string == "disk_low" }, "what happens is still written")
  }
}
