import Model
import Native
import Platforms

/// Asks one platform what hushd would ask, about things that do not exist: a refusal names what is missing, and nothing can be changed.
struct PlatformExamination {
  private static let skewMax = Span.seconds(5)

  private(set) var diagnoses: [Diagnosis] = []
  private let platform: any Platform
  /// Whether pauses and resumes of nobody may be tried; what a template's do is the operator's secret.
  private let triesCalls: Bool
  private let fetch: Doctor.Fetch
  private let clock: Clock
  private var token: Token?
  private var limit: RateLimit?
  private var sawDate = false

  init(_ platform: any Platform, triesCalls: Bool, fetch: @escaping Doctor.Fetch, clock: Clock) {
    self.platform = platform
    self.triesCalls = triesCalls
    self.fetch = fetch
    self.clock = clock
  }

  private var name: String { platform.traits.name }

  mutating func run() {
    let kinds = triesCalls ? Command.Kind.allCases : [.resolve, .inspect]
    let commands = kinds.map { nobody($0) }
    let origins = [recipe?.request().url] + Command.Kind.allCases.map { platform.request(for: nobody($0))?.url }
    var known: Set<String> = []
    for origin in origins.compactMap({ $0.map(URLText.origin) }) where known.insert(origin).inserted {
      guard reach(origin) else { return }
    }
    guard getToken() else { return }
    var asked: Set<String> = []
    for command in commands where platform.request(for: command) != nil {
      if asked.insert(platform.permission(for: command.kind)).inserted { ask(command) }
    }
    tellQuota()
  }

  private var recipe: TokenRecipe? {
    if case .token(let recipe) = platform.credential { recipe } else { nil }
  }

  /// A command about what does not exist.
  private func nobody(_ kind: Command.Kind) -> Command {
    var id = Array(SystemRandom.hexadecimal(bytes: 16))
    id[12] = "4"
    id[16] = "8"
    let uuid = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(id[$0]) }.joined(separator: "-")
    var target = Target(
      platform: name, conversation: ConversationKey(system: platform.traits.system, id: uuid), recording: uuid, agent: uuid)
    (target.participant, target.user, target.call) = (uuid, uuid, uuid)
    // Contacts are numbers; no vendor has come this far.
    target.contact = "900000000000000001"
    return Command(
      id: CommandID(seq: 0, index: 0), kind: kind, purpose: .verify, target: target, since: clock.boot(), reason: "hushd doctor")
  }
}

// MARK: - The way there

extension PlatformExamination {
  private mutating func reach(_ origin: String) -> Bool {
    switch fetch(HTTPRequest(method: "GET", url: origin + "/"), platform.traits.timeout) {
    case .response(let response):
      let isOpen = origin.hasPrefix("http://")
      let isOwn = ["http://127.", "http://localhost", "http://[::1]"].contains { origin.hasPrefix($0) }
      diagnoses.append(
        isOpen && !isOwn
          ? .fail(name, "address", "\(origin) answers without encryption", remedy: "give an https:// address")
          : .pass(name, "address", "\(origin) answers\(isOpen ? "; not encrypted, on this machine" : " over TLS 1.2 or later")"))
      checkClock(response)
      return true
    case .unreachable(let reason), .lost(let reason):
      let isTLS = ["certificate", "TLS", "SSL", "handshake"].contains { reason.contains($0) }
      diagnoses.append(
        .fail(
          name, "address", "\(origin): \(reason)",
          remedy: isTLS
            ? "check the address and the machine's CA certificates; TLS 1.2 is the oldest that hushd speaks"
            : "check the address, the name server, the firewall and the proxy"))
      return false
    }
  }

  private mutating func checkClock(_ response: HTTPResponse) {
    guard !sawDate, let date = response["Date"].flatMap(HTTPDate.read) else { return }
    sawDate = true
    let ahead = clock.wall() - date
    let seconds = abs(ahead.milliseconds) / 1000
    // The vendor's date is cut to the second.
    let isNear = ahead >= .zero - Self.skewMax && ahead <= Self.skewMax + .seconds(1)
    let detail = isNear ? "within 5 s of the platform's" : "\(seconds) s \(ahead > .zero ? "ahead of" : "behind") the platform's"
    diagnoses.append(
      isNear
        ? .pass(name, "clock", detail) : .fail(name, "clock", detail, remedy: "let chrony or systemd-timesyncd keep this machine's time"))
  }

