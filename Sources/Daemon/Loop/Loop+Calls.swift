import Engine
import Model
import Native
import Platforms

/// The runner of the delivery machine: requests leave, answers come back as entries.
extension Loop {
  /// Everything that may leave now, leaves now.
  func send() {
    hasNewCommands = false
    var effects = delivery.next(now: now)
    guard !effects.isEmpty else { return }
    while !effects.isEmpty {
      let haveLeft = effects.map(start)
      // Before the engine thinks about the calls, and before the journal's thread wakes and takes the processor.
      transport.push()
      for (effect, hasLeft) in zip(effects, haveLeft) {
        guard case .send(let command, let attempt) = effect else { continue }
        note(.call(Call(command: command, attempt: attempt)), of: command)
        if !hasLeft { returned(command, Outcome(impossible: command)) }
      }
      effects = delivery.next(now: now)
    }
  }

  /// Submits the request; false when there is none for the command.
  private func start(_ effect: DeliveryMachine.Effect) -> Bool {
    switch effect {
    case .send(let command, let attempt): return call(command, attempt: attempt)
    case .fetchToken(let account): fetchToken(account)
    case .answer: preconditionFailure("answers come from outside")
    }
    return true
  }

  private func tell(_ effects: [DeliveryMachine.Effect]) {
    for case .answer(let answer) in effects { note(.outcome(answer), of: answer.command) }
  }

  private func call(_ command: Command, attempt: Int) -> Bool {
    let platform = platform(of: command)
    guard var request = platform.request(for: command) else { return false }
    switch platform.credential {
    case .none: break
    case .header(let name, let value): request.headers.append(HTTPHeader(name, value.revealText()))
    case .token(let recipe):
      let account = recipes.first { $0.value == recipe }?.key
      if let token = account.flatMap({ tokens[$0] }) { request.headers.append(token.authorization) }
    }
    if let receivedAt = pausesIssued.removeValue(forKey: command.id) {
      observers.dispatched(command, microseconds: clock.microseconds() - receivedAt)
    }
    let id = newRequest(.call(command, attempt: attempt, startedAt: clock.microseconds()))
    transport.submit(request, id: id, timeout: platform.traits.timeout)
    return true
  }

  private func fetchToken(_ account: String) {
    guard let recipe = recipes[account] else { preconditionFailure("account \(account) has no token recipe") }
    transport.submit(recipe.request(), id: newRequest(.token(account: account, recipe)), timeout: Limits.tokenTimeout)
  }

  func finished(_ completion: HTTPClient.Completion) {
    guard let errand = underWay.removeValue(forKey: completion.id) else { return }
    switch errand {
    case .call(let command, _, let startedAt):
      observers.answered(command, completion.result, microseconds: clock.microseconds() - startedAt)
      switch completion.result {
      case .response(let response):
        returned(command, platform(of: command).outcome(of: response, to: command, at: clock.wall()), limit: RateLimit(response))
      case .lost(let message): returned(command, Outcome(lost: message, to: command))
      case .unreachable(let message): returned(command, Outcome(unreachable: message))
      }
    case .token(let account, let recipe):
      // After a reload with other credentials nobody waits for it any more.
      if recipes[account] == recipe { tokenArrived(account, completion.result) }
    }
  }

  private func returned(_ command: Command, _ outcome: Outcome, limit: RateLimit? = nil) {
    tell(delivery.returned(command, outcome, limit: limit, now: now))
  }

  private func tokenArrived(_ account: String, _ result: HTTPResult) {
    do throws(TokenRefusal) {
      let token = try token(from: result, account: account)
      tokens[account] = token
      tokenFailures[account] = nil
      delivery.tokenFetched(account: account, lifetime: token.lifetime, now: now)
      if alarms.message("auth_failed", subject: account) != nil {
        record(.alarm(Alarm("auth_failed", isRaised: false, subject: account, message: "a token was given again")))
      }
    } catch {
      tell(
        delivery.tokenFailed(
          account: account, isRefusal: !error.isRetryable, retryAfter: error.retryAfter, message: error.message, now: now))
      tokenFailures[account, default: 0] += 1
      alarm(of: error, account: account)
    }
  }

  /// What is the operator's to mend is told at once and anew when it changes; what may pass by itself, when it lasts.
  private func alarm(of error: TokenRefusal, account: String) {
    let known = alarms.message("auth_failed", subject: account)
    let isNews = error.isRetryable ? known == nil && tokenFailures[account] ?? 0 >= 3 : known != error.message
    if isNews { record(.alarm(Alarm("auth_failed", isRaised: true, subject: account, message: error.message))) }
  }

  private func token(from result: HTTPResult, account: String) throws(TokenRefusal) -> Token {
    guard let recipe = recipes[account] else { preconditionFailure("account \(account) has no token recipe") }
    switch result {
    case .response(let response): return try recipe.read(response, for: account, at: clock.wall())
    case .lost(let message), .unreachable(let message):
      throw TokenRefusal("no token for platform \(account): \(message)", isRetryable: true)
    }
  }

  private func platform(of command: Command) -> any Platform {
    guard let platform = platforms[command.target.platform] else {
      preconditionFailure("a command for a platform that is not configured: \(command.target.platform)")
    }
    return platform
  }
}
