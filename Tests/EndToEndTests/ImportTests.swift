import Foundation
import Model
import Native
import Testing

/// `hushd import`: a lost disk, and events that were kept elsewhere.
struct ImportTests {
  /// What the reading commands say of a state directory.
  private func readings(_ centre: ContactCentre) throws -> [[String]] {
    [
      try centre.command("windows", "--all", "--json").output, try centre.command("exposure", "--all", "--format", "json").output,
      try centre.command("events", "--json").output,
    ].map { lines in lines.map { $0.replacing(/"seconds":[0-9.]+,/, with: "") } }
  }

  @Test("after a lost disk an export brings back windows, exposures, events and the chain; twice changes nothing")
  func lostDisk() throws {
    let centre = try ContactCentre()
    try centre.send(SentEvent.securePause("started", of: "ben"))
    try centre.await("p-ben", "paused")
    try centre.send(SentEvent.securePause("ended", of: "ben"))
    try centre.await("p-ben", "recording")
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
    centre.daemon.terminate()
    #expect(try centre.daemon.exitCode() == 0)
    let before = try readings(centre)
    let export = try centre.command("export").output
    try centre.directory.write(export.joined(separator: "\n") + "\n", to: "export.jsonl")
    let head = try centre.command("verify").output
    try FileManager.default.removeItem(atPath: centre.directory("state"))

    let first = try centre.command("import", centre.directory("export.jsonl"))
    #expect(first.code == 0 && first.output.first?.contains("\(export.count) entries restored") == true, "\(first.output) \(first.log)")
    #expect(try readings(centre) == before)
    #expect(try centre.command("export").output.prefix(export.count) == export.prefix(export.count))
    let second = try centre.command("import", centre.directory("export.jsonl"))
    #expect(second.output.first?.contains("nothing new") == true, "\(second.output) \(second.log)")
    #expect(try centre.command("export").output.count == export.count + 1)
    #expect(head.first?.hasPrefix("intact") == true)
    #expect(try centre.command("verify").code == 0)

    try centre.vendors.post("/conversations/c-1/participants/p-anna", #"{"screenRecordingState": "active"}"#)
    try centre.start()
    try centre.await("p-anna", "paused")
    try centre.send(SentEvent.securePause("ended"))
    try centre.await("p-anna", "recording")
  }

  private func quoted(_ text: String) -> String {
    String(decoding: JSONWriter.object { $0.field("Body", text) }, as: UTF8.self)
  }

  @Test("SQS messages, a Lambda failure and an archive's objects are taken once each; what is old makes no call")
  func events() throws {
    let centre = try ContactCentre()
    let past = SentEvent.now - .hours(2)
    let started = SentEvent.securePause("started", at: past, id: "e-1")
    let ended = SentEvent.securePause("ended", of: "ben", at: past, id: "e-2")
    let left = SentEvent.user("end", "p-anna", of: "anna", at: past, id: "e-3")
    try centre.directory.write("{\"Messages\":[\(quoted(started)),\(quoted(ended))]}", to: "sqs.json")
    try centre.directory.write("{\"version\":\"1.0\",\"requestPayload\":\(started)}", to: "lambda.json")
    // As Firehose writes them: one behind the other, with nothing between them.
    try centre.directory.write(ended + left + "\n\n" + started + "[1]", to: "archive")
    let files = ["sqs.json", "lambda.json", "archive"].map { centre.directory($0) }
    #expect(try centre.command("import", files[0]).code == 64)
    let result = try centre.command("import", "--source", "genesys", files[0], files[1], files[2])
    #expect(result.code == 65, "\(result.output) \(result.log)")
    #expect(
      result.output == [
        "\(files[0]): 2 events taken, 0 known already", "\(files[1]): 0 events taken, 1 known already",
        "\(files[2]): 1 events taken, 2 known already; 1 could not be read",
      ])
    #expect(result.log.first?.contains("archive, value 4: ") == true)
    #expect(try centre.command("explain", "--source", "genesys", files[2]).code == 65)
    #expect(try centre.command("explain", "--source", "nobody", files[0]).code == 64)
    let again = try centre.command("import", "--source", "genesys", files[0])
    #expect(again.output == ["\(files[0]): 0 events taken, 2 known already"] && again.code == 0)
    #expect(try centre.entries().count == 3)
    #expect(try centre.entries(all: true).filter { $0["kind"]?.string == "import" }.count == 2)
    #expect(try centre.vendors.apiCalls().allSatisfy { $0.method == "GET" })
  }

  @Test("of an export a running hushd takes the events only, and says so")
  func exportWhileRunning() throws {
    let centre = try ContactCentre()
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
    let export = try centre.command("export").output
    try centre.directory.write(export.joined(separator: "\n"), to: "export.jsonl")
    let result = try centre.command("import", centre.directory("export.jsonl"))
    #expect(result.code == 0 && result.output.first?.contains("0 events taken, 1 known already; ") == true, "\(result.output)")
    centre.kill()
    try centre.directory.write(SentEvent.securePause("ended"), to: "event.json")
    #expect(try centre.command("import", "--source", "genesys", centre.directory("event.json")).code == 69)
  }
}
