import Model
import Native
import Platforms
import Testing

@testable import Daemon

@Suite("What a doctor concludes from answers")
struct DoctorConclusionTests {
  private static let now = Timestamp(milliseconds: 1_774_000_800_000)  // Fri, 20 Mar 2026 10:00:00 GMT

  private func diagnoses(_ answer: @escaping (HTTPRequest) -> HTTPResult, api: String = "https://api.test") -> [String: Diagnosis] {
    let settings = PlatformSettings(
      name: "g", system: "genesys", rate: .init(perMinute: 300, burst: 20, reservedForPauses: 0.3), maxInFlight: 16, timeout: .seconds(3))
    let platform = GenesysCloud(
      GenesysCloud.Settings(
        platform: settings, api: api, login: api, clientID: Secret("id"), clientSecret: Secret("s"), pauseWith: .participant))
    let clock = Clock(wall: { Self.now }, boot: { Tick(milliseconds: 0) }, microseconds: { 0 }, bootID: { "test" })
    var examination = PlatformExamination(platform, triesCalls: true, fetch: { request, _ in answer(request) }, clock: clock)
    examination.run()
    return Dictionary(examination.diagnoses.map { ($0.check, $0) }) { first, _ in first }
  }

  private func good(_ request: HTTPRequest, _ headers: [(String, String)] = []) -> HTTPResult {
    let headers = headers.map { HTTPHeader($0.0, $0.1) }
    if request.method == "POST" {
      return .response(HTTPResponse(status: 200, headers: headers, body: Array(#"{"access_token":"t","expires_in":3600}"#.utf8)))
    }
    return .response(HTTPResponse(status: 404, headers: headers))
  }

  @Test(
    "a clock more than 5 s off the platform's is told, with the direction",
    arguments: [
      ("Fri, 20 Mar 2026 10:00:05 GMT", nil), ("Fri, 20 Mar 2026 09:59:55 GMT", nil),
      ("Fri, 20 Mar 2026 10:01:00 GMT", "60 s behind the platform's"), ("Fri, 20 Mar 2026 09:58:00 GMT", "120 s ahead of the platform's"),
    ] as [(String, String?)])
  func clock(date: String, problem: String?) {
    let clock = diagnoses { good($0, [("Date", date)]) }["clock"]
    #expect(clock?.isWell == (problem == nil))
    if let problem { #expect(clock?.detail == problem) }
  }

  @Test("a quota below the configured rate is told, with what to set")
  func quota() {
    let quota = diagnoses { good($0, [("inin-ratelimit-count", "3"), ("inin-ratelimit-allowed", "180"), ("inin-ratelimit-reset", "61")]) }[
      "quota"]
    #expect(quota?.remedy == "set rate.perMinute to 180")
  }

  @Test("an address without encryption, or whose certificate is no good, is not well")
  func encryption() {
    #expect(diagnoses({ good($0) })["address"]?.isWell == true)
    #expect(diagnoses({ good($0) }, api: "http://127.0.0.1:1")["address"]?.isWell == true)
    #expect(diagnoses({ good($0) }, api: "http://api.test")["address"]?.remedy == "give an https:// address")
    let untrusted = diagnoses { _ in .unreachable("server certificate verification failed") }["address"]
    #expect(untrusted?.remedy?.contains("CA certificates") == true)
  }

  @Test("only what does not exist is asked about")
  func nobody() {
    var paths: Set<String> = []
    _ = diagnoses { request in
      paths.insert(request.url)
      return good(request)
    }
    let asked = paths.filter { $0.contains("/api/v2/conversations/") }
    #expect(asked.count == 2)
    #expect(asked.allSatisfy { $0.contains(/conversations\/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}/) })
  }
}
