import Foundation
import Model
import Testing

/// SIGHUP: the configuration is read anew.
struct ReloadTests {
  private func hangUp(_ centre: ContactCentre, toSay text: String) throws {
    let before = centre.daemon.log.count
    Foundation.kill(centre.daemon.id, SIGHUP)
    try eventually("the log says \(text)", holds: { centre.daemon.log.dropFirst(before).contains { $0.contains(text) } })
  }

  private func rewrite(_ centre: ContactCentre, _ change: (String) -> String) throws {
    let text = try centre.directory.text(of: "hushd.json5")
    let changed = change(text)
    try #require(changed != text)
    try centre.directory.write(changed, to: "hushd.json5")
  }

  @Test("rules and secrets of sources are taken over, with an entry that names the configuration")
  func taken() throws {
    let centre = try ContactCentre()
    let bearer = [HTTPHeader("Authorization", "Bearer another-token")]
    #expect(try centre.post(Array("{}".utf8), to: "guarded", headers: bearer).status == 401)
    try centre.directory.write("another-token", to: "token")
    try rewrite(centre) { $0.replacing("log: {", with: "rules: [{ name: \"quiet\", when: { agent: [\"ben\"] }, pause: false }],\nlog: {") }
    try hangUp(centre, toSay: "configuration read anew")
    #expect(try centre.post(Array("{}".utf8), to: "guarded", headers: bearer).status == 400)
    try centre.send(SentEvent.securePause("started", of: "ben"))
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
    #expect(try centre.vendors.state(of: "p-ben", in: "c-1") == "recording")
    let reload = try #require(try centre.entries(all: true).first { $0["kind"]?.string == "reload" })
    #expect(reload["detail"]?["arguments"]?["configuration"]?.string?.count == 64)
    #expect(try Reply.fetch("GET", "\(centre.address)/metrics").text.contains("hushd_config_last_reload_successful 1"))
  }

  @Test("W3 a window that is open may be widened by a reload, and is never released by one")
  func openWindow() throws {
    let centre = try ContactCentre()
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
    try rewrite(centre) { $0.replacing("policy: {", with: "policy: { scope: \"everyone\",") }
    try hangUp(centre, toSay: "configuration read anew")
    try centre.await("p-ben", "paused")
    try rewrite(centre) { $0.replacing("log: {", with: "rules: [{ name: \"off\", pause: false }],\nlog: {") }
    try hangUp(centre, toSay: "configuration read anew")
    try throughout(.milliseconds(500), "both stay paused") {
      let recordings = try centre.vendors.recordings(of: "c-1")
      return recordings["p-anna"]?.state == "paused" && recordings["p-ben"]?.state == "paused"
    }
    try centre.send(SentEvent.securePause("ended"))
    try centre.await("p-anna", "recording")
    try centre.await("p-ben", "recording")
  }

  @Test("new credentials of a platform are used for the next token, and its new rate at once")
  func credentials() throws {
    let centre = try ContactCentre()
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
    let tokens = try centre.vendors.tokensIssued(to: "genesys")
    try centre.directory.write("another-client", to: "client")
    try hangUp(centre, toSay: "configuration read anew")
    try centre.send(SentEvent.securePause("ended"))
    try centre.await("p-anna", "recording")
    #expect(try centre.vendors.tokensIssued(to: "genesys") == tokens + 1)
  }

  @Test("a bad file leaves the old configuration in force; what waits for a restart is said")
  func refused() throws {
    let centre = try ContactCentre()
    let good = try centre.directory.text(of: "hushd.json5")
    try rewrite(centre) { $0.replacing("policy: {", with: "policy: { maxpause: \"1s\", onTransfer: \"never\",") }
    try hangUp(centre, toSay: "policy.onTransfer")
    #expect(centre.daemon.log.contains { $0.contains("policy.maxpause") && $0.contains("maxPause") })
    #expect(try Reply.fetch("GET", "\(centre.address)/metrics").text.contains("hushd_config_last_reload_successful 0"))
    try centre.send(SentEvent.securePause("started"))
    try centre.await("p-anna", "paused")
    try centre.directory.write(good.replacing("127.0.0.1:0", with: "127.0.0.1:1"), to: "hushd.json5")
    try hangUp(centre, toSay: "changes that wait for a restart: http")
    #expect(try Reply.fetch("GET", "\(centre.address)/metrics").text.contains("hushd_config_last_reload_successful 1"))
  }
}
