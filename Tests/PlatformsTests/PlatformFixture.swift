import Model
import Platforms

extension PlatformSettings {
  static let usual = PlatformSettings(
    name: "vendor", system: "vendor", rate: .init(perMinute: 300, burst: 20, reservedForPauses: 0.3), maxInFlight: 16,
    timeout: .seconds(3), driftCheck: .seconds(15))
}

extension GenesysCloud {
  static func usual(_ pauseWith: PauseWith, platform: PlatformSettings = .usual) -> GenesysCloud {
    GenesysCloud(
      Settings(
        platform: platform, api: "https://api.test/", login: "https://login.test/", clientID: Secret("id"), clientSecret: Secret("s:e/c"),
        pauseWith: pauseWith))
  }
}

extension CXoneScreen {
  static let usual = CXoneScreen(
    CXoneAccount(
      platform: .usual, api: "https://api.test", login: "https://login.test", accessKeyID: Secret("id="), accessKeySecret: Secret("\"s")))
}

extension CXoneVoice {
  static func usual(_ signal: SignalStyle) -> CXoneVoice {
    CXoneVoice(
      CXoneAccount(
        platform: .usual, api: "https://api.test", login: "https://login.test", accessKeyID: Secret("i"), accessKeySecret: Secret("s")),
      signalWith: signal)
  }
}

extension CXoneMask {
  static let account = CXoneAccount(
    platform: .usual, api: "https://api.test/", login: "https://login.test", accessKeyID: Secret("i"), accessKeySecret: Secret("s"))
  static let usual = CXoneMask(account)
}

extension GenesysEngage {
  static let usual = GenesysEngage(
    Settings(platform: .usual, api: "https://gws.test:8080/root", user: "agent", password: Secret("pw")))
}

extension AmazonConnect {
  static let usual = AmazonConnect(
    Settings(
      platform: .usual, api: api(region: "eu-west-2"), region: "eu-west-2", instance: "inst", accessKeyID: Secret("AK"),
      secretAccessKey: Secret("SK"), sessionToken: Secret("ST")))
}

extension Command {
  static func of(
    _ kind: Kind, conversation: String = "c 1", recording: String? = nil, agent: String? = nil, reason: String? = nil,
    metadata: [String: String] = [:], tags: [String: String] = [:]
  ) -> Command {
    let target = Target(
      platform: "vendor", conversation: ConversationKey(system: "vendor", id: conversation), recording: recording, agent: agent)
    return Command(
      id: CommandID(seq: 1, index: 0), kind: kind, purpose: .pause, target: target, since: Tick(milliseconds: 0), reason: reason,
      metadata: metadata, tags: tags)
  }
}

extension HTTPResponse {
  init(_ status: Int, _ body: String = "", _ headers: [HTTPHeader] = []) {
    self.init(status: status, headers: headers, body: Array(body.utf8))
  }
}

extension HTTPRequest {
  var line: String { "\(method) \(url)" }
  var text: String { String(decoding: body, as: UTF8.self) }
}

extension Platform {
  /// 20 March 2026, 10:00 UTC.
  static var now: Timestamp { Timestamp(milliseconds: 1_774_000_800_000) }

  func outcome(_ status: Int, _ body: String = "", _ headers: [HTTPHeader] = [], to command: Command) -> Outcome {
    outcome(of: HTTPResponse(status, body, headers), to: command, at: Self.now)
  }
}
