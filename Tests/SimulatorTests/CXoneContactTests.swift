import Model
import Testing

@testable import Simulator

@Suite struct CXoneContactTests {
  private static let world = """
    {"maskLock": "1s", "screenRecordings": [{"id": "sr-1", "agentId": "a-1", "interactionId": "i-1"}],
     "contacts": [{"id": 101, "interactionId": "i-1", "userId": "u-1"}, {"id": "102", "interactionId": "i-2", "selfResumes": "120s"}]}
    """
  private static let management = "/interaction-recording-management-service/v1/interactions"
  private var driver: WorldDriver

  init() throws { driver = try WorldDriver(Self.world) }

  private mutating func state(_ contact: String) throws -> String? {
    let rows = try driver.control("GET", "/recordings?platform=cxone").json().elements ?? []
    return rows.first { $0["recording"]?.string == contact }?["state"]?.string
  }

  private static func signal(_ contact: String) -> String { "/inContactAPI/services/v22.0/interactions/\(contact)/signal" }

  @Test mutating func `A signal comes as JSON or in the query, and in any spelling of the path`() throws {
    #expect(try driver.call("POST", Self.signal("101"), #"{"eventName": "PauseRecordingSignal"}"#).status == 202)
    #expect(try state("101") == "paused")
    #expect(try driver.call("POST", "\(Self.signal("101").lowercased())?p1=ResumeRecordingSignal").status == 202)
    #expect(try state("101") == "recording")
    #expect(try driver.call("POST", Self.signal("101"), #"{"eventName": "Sing"}"#).status == 202)
    #expect(try state("101") == "recording")
    #expect(try driver.call("POST", Self.signal("101")).status == 400)
    #expect(try driver.call("POST", Self.signal("999"), #"{"eventName": "PauseRecordingSignal"}"#).status == 404)
    try driver.control("POST", "/contacts/101", #"{"ended": true}"#)
    #expect(try driver.call("POST", Self.signal("101"), #"{"eventName": "PauseRecordingSignal"}"#).status == 404)
  }

  @Test mutating func `A script with a safety net resumes by itself, counted from the last pause`() throws {
    _ = try driver.call("POST", Self.signal("102"), #"{"eventName": "PauseRecordingSignal"}"#)
    driver.pass(.seconds(60))
    _ = try driver.call("POST", Self.signal("102"), #"{"eventName": "PauseRecordingSignal"}"#)
    driver.pass(.seconds(119))
    #expect(try state("102") == "paused")
    driver.pass(.seconds(1))
    #expect(try state("102") == "recording")
  }

  @Test mutating func `A mask takes the user's call and the screens in it, and locks for a while`() throws {
    #expect(try driver.call("POST", "\(Self.management)/mask?userId=u-1").status == 200)
    #expect(try state("101") == "paused")
    #expect(try state("sr-1") == "paused")
    let status = try driver.call("GET", "\(Self.management)/get-recording-status?userId=u-1").json()
    #expect(status["statusReason"]?.string == "Mask")
    #expect(status["contactId"]?.string == "101")
    #expect(try driver.call("POST", "\(Self.management)/unmask?userId=u-1").status == 425)
    driver.pass(.seconds(1))
    #expect(try driver.call("POST", "/interaction-recording-management-service/interactions/unmask?user-id=u-1").status == 200)
    #expect(try state("101") == "recording")
    #expect(try state("sr-1") == "recording")
    #expect(try driver.call("POST", "\(Self.management)/mask?userId=nobody").status == 404)
    #expect(try driver.call("POST", "\(Self.management)/mask").status == 400)
  }

  @Test mutating func `With auto any contact and any user is there`() throws {
    try driver.control("POST", "/world", #"{"auto": true}"#)
    #expect(try driver.call("POST", Self.signal("77"), #"{"eventName": "PauseRecordingSignal"}"#).status == 202)
    #expect(try driver.call("POST", "\(Self.management)/mask?userId=u5").status == 200)
    #expect(try state("77") == "paused")
    #expect(try state("u5") == "paused")
  }
}
