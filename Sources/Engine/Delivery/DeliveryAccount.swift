import Model

/// One credential at one vendor: its queue, its quota, its token, and how the vendor is doing.
struct DeliveryAccount: Sendable {
  let name: String
  private var platforms: [String: PlatformTraits] = [:]
  private var items: [CommandID: DeliveryItem] = [:]
  /// Calls under way, by platform.
  private var inFlight: [String: Int] = [:]
  private var bucket: TokenBucket
  private var token: TokenState
  private var tokenGeneration = 0
  private var breaker = CircuitBreaker()
  /// The vendor asked to wait until then (429).
  private var throttledUntil: Tick?
  private var probeAt: Tick?

  init(name: String, rate: PlatformTraits.Rate, needsToken: Bool, now: Tick) {
    self.name = name
    bucket = TokenBucket(rate: rate, now: now)
    token = needsToken ? .missing(notBefore: now, failures: 0) : .unneeded
  }

  mutating func add(_ traits: PlatformTraits) { platforms[traits.name] = traits }

  var all: [DeliveryItem] { Array(items.values) }

  /// What the vendor has said, and what of the quota is used, holds on under new settings.
  mutating func inherit(_ old: DeliveryAccount, keepsToken: Bool, now: Tick) {
    bucket.inherit(old.bucket, now: now)
    tokenGeneration = old.tokenGeneration
    breaker = old.breaker
    throttledUntil = old.throttledUntil
    probeAt = old.probeAt
    if keepsToken, token != .unneeded { token = old.token }
  }

  mutating func adopt(_ item: DeliveryItem) {
    items[item.command.id] = item
    if item.isInFlight { inFlight[item.command.target.platform, default: 0] += 1 }
  }

  mutating func submit(_ command: Command, now: Tick) {
    precondition(items[command.id] == nil, "command \(command.id) was submitted twice")
    items[command.id] = DeliveryItem(command: command, notBefore: now)
  }

  mutating func cancel(_ id: CommandID) {
    if items[id]?.isInFlight == false { items[id] = nil }
  }
}

// MARK: - What may leave

extension DeliveryAccount {
  mutating func next(now: Tick, durable: Int64, holdsResumes: Bool) -> [DeliveryMachine.Effect] {
    var effects: [DeliveryMachine.Effect] = []
    if token.wantsFetch(at: now) {
      token.fetchStarted(at: now)
      effects.append(.fetchToken(account: name))
    }
    guard mayStart, token.isUsable(at: now) else { return effects }
    bucket.refill(now: now)
    while bucket.allows(urgent: true), let id = best(now: now, durable: durable, holdsResumes: holdsResumes), var item = items[id] {
      bucket.take()
      item.isProbe = throttledUntil.map { now < $0 } ?? false
      if item.isProbe { probeAt = now + .seconds(30) }
      item.attempts += 1
      item.isInFlight = true
      item.tokenGeneration = tokenGeneration
      items[id] = item
      inFlight[item.command.target.platform, default: 0] += 1
      effects.append(.send(item.command, attempt: item.attempts))
    }
    return effects
  }

  private var inFlightCount: Int { inFlight.values.reduce(0, +) }

  /// Something waits, and need not wait for an answer to something else. Asked on every turn, so it must not look at every item.
  private var mayStart: Bool {
    items.count > inFlightCount && platforms.values.contains { inFlight[$0.name] ?? 0 < max(1, $0.maxInFlight) }
  }

  private func best(now: Tick, durable: Int64, holdsResumes: Bool) -> CommandID? {
    guard mayStart, breaker.allows(now: now, inFlight: inFlightCount) else { return nil }
    let mayTakeAny = bucket.allows(urgent: false)
    var best: DeliveryItem?
    for item in items.values where !item.isInFlight && item.notBefore <= now && (item.isUrgent || mayTakeAny) {
      guard isReady(item, durable: durable, holdsResumes: holdsResumes), !isThrottled(item, now: now),
        hasRoom(for: item, inFlight: inFlight[item.command.target.platform] ?? 0)
      else { continue }
      if best.map({ item.rank(takingTurns: breaker.isOpen) < $0.rank(takingTurns: breaker.isOpen) }) ?? true { best = item }
    }
    return best?.command.id
  }

  /// G3 and R7: what may not leave before its entry is on disk, or before the spool was taken.
  private func isReady(_ item: DeliveryItem, durable: Int64, holdsResumes: Bool) -> Bool {
    let command = item.command
    let isRelease = command.kind == .resume || command.purpose == .resume
    if holdsResumes && isRelease && !mutant(.graceSkipped) { return false }
    let canInspect = platforms[command.target.platform]?.canInspect ?? false
    let waitsForCommit = (command.kind == .resume && !mutant(.resumeBeforeCommit)) || (command.kind == .pause && !canInspect)
    return !waitsForCommit || command.id.seq <= durable
  }