  /// True when calls can be authorised.
  private mutating func getToken() -> Bool {
    guard let recipe else { return true }
    let remedy = "hushd cannot pause anything without a token"
    switch fetch(recipe.request(), Limits.tokenTimeout) {
    case .response(let response):
      do throws(TokenRefusal) {
        let token = try recipe.read(response, for: name, at: clock.wall())
        self.token = token
        diagnoses.append(.pass(name, "token", "given, for \(token.lifetime.milliseconds / 60_000) minutes"))
        return true
      } catch {
        diagnoses.append(.fail(name, "token", error.message, remedy: remedy))
      }
    case .unreachable(let reason), .lost(let reason):
      diagnoses.append(.fail(name, "token", reason, remedy: remedy))
    }
    return false
  }
}

// MARK: - What it lets us do

extension PlatformExamination {
  /// A call for a command, with its authorization.
  func call(_ command: Command, on platform: any Platform) -> HTTPResult? {
    guard var request = platform.request(for: command) else { return nil }
    switch platform.credential {
    case .none: break
    case .header(let name, let value): request.headers.append(HTTPHeader(name, value.revealText()))
    case .token: if let token { request.headers.append(token.authorization) }
    }
    return fetch(request, platform.traits.timeout)
  }

  private mutating func ask(_ command: Command) {
    let begin = clock.microseconds()
    guard let result = call(command, on: platform) else { return }
    let milliseconds = (clock.microseconds() - begin) / 1000
    let check = "permission \(platform.permission(for: command.kind))"
    switch result {
    case .response(let response):
      limit = RateLimit(response) ?? limit
      let diagnosis = judge(platform.outcome(of: response, to: command, at: clock.wall()), check)
      diagnoses.append(diagnosis)
      if diagnosis.isWell && (command.kind == .inspect || command.kind == .resolve) {
        diagnoses.append(.pass(name, "dry inspection", "answered in \(milliseconds) ms with HTTP \(response.status)"))
      }
    case .lost(let reason), .unreachable(let reason):
      diagnoses.append(.fail(name, check, reason, remedy: "ask again; if it stays so, ask the vendor"))
    }
  }

  private func judge(_ outcome: Outcome, _ check: String) -> Diagnosis {
    let said = outcome.message ?? "HTTP \(outcome.status ?? 0)"
    switch (outcome.result, outcome.refusal) {
    case (_, .forbidden): return .fail(name, check, said, remedy: "give it to the client's role at the vendor")
    case (_, .unauthorized): return .fail(name, check, "the credentials are not accepted: \(said)", remedy: "check them")
    case (_, .throttled):
      return .fail(name, check, "the quota is used up: \(said)", remedy: "ask again when it has recovered, and see who uses it")
    // An answer that is no good, to a question about nobody, still is one to a client that may ask.
    case (.failed, _) where !(200..<300).contains(outcome.status ?? 0):
      return .fail(name, check, said, remedy: "ask again; if it stays so, ask the vendor")
    default: return .pass(name, check, "granted (HTTP \(outcome.status ?? 0) for one that does not exist)")
    }
  }

  private mutating func tellQuota() {
    let own = platform.traits.rate.perMinute
    guard let limit else {
      diagnoses.append(.pass(name, "quota", "the platform tells none; rate.perMinute is \(own)"))
      return
    }
    let detail = "\(limit.used) of \(limit.allowed) calls used, anew in \(limit.resetsAfter); rate.perMinute is \(own)"
    diagnoses.append(
      limit.allowed < own ? .fail(name, "quota", detail, remedy: "set rate.perMinute to \(limit.allowed)") : .pass(name, "quota", detail))
  }
}
