import Engine
import Model
import Testing

/// Drives a delivery machine by hand: time moves when a test says so, and calls are answered by the test.
struct DeliveryDriver {
  var machine: DeliveryMachine
  var now = Tick(milliseconds: 1_000_000)
  private var nextSeq: Int64 = 0
  private var commands: [CommandID: Command] = [:]
  private(set) var answers: [Answer] = []
  private(set) var tokensAsked = 0

  init(
    canInspect: Bool = true, maxInFlight: Int = 16,
    rate: PlatformTraits.Rate = .init(perMinute: 60_000, burst: 100, reservedForPauses: 0.3),
    needsToken: Bool = false
  ) {
    let traits = PlatformTraits(
      name: "genesys", system: "genesys", addressing: .participant, isShared: false, canResolve: true, canInspect: canInspect,
      timeout: .seconds(3), driftCheck: nil, maxInFlight: maxInFlight, rate: rate)
    machine = DeliveryMachine(
      platforms: [traits], accounts: ["genesys": "genesys"], withToken: needsToken ? ["genesys"] : [], now: now)
  }

  @discardableResult
  mutating func submit(
    _ kind: Command.Kind, _ purpose: Command.Purpose = .pause, recording: String = "p1", since: Int64 = 0
  ) -> CommandID {
    nextSeq += 1
    let target = Target(
      platform: "genesys", conversation: ConversationKey(system: "genesys", id: "c"), recording: recording, agent: "a")
    let command = Command(
      id: CommandID(seq: nextSeq, index: 0), kind: kind, purpose: purpose, target: target, since: Tick(milliseconds: since))
    commands[command.id] = command
    machine.submit(command, now: now)
    return command.id
  }

  /// What leaves now, in its order.
  mutating func leaving() -> [CommandID] {
    machine.next(now: now).compactMap { effect in
      switch effect {
      case .send(let command, _): return command.id
      case .fetchToken:
        tokensAsked += 1
        return nil
      case .answer(let answer):
        answers.append(answer)
        return nil
      }
    }
  }

  mutating func answer(_ id: CommandID, _ outcome: Outcome, limit: RateLimit? = nil) throws {
    for effect in machine.returned(try #require(commands[id]), outcome, limit: limit, now: now) {
      if case .answer(let answer) = effect { answers.append(answer) }
    }
  }

  mutating func giveToken(lifetime: Span = .hours(1)) { machine.tokenFetched(account: "genesys", lifetime: lifetime, now: now) }

  mutating func refuseToken(isRefusal: Bool, retryAfter: Span? = nil) {
    for effect in machine.tokenFailed(account: "genesys", isRefusal: isRefusal, retryAfter: retryAfter, message: "no", now: now) {
      if case .answer(let answer) = effect { answers.append(answer) }
    }
  }

  mutating func pass(_ span: Span) { now = now + span }

  /// Moves to the next moment at which the machine wants to be asked.
  mutating func passToWake() throws -> Span {
    let wake = try #require(machine.wake(after: now))
    defer { now = wake }
    return wake - now
  }
}
