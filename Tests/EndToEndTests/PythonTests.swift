import Foundation
import Testing

/// What others wrote in Python against the real processes: the forwarder in front of hushd, Genesys's SDK behind it.
@Suite(.enabled(if: Python.isAvailable, "python3 is not installed"))
struct PythonTests {
  private func forward(_ event: String, to centre: ContactCentre, secret: String = TestSettings.webhookSecret) throws -> RunningProcess {
    try centre.directory.write(event, to: "event.json")
    let program = "import forwarder, json, sys; print(json.dumps(forwarder.handler(json.load(open(sys.argv[1])), None)['answer']))"
    let process = try RunningProcess(
      Python.path, ["-c", program, centre.directory("event.json")], in: centre.directory, name: "forwarder",
      environment: [
        "PYTHONPATH": Repository.path("Config/aws"), "PYTHONDONTWRITEBYTECODE": "1", "HUSHD_SECRET": secret,
        "HUSHD_URL": "\(centre.address)/events/guarded",
      ])
    _ = try process.exitCode()
    return process
  }

  @Test func theForwarderIsLetIn() throws {
    let centre = try ContactCentre()
    let started = SentEvent.securePause("started")
    #expect(try forward(started, to: centre).output == [#""{\"accepted\":1,\"duplicates\":0}""#])
    #expect(try forward(started, to: centre).output == [#""{\"accepted\":0,\"duplicates\":1}""#])
    try centre.await("p-anna", "paused")
    let stranger = try forward(started, to: centre, secret: "whsec_YW5vdGhlciBzZWNyZXQ=")
    #expect(try stranger.exitCode() != 0)
    #expect(stranger.log.last?.contains("hushd answered 401") == true, "\(stranger.log)")
    let useless = try forward("{\"id\": 7}", to: centre)
    #expect(useless.log.last?.contains("hushd answered 400") == true, "\(useless.log)")
    centre.kill()
    #expect(try forward(started, to: centre).log.last?.contains("hushd did not answer") == true)
  }

  @Test func genesysSDKReadsTheSimulator() throws {
    let directory = try TemporaryDirectory()
    let vendors = try SimulatedVendors(in: directory, [])
    let script = Repository.path("Tests/Simulator/test_genesys_sdk.py")
    let test = try RunningProcess(
      Python.path, [script, vendors.url], in: directory, name: "sdk", environment: ["PYTHONDONTWRITEBYTECODE": "1"])
    let code = try test.exitCode(within: .seconds(300))
    if code == 77 { try Test.cancel("\(test.output.last ?? "the SDK cannot be installed")") }
    #expect(code == 0, "\(test.output + test.log)")
    #expect(test.output.last?.hasPrefix("passed") == true)
  }

  @Test func botocoreWouldHaveSignedTheSame() throws {
    let directory = try TemporaryDirectory()
    let judge = try RunningProcess(
      Python.path, [Repository.path("Tests/Simulator/test_connect_signature.py")], in: directory, name: "botocore",
      environment: ["PYTHONDONTWRITEBYTECODE": "1"])
    let greeting = "listening on "
    let first = try found("botocore's server listens; it said \(judge.log)", within: .seconds(300)) { judge.output.first }
    guard first.hasPrefix(greeting) else { try Test.cancel("\(first)") }
    var settings = TestSettings()
    settings.tested = "type: \"amazon-connect\", api: \"\(first.dropFirst(greeting.count))\", instance: \"i-1\", "
    settings.tested? += "accessKeyID: \"SECRET\", secretAccessKey: \"SECRET\", sessionToken: \"SECRET\""
    let centre = try ContactCentre(settings)
    try centre.send(SentEvent.cloudEvent("hush.pause.started", #""conversation":"c-1","agent":"anna""#), to: "tested")
    #expect(try judge.exitCode() == 0, "\(judge.log)")
    #expect(judge.output.last?.hasPrefix("passed") == true, "\(judge.output)")
  }
}

enum Python {
  static let path = "/usr/bin/python3"
  static let isAvailable = FileManager.default.isExecutableFile(atPath: path)
}
