import Model

/// One credential at one vendor: its queue, its quota, its token, and how the vendor is doing.
struct DeliveryAccount: Sendable {
  let name: String
  private var platforms: [String: PlatformTraits] = [:]
  private var queue = DeliveryQueue()
  /// Calls under way, by platform.
  private var inFlight: [String: Int] = [:]
  private var quota: Quota
  private var token: TokenState
  private var tokenGeneration = 0
  /// Tokens in a row of which the platform took none.
  private var rejections = 0
  private var breaker = CircuitBreaker()
  private var holdsResumes = true

  init(name: String, rate: PlatformTraits.Rate, needsToken: Bool, now: Tick) {
    self.name = name
    quota = Quota(rate: rate, now: now)
    token = needsToken ? .missing(notBefore: now, failures: 0) : .unneeded
  }

  mutating func add(_ traits: PlatformTraits) { platforms[traits.name] = traits }

  var all: some Sequence<DeliveryItem> { queue.items.values }

  /// What the vendor has said, and what of the quota is used, holds on under new settings.
  mutating func inherit(_ old: DeliveryAccount, keepsToken: Bool, now: Tick) {
    quota.inherit(old.quota, now: now)
    tokenGeneration = old.tokenGeneration
    breaker = old.breaker
    if keepsToken, token != .unneeded { (token, rejections) = (old.token, old.rejections) }
  }

  mutating func adopt(_ item: DeliveryItem) {
    queue.adopt(item)
    if item.place == .inFlight { inFlight[item.command.target.platform, default: 0] += 1 }
  }

  mutating func submit(_ command: Command, now: Tick) {
    precondition(queue.items[command.id] == nil, "command \(command.id) was submitted twice")
    let canInspect = platforms[command.target.platform]?.canInspect ?? false
    let waitsForCommit = (command.kind == .resume && !mutant(.resumeBeforeCommit)) || (command.kind == .pause && !canInspect)  // G3
    queue.put(DeliveryItem(command: command, waitsForCommit: waitsForCommit, notBefore: now), now: now)
  }

  mutating func cancel(_ id: CommandID) {
    if queue.items[id]?.place != .inFlight { queue.remove(id) }
  }

  mutating func committed(upTo seq: Int64) { queue.committed(upTo: seq) }

  mutating func releaseResumes() { holdsResumes = false }
}

// MARK: - What may leave

extension DeliveryAccount {
  mutating func next(now: Tick) -> [DeliveryMachine.Effect] {
    var effects: [DeliveryMachine.Effect] = []
    if token.wantsFetch(at: now) {
      token.fetchStarted(at: now)
      effects.append(.fetchToken(account: name))
    }
    guard mayStart, token.isUsable(at: now) else { return effects }
    quota.refill(now: now)
    queue.wake(now: now)
    while mayStart, breaker.opens(inFlight: inFlightCount).map({ $0 <= now }) ?? false {
      let open = queue.lines.filter { line in opens(line).map { $0 <= now } ?? false }
      guard let line = queue.first(of: open), var item = queue.head(of: line) else { break }
      item.isProbe = quota.take(line.lane, now: now)
      item.attempts += 1
      item.tokenGeneration = tokenGeneration
      queue.send(item, from: line)
      breaker.sent(at: now)
      inFlight[line.platform, default: 0] += 1
      effects.append(.send(item.command, attempt: item.attempts))
    }
    return effects
  }

  private var inFlightCount: Int { inFlight.values.reduce(0, +) }

  /// Something waits, and need not wait for an answer to something else. Asked on every turn, so it must not look at every item.
  private var mayStart: Bool {
    queue.items.count > inFlightCount && platforms.values.contains { inFlight[$0.name] ?? 0 < max(1, $0.maxInFlight) }
  }

  /// From when on the commands of a line may leave; nil while something else has to happen first.
  private func opens(_ line: DeliveryQueue.Line) -> Tick? {
    if holdsResumes && (line.lane == .resume || line.lane == .replay) && !mutant(.graceSkipped) { return nil }  // R7
    guard let traits = platforms[line.platform] else { return nil }
    // Some of the places are kept for pauses, as some of the quota is.
    let kept = line.lane.isUrgent ? 0 : Int(Double(traits.maxInFlight) * traits.rate.reservedForPauses)
    guard inFlight[line.platform] ?? 0 < max(1, traits.maxInFlight - kept) else { return nil }
    return quota.opens(line.lane)
  }

  func wake(after now: Tick) -> Tick? {
    var ticks = [token.nextChange]
    if mayStart, token.isUsable(at: now), let probe = breaker.opens(inFlight: inFlightCount) {
      ticks += probe > now ? [probe] : [queue.nextToWake] + queue.lines.map(opens)
    }
    return ticks.compactMap { $0 }.filter { $0 > now }.min()
  }
}

// MARK: - What came back

