import Foundation
import Native
import Testing

private let prlimit = "/usr/bin/prlimit"

/// A journal that cannot grow, as on a full disk (G4): a limit on the size of files stands for it, for that needs no mount.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: prlimit), "prlimit is not installed"))
struct DiskFullTests {
  private func limitFiles(of centre: ContactCentre, to limit: String) throws {
    // Only the soft limit, which can be raised again.
    let arguments = ["--pid", "\(centre.daemon.id)", "--fsize=\(limit):unlimited"]
    let process = try RunningProcess(prlimit, arguments, in: centre.directory, name: "prlimit")
    try #require(try process.exitCode() == 0, "\(process.log)")
  }

  private func readiness(_ centre: ContactCentre) throws -> Int { try Reply.fetch("GET", "\(centre.address)/readyz", type: nil).status }

  @Test func eventsAreRefusedAndPausesGoOn() throws {
    let centre = try ContactCentre()
    try centre.send(SentEvent.securePause("started", of: "anna"))
    try centre.await("p-anna", "paused")
    try limitFiles(of: centre, to: "4096")

    let ben = SentEvent.securePause("started", of: "ben")
    let reply = try centre.post(Array(ben.utf8))
    #expect(reply.status == 503)
    #expect(reply.response["Retry-After"] != nil)
    try eventually("readiness turns red", holds: { try readiness(centre) == 503 })
    #expect(try Reply.fetch("GET", "\(centre.address)/livez", type: nil).status == 200)
    try centre.awaitAlarm("journal_unavailable")
    try centre.await("p-ben", "paused")
    try centre.drop(SentEvent.securePause("ended", of: "anna"), as: "ended.json")

    try limitFiles(of: centre, to: "unlimited")
    try eventually("it recovers by itself", holds: { try readiness(centre) == 200 })
    try eventually("the file that waited is taken", holds: { centre.directory.names(in: "spool").isEmpty })
    try centre.await("p-anna", "recording")
    #expect(try centre.post(Array(ben.utf8)).status == 200, "the sender's repeat")
    #expect(try centre.entries().count == 3)
    try centre.send(SentEvent.securePause("ended", of: "ben"))
    try centre.await("p-ben", "recording")
    #expect(try centre.command("verify").code == 0)
  }
}
