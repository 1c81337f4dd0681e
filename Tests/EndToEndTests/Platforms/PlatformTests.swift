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
}
