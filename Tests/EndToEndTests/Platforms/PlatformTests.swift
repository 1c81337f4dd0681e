import Testing

/// Every platform in every scenario, by real HTTP against its simulated vendor (issue 4).
struct PlatformTests {
  @Test("each platform goes through each scenario", arguments: PlatformUnderTest.all)
  func scenarios(platform: PlatformUnderTest) throws {
    var settings = TestSettings()
    settings.tested = platform.settings
    settings.timeout = "1s"
    let centre = try ContactCentre(settings, vendors: ["--\(platform.simulated)", "--genesys", "--cxone"])
    let scenarios = PlatformScenarios(platform: platform, centre: centre)
    func observe() throws -> Observed {
      Observed(recordings: try centre.vendors.recordings(), calls: try centre.vendors.calls(), log: centre.daemon.log)
    }
    let all = scenarios.all()
    try Scenario.play(all, observe)
    try Scenario.play([scenarios.unauthorized()], observe)
    let observed = try observe()
    for scenario in all {
      for finding in scenario.findings where try !finding.holds(observed) {
        Issue.record("\(scenario.name): \(finding.what)\n\(observed.text(of: scenario.call))")
      }
    }
  }

  @Test(
    "http: each way to be let in",
    arguments: [
      "type: \"basic\", user: \"hushd\", password: \"SECRET\"", "type: \"bearer\", token: \"SECRET\"",
      "type: \"header\", name: \"X-Recorder-Key\", value: \"SECRET\"",
      "type: \"oauth-client-credentials\", tokenURL: \"VENDOR/recorder/token\", clientID: \"SECRET\", clientSecret: \"SECRET\", scope: \"rec\"",
    ])
  func authentications(auth: String) throws {
    var settings = TestSettings()
    settings.tested = """
      type: "http", api: "VENDOR/recorder", auth: { \(auth) }, pause: { url: "/calls/{call}/pause" }, resume: { url: "/calls/{call}/resume" }
      """
    let centre = try ContactCentre(settings, vendors: ["--recorder", "--genesys"])
    let secret = TestSettings.clientSecret
    try centre.vendors.post(
      "/tokens", "{\"platform\": \"recorder\", \"clients\": {\"hushd\": \"\(secret)\", \"\(secret)\": \"\(secret)\"}}")
    try centre.vendors.post("/recorder-calls", #"{"id": "c-1"}"#)
    try centre.send(SentEvent.cloudEvent("hush.pause.started", #""conversation":"c-1","agent":"anna""#), to: "tested")
    try centre.await("c-1", "paused")
    #expect(try centre.vendors.calls().allSatisfy { $0.status != 401 })
  }
}