extension DeliveryAccount {
  mutating func returned(_ id: CommandID, _ outcome: Outcome, limit: RateLimit?, now: Tick) -> [DeliveryMachine.Effect] {
    guard var item = queue.items[id], item.place == .inFlight else {
      preconditionFailure("an answer to \(id), which is not in flight")
    }
    inFlight[item.command.target.platform, default: 1] -= 1
    if outcome.result == .unknown || (outcome.result == .failed && outcome.refusal != .throttled) {
      if breaker.failed(item.command.target.recording ?? item.command.target.conversation.id) { item.turns += 1 }
    } else {
      answered(item, outcome, limit, now: now)
    }
    let isFinal = !isRetried(&item, outcome, now: now)
    if isFinal { queue.remove(id) } else { queue.put(item, now: now) }
    return [.answer(Answer(command: item.command, attempt: item.attempts, outcome: outcome, isFinal: isFinal))]
  }

  /// The platform answers, whatever it says: nobody waits out a backoff that was meant for the outage.
  private mutating func answered(_ item: DeliveryItem, _ outcome: Outcome, _ limit: RateLimit?, now: Tick) {
    if outcome.refusal != .throttled {
      quota.answered(wasProbe: item.isProbe)
      if let limit { quota.learn(limit, inFlight: inFlightCount, now: now) }
    }
    if breaker.isOpen { queue.wakeAll() }
    breaker.answered()
    if outcome.refusal != .unauthorized, item.tokenGeneration == tokenGeneration { rejections = 0 }
  }

  /// The delivery's part of the table of answers: what is tried again without the engine.
  private mutating func isRetried(_ item: inout DeliveryItem, _ outcome: Outcome, now: Tick) -> Bool {
    switch (outcome.result, outcome.refusal) {
    case (.refused, .unauthorized): return retriesWithNewToken(&item, now: now)
    case (_, .throttled):
      throttle(&item, outcome, now: now)
      return true
    case (.failed, _): return retriesFailure(&item, now: now)
    case (.unknown, _): return item.command.kind != .pause && item.command.kind != .resume && retriesFailure(&item, now: now)
    default: return false
    }
  }

  /// 401: one refresh shared by all, then once more.
  private mutating func retriesWithNewToken(_ item: inout DeliveryItem, now: Tick) -> Bool {
    guard token != .unneeded else { return false }
    if item.tokenGeneration == tokenGeneration {
      if token.isUsable(at: now) { rejections += 1 }
      token.rejected(times: rejections, at: now)
      guard !item.wasRejected else { return false }
      item.wasRejected = true
    }
    item.notBefore = now
    return true
  }

  private mutating func throttle(_ item: inout DeliveryItem, _ outcome: Outcome, now: Tick) {
    item.attempts -= 1  // it costs no attempt
    item.throttles += 1
    let wait = (mutant(.retryAfterIgnored) ? nil : outcome.retryAfter) ?? item.jittered(Backoff.throttled(item.throttles))
    let isBusy = outcome.status == 425  // with this one recording only
    item.notBefore = isBusy ? now + (item.lane.isPause ? min(wait, .seconds(30)) : wait) : now
    if !isBusy && !mutant(.throttleForgotten) { quota.throttled(for: wait, wasProbe: item.isProbe, now: now) }
  }

  private func retriesFailure(_ item: inout DeliveryItem, now: Tick) -> Bool {
    item.firstFailure = item.firstFailure ?? now
    if !item.isUrgent, let first = item.firstFailure, now - first >= .minutes(15) { return false }
    item.notBefore = now + item.jittered(Backoff.call(attempt: item.attempts, isUrgent: item.isUrgent))
    return true
  }
}

// MARK: - The token

extension DeliveryAccount {
  mutating func tokenFetched(lifetime: Span, now: Tick) {
    tokenGeneration += 1
    token.fetched(lifetime: lifetime, at: now)
    queue.changeAll { $0.hasToldOfToken = false }
  }

  /// What waits for the token learns why, once, so that its exposure names the cause.
  mutating func tokenFailed(isRefusal: Bool, retryAfter: Span?, message: String, now: Tick) -> [DeliveryMachine.Effect] {
    token.fetchFailed(isRefusal: isRefusal, retryAfter: retryAfter, at: now)
    guard !token.isUsable(at: now) else { return [] }
    let outcome = Outcome(isRefusal ? .refused : .failed, refusal: isRefusal ? .unauthorized : nil, message: message)
    var effects: [DeliveryMachine.Effect] = []
    queue.changeAll { item in
      guard item.place != .inFlight, !item.hasToldOfToken else { return }
      item.hasToldOfToken = true
      effects.append(.answer(Answer(command: item.command, attempt: item.attempts, outcome: outcome, isFinal: false)))
    }
    return effects
  }
}

extension DeliveryAccount {
  func report(of platform: String, now: Tick) -> DeliveryMachine.Report {
    let mine = queue.items.values.filter { $0.command.target.platform == platform }
    var filled = quota
    filled.refill(now: now)
    return DeliveryMachine.Report(
      backlog: mine.reduce(into: [:]) { $0[$1.command.lane, default: 0] += 1 }, inFlight: mine.count { $0.place == .inFlight },
      calls: filled.calls, isOpen: breaker.isOpen, hasToken: token.isUsable(at: now), throttledFor: filled.throttledFor(now: now),
      oldest: mine.map(\.command.since).min())
  }
}
