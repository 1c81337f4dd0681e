import Model
import Testing

@testable import Simulator

@Suite struct SimulatorOptionsTests {
  @Test func `Options reach the world`() throws {
    var options = SimulatorOptions(platforms: ["cxone"], auto: true)
    try options.set(.listen, "127.0.0.1:0,[::1]:0")
    try options.set(.delay, "5ms")
    try options.set(.quota, "300")
    try options.set(.tokenLifetime, "2s")
    try options.set(.client, "id:a:b")
    try options.set(.fault, #"{"match": {"path": "/api"}, "status": 503}"#)
    try options.set(.world, #"{"conversations": [{"id": "c1"}]}"#)
    #expect(options.listen.map { $0.host } == ["127.0.0.1", "::1"])
    #expect(options.world.enabled == ["cxone"])
    #expect(options.world.createsUnknown)
    #expect(options.world.delay == .milliseconds(5))
    #expect(options.world.cxone.quota.allowed == 300)
    #expect(options.world.genesys.tokens.lifetime == .seconds(2))
    #expect(options.world.genesys.tokens.clients == ["id": "a:b"])
    #expect(options.world.faults.faults.count == 1)
    #expect(options.world.genesys.conversations.keys.sorted() == ["c1"])
  }

  @Test(
    arguments: [
      (.listen, "0.0.0.0:80", "--listen: 0.0.0.0:80 is not on loopback"), (.listen, "here", "--listen: here is no HOST:PORT"),
      (.delay, "soon", "--delay: soon is no length of time"), (.quota, "-1", "--quota: -1 is no number"),
      (.client, "id", "--client: not ID:SECRET"),
      (.fault, "{", "--fault: not JSON"), (.world, #"{"planets": []}"#, "--world: planets: no such key"),
    ] as [(SimulatorOptions.Option, String, String)])
  func `A value that is not understood is refused with a reason`(option: SimulatorOptions.Option, value: String, reason: String) {
    var options = SimulatorOptions()
    let problem = #expect(throws: SimulatorOptions.Problem.self) { try options.set(option, value) }
    #expect(problem?.description.hasPrefix(reason) == true)
  }
}