  /// A vendor that asks for more than 30 s is probed by one pause each 30 s.
  private func isThrottled(_ item: DeliveryItem, now: Tick) -> Bool {
    guard let throttledUntil, now < throttledUntil, !mutant(.throttleForgotten) else { return false }
    return item.command.kind != .pause || now < probeAt ?? throttledUntil
  }

  /// Some of the places are kept for pauses, as some of the quota is.
  private func hasRoom(for item: DeliveryItem, inFlight: Int) -> Bool {
    guard let traits = platforms[item.command.target.platform] else { return false }
    let kept = item.isUrgent ? 0 : Int(Double(traits.maxInFlight) * traits.rate.reservedForPauses)
    return inFlight < max(1, traits.maxInFlight - kept)
  }

  func wake(after now: Tick, durable: Int64, holdsResumes: Bool) -> Tick? {
    var ticks = [token.nextChange].compactMap { $0 }
    guard mayStart, token.isUsable(at: now) else { return ticks.filter { $0 > now }.min() }
    let waiting = items.values.filter { !$0.isInFlight && isReady($0, durable: durable, holdsResumes: holdsResumes) }
    if !waiting.isEmpty {
      ticks += [throttledUntil, probeAt, breaker.nextProbe].compactMap { $0 }
      ticks += waiting.map(\.notBefore)
      ticks += [bucket.next(urgent: waiting.contains(where: \.isUrgent)), bucket.next(urgent: false)]
    }
    return ticks.filter { $0 > now }.min()
  }
}

// MARK: - What came back

extension DeliveryAccount {
  mutating func returned(_ id: CommandID, _ outcome: Outcome, now: Tick) -> [DeliveryMachine.Effect] {
    guard var item = items[id], item.isInFlight else { preconditionFailure("an answer to \(id), which is not in flight") }
    item.isInFlight = false
    inFlight[item.command.target.platform, default: 1] -= 1
    let isLost = outcome.result == .unknown || (outcome.result == .failed && outcome.refusal != .throttled)
    if isLost {
      breaker.failed(item.command.target.recording ?? item.command.target.conversation.id, at: now)
    } else {
      let hasEnded = item.isProbe && outcome.refusal != .throttled
      if hasEnded { throttledUntil = nil }
      if breaker.isOpen || hasEnded { wakeAll(now: now) }
      breaker.answered()
    }
    let isFinal = !isRetried(&item, outcome, now: now)
    items[id] = isFinal ? nil : item
    return [.answer(Answer(command: item.command, attempt: item.attempts, outcome: outcome, isFinal: isFinal))]
  }

  /// The platform answers again: nobody waits out a backoff that was meant for the outage or the throttling.
  private mutating func wakeAll(now: Tick) {
    for (id, item) in items where item.notBefore > now { items[id]?.notBefore = now }
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
      token.rejected(at: now)
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
    item.notBefore = now + (item.command.kind == .pause ? min(wait, .seconds(30)) : wait)
    guard outcome.status != 425 else { return }  // busy with this one recording only
    throttledUntil = max(throttledUntil ?? now, now + wait)
    probeAt = now + min(wait, .seconds(30))
  }

  private func retriesFailure(_ item: inout DeliveryItem, now: Tick) -> Bool {
    item.firstFailure = item.firstFailure ?? now
    if !item.isUrgent, let first = item.firstFailure, now - first >= .minutes(15) { return false }
    item.notBefore = now + item.jittered(Backoff.call(attempt: item.attempts, isUrgent: item.isUrgent))
    return true
  }

  mutating func tokenFetched(lifetime: Span, now: Tick) {
    tokenGeneration += 1
    token.fetched(lifetime: lifetime, at: now)
    for id in items.keys { items[id]?.hasToldOfToken = false }
  }

  /// What waits for the token learns why, once, so that its exposure names the cause.
  mutating func tokenFailed(isRefusal: Bool, message: String, now: Tick) -> [DeliveryMachine.Effect] {
    token.fetchFailed(isRefusal: isRefusal, at: now)
    guard !token.isUsable(at: now) else { return [] }
    let outcome = Outcome(isRefusal ? .refused : .failed, refusal: isRefusal ? .unauthorized : nil, message: message)
    var effects: [DeliveryMachine.Effect] = []
    for id in items.keys.sorted() {
      guard let item = items[id], !item.isInFlight, !item.hasToldOfToken else { continue }
      items[id]?.hasToldOfToken = true
      effects.append(.answer(Answer(command: item.command, attempt: item.attempts, outcome: outcome, isFinal: false)))
    }
    return effects
  }

  func report(of platform: String, now: Tick) -> DeliveryMachine.Report {
    let mine = items.values.filter { $0.command.target.platform == platform }
    var filled = bucket
    filled.refill(now: now)
    return DeliveryMachine.Report(
      backlog: mine.reduce(into: [:]) { $0[$1.lane, default: 0] += 1 }, inFlight: mine.count(where: \.isInFlight), calls: filled.calls,
      isOpen: breaker.isOpen, hasToken: token.isUsable(at: now),
      throttledFor: throttledUntil.flatMap { $0 > now ? $0 - now : nil }, oldest: mine.map(\.command.since).min())
  }
}
