import Model
import Platforms
import Testing

@Suite("cxone-voice, cxone-mask, genesys-engage, amazon-connect (design 6)")
struct OtherPlatformsTests {
  private static func command(_ kind: Command.Kind, contact: String? = nil, user: String? = nil, call: String? = nil) -> Command {
    var command = Command.of(kind)
    command.target.contact = contact
    command.target.user = user
    command.target.call = call
    return command
  }

  private let mask = CXoneMask.usual
  private let engage = GenesysEngage.usual
  private let connect = AmazonConnect.usual

  @Test("cxone-voice signals the contact, which has to be known")
  func voiceRequests() {
    let base = "POST https://api.test/inContactAPI/services/v22.0/interactions/123/signal"
    let pause = CXoneVoice.usual(.body).request(for: OtherPlatformsTests.command(.pause, contact: "123"))
    #expect(pause?.line == base)
    #expect(pause?.text == #"{"eventName":"PauseRecordingSignal"}"#)
    let resume = CXoneVoice.usual(.query).request(for: OtherPlatformsTests.command(.resume, contact: "123"))
    #expect(resume?.line == base + "?p1=ResumeRecordingSignal")
    #expect(CXoneVoice.usual(.body).request(for: OtherPlatformsTests.command(.pause)) == nil)
    #expect(CXoneVoice.usual(.body).request(for: OtherPlatformsTests.command(.inspect, contact: "123")) == nil)
    #expect(
      CXoneVoice.usual(.body).traits.isShared && !CXoneVoice.usual(.body).traits.canInspect
        && CXoneVoice.usual(.body).traits.driftCheck == nil)
  }

  @Test("cxone-mask masks by user")
  func maskRequests() {
    let base = "https://api.test/interaction-recording-management-service/v1/interactions"
    #expect(mask.request(for: OtherPlatformsTests.command(.pause, user: "u 1"))?.line == "POST \(base)/mask?userId=u%201")
    #expect(mask.request(for: OtherPlatformsTests.command(.resume, user: "u"))?.line == "POST \(base)/unmask?userId=u")
    #expect(mask.request(for: OtherPlatformsTests.command(.inspect, user: "u"))?.line == "GET \(base)/get-recording-status?userId=u")
    #expect(mask.request(for: OtherPlatformsTests.command(.pause)) == nil)
    let older = CXoneMask(CXoneMask.account, path: "/older", userParameter: "user-id")
    #expect(older.request(for: OtherPlatformsTests.command(.pause, user: "u"))?.line == "POST https://api.test/older/mask?user-id=u")
    #expect(mask.outcome(425, to: OtherPlatformsTests.command(.pause, user: "u")).refusal == .throttled)
  }

  @Test(
    "cxone-mask: what its status says of this interaction",
    arguments: [
      (#"{"interactionId":"c 1","statusReason":"Mask","recordingStatusToAgent":"Stopped"}"#, Observation.State.paused),
      (#"{"interactionId":"c 1","statusReason":"Policy","recordingStatusToAgent":"Recording"}"#, .recording),
      (#"{"statusReason":"Policy","recordingStatusToAgent":"NoRecording"}"#, .ended),
      (#"{"interactionId":"c 1","statusReason":"Hold","recordingStatusToAgent":"Stopped"}"#, .unknown),
      (#"{"interactionId":"other","statusReason":"Mask"}"#, .unknown), ("{}", .unknown),
    ])
  func maskStatus(body: String, state: Observation.State) {
    let outcome = mask.outcome(200, body, to: OtherPlatformsTests.command(.inspect, user: "u"))
    #expect(outcome.observations == [Observation(recording: "u", state: state)])
  }

  @Test("genesys-engage: a 200 is a success only with statusCode 0")
  func engageAnswers() {
    let pause = OtherPlatformsTests.command(.pause, call: "call/1")
    let request = engage.request(for: pause)
    #expect(request?.line == "POST https://gws.test:8080/root/api/v2/me/calls/call%2F1")
    #expect(request?.text == #"{"operationName":"PauseCallRecording"}"#)
    #expect(request?.headers.contains(HTTPHeader("Origin", "https://gws.test:8080")) == true)
    #expect(engage.credential == .header(name: "Authorization", value: Secret("Basic YWdlbnQ6cHc=")))
    #expect(engage.outcome(200, #"{"statusCode":0}"#, to: pause).result == .accepted)
    let error = engage.outcome(200, #"{"statusCode":4,"statusMessage":"not now"}"#, to: pause)
    #expect(error.result == .failed && error.message == "statusCode 4: not now")
    let refusals = [2: Outcome.Refusal.conflict, 3: .forbidden, 5: .forbidden, 20: .unauthorized, 1: .malformed, 10: .malformed]
    for (code, refusal) in refusals { #expect(engage.outcome(200, "{\"statusCode\":\(code)}", to: pause).refusal == refusal) }
    #expect(engage.outcome(200, #"{"statusCode":6}"#, to: pause).result == .gone)
    #expect(engage.outcome(200, "<html>", to: pause).result == .failed)
  }

  @Test("amazon-connect: the live contact with the chain's first, signed by curl")
  func connectRequests() {
    var command = OtherPlatformsTests.command(.pause, contact: "now")
    command.target.initialContact = "first"
    let request = connect.request(for: command)
    #expect(request?.line == "POST https://connect.eu-west-2.amazonaws.com/contact/suspend-recording")
    #expect(request?.text == #"{"InstanceId":"inst","ContactId":"now","InitialContactId":"first"}"#)
    #expect(request?.signing == .sigV4(region: "eu-west-2", service: "connect", accessKeyID: "AK", secretAccessKey: "SK"))
    #expect(request?.headers.contains(HTTPHeader("X-Amz-Security-Token", "ST")) == true)
    #expect(
      connect.request(for: OtherPlatformsTests.command(.resume))?.text
        == #"{"InstanceId":"inst","ContactId":"c 1","InitialContactId":"c 1"}"#)
  }

  @Test("amazon-connect: a recording is a leg, and its id outlives the next one's")
  func connectLegs() {
    var command = OtherPlatformsTests.command(.resume, contact: "newer")
    command.target.recording = "older"
    #expect(connect.request(for: command)?.text == #"{"InstanceId":"inst","ContactId":"older","InitialContactId":"c 1"}"#)
  }

  @Test("amazon-connect: the error's type may stand in a header with a suffix")
  func connectErrors() {
    let headers = [HTTPHeader("x-amzn-ErrorType", "InvalidRequestException:http://x/")]
    let pause = OtherPlatformsTests.command(.pause)
    let outcome = connect.outcome(400, #"{"Message":"bad"}"#, headers, to: pause)
    #expect(outcome.refusal == .conflict && outcome.message == "InvalidRequestException: bad", "suspended already, or not recording")
    let body = { (type: String) in "{\"__type\":\"\(type)\"}" }
    #expect(connect.outcome(400, body("com.amazonaws.connect#InvalidRequestException"), to: pause).refusal == .conflict)
    #expect(connect.outcome(400, body("ThrottlingException"), to: pause).refusal == .throttled)
    #expect(connect.outcome(400, body("InvalidActiveRegionException"), to: pause).refusal == .malformed)
  }
}
