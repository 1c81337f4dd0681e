import Model
import Platforms
import Testing

@Suite("genesys-cloud: requests and traits (design 6)")
struct GenesysCloudTests {
  @Test("pauseWith participant: the brief's calls, path segments encoded")
  func participantRequests() throws {
    let platform = GenesysCloud.usual(.participant)
    let base = "https://api.test/api/v2/conversations/c%201"
    let pause = try #require(platform.request(for: .of(.pause, recording: "p/1")))
    #expect(pause.line == "PUT \(base)/participants/p%2F1/screenrecording/pause")
    #expect(pause.body.isEmpty)
    #expect(platform.request(for: .of(.resume, recording: "p"))?.line == "PUT \(base)/participants/p/screenrecording/resume")
    #expect(platform.request(for: .of(.resolve, agent: "a"))?.line == "GET \(base)")
    #expect(platform.request(for: .of(.inspect, recording: "p"))?.line == "GET \(base)")
    #expect(platform.request(for: .of(.pause)) == nil)
  }

  @Test("pauseWith conversation: the public call")
  func conversationRequests() throws {
    let platform = GenesysCloud.usual(.conversation)
    let base = "https://api.test/api/v2/conversations/c%201"
    let pause = try #require(platform.request(for: .of(.pause, recording: "c 1")))
    #expect(pause.line == "PATCH \(base)/recordingstate")
    #expect(pause.text == #"{"recordingState":"PAUSED"}"#)
    #expect(pause.headers.contains(HTTPHeader("Content-Type", "application/json")))
    #expect(platform.request(for: .of(.resume))?.text == #"{"recordingState":"ACTIVE"}"#)
    #expect(platform.request(for: .of(.inspect))?.line == "GET \(base)")
    #expect(platform.request(for: .of(.resolve)) == nil)
  }

  @Test("the traits follow the mode, and verify: false still inspects")
  func traits() {
    let participant = GenesysCloud.usual(.participant).traits
    #expect(participant.addressing == .participant && !participant.isShared && participant.canResolve && participant.canInspect)
    #expect(participant.inspectsConversation && participant.driftCheck == .seconds(15))
    let conversation = GenesysCloud.usual(.conversation).traits
    #expect(conversation.addressing == .conversation && conversation.isShared && !conversation.canResolve && conversation.canInspect)
    var settings = PlatformSettings.usual
    settings.verify = false
    let unverified = GenesysCloud.usual(.participant, platform: settings).traits
    #expect(unverified.canInspect && unverified.driftCheck == .seconds(15) && participant.verifies && !unverified.verifies)
  }

  @Test("a pause is taken whatever a 2xx holds: nothing, a bare string, rubbish")
  func acceptedBodies() {
    for body in ["", "\"PAUSED\"", "{}", "<html>"] {
      #expect(GenesysCloud.usual(.conversation).outcome(202, body, to: .of(.pause)).result == .accepted)
    }
  }

  @Test(
    "pauseWith conversation: securePause tells, recordingState may be a hold",
    arguments: [
      (#""securePause":true,"recordingState":"ACTIVE""#, Observation.State.paused),
      (#""securePause":false,"recordingState":"PAUSED""#, .recording),
      (#""recordingState":"PAUSED""#, .unknown), (#""securePause":null"#, .unknown),
      (#""securePause":true,"endTime":"2026-03-19T22:00:00Z""#, .ended),
    ])
  func securePause(members: String, state: Observation.State) {
    let outcome = GenesysCloud.usual(.conversation).outcome(200, "{\(members),\"participants\":[]}", to: .of(.inspect))
    #expect(outcome.result == .confirmed)
    #expect(outcome.observations == [Observation(recording: "c 1", state: state)])
    #expect(outcome.conversationEnded == (state == .ended))
  }

  @Test("every region of the table by its name; the hosts follow no rule")
  func regions() {
    let domains = [
      "us-east-1": "mypurecloud.com", "us-east-2": "use2.us-gov-pure.cloud", "us-west-2": "usw2.pure.cloud",
      "ca-central-1": "cac1.pure.cloud", "mx-central-1": "mxc1.pure.cloud", "sa-east-1": "sae1.pure.cloud", "eu-west-1": "mypurecloud.ie",
      "eu-west-2": "euw2.pure.cloud", "eu-central-1": "mypurecloud.de", "eu-central-2": "euc2.pure.cloud",
      "eusc-de-east-1": "edee1.eusc-pure.cloud", "me-central-1": "mec1.pure.cloud", "ap-south-1": "aps1.pure.cloud",
      "ap-northeast-1": "mypurecloud.jp", "ap-northeast-2": "apne2.pure.cloud", "ap-northeast-3": "apne3.pure.cloud",
      "ap-southeast-1": "apse1.pure.cloud", "ap-southeast-2": "mypurecloud.com.au",
    ]
    #expect(Set(GenesysRegion.names) == Set(domains.keys))
    for (name, domain) in domains {
      let addresses = GenesysRegion.addresses(of: name)
      #expect(addresses?.api == "https://api.\(domain)" && addresses?.login == "https://login.\(domain)")
    }
    #expect(GenesysRegion.addresses(of: "euw1") == nil)
    #expect(GenesysRegion.login(forAPI: "https://api.euw2.pure.cloud") == "https://login.euw2.pure.cloud")
    #expect(GenesysRegion.login(forAPI: "http://127.0.0.1:9000") == nil)
  }
}
