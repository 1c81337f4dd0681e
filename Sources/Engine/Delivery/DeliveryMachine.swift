import Model

/// What is sent next, to whom, and what becomes of the answers: priority (D1), quota (D2), breaker (D3), tokens and retries.
/// A command stays until it has a final answer or is cancelled. Pure: events in, effects out; time is an argument.
package struct DeliveryMachine: Sendable {
  package enum Effect: Hashable, Sendable {
    /// Make this call now.
    case send(Command, attempt: Int)
    /// Get a new token for this account.
    case fetchToken(account: String)
    /// Tell the engine; the delivery goes on by itself while it is not final.
    case answer(Answer)
  }

  private var accounts: [String: DeliveryAccount] = [:]
  private var accountOf: [String: String] = [:]
  private var durable: Int64 = 0
  private var holdsResumes = true

  /// `accounts` names each platform's account: platforms with the same credential share token and quota.
  package init(platforms: [PlatformTraits], accounts names: [String: String], withToken: Set<String>, now: Tick) {
    for traits in platforms {
      let name = names[traits.name] ?? traits.name
      accountOf[traits.name] = name
      accounts[name, default: DeliveryAccount(name: name, rate: traits.rate, needsToken: withToken.contains(name), now: now)].add(traits)
    }
  }

  /// A reload: what waits and what is under way goes on under the new settings; an account keeps its token only where told.
  package mutating func reconfigure(
    platforms: [PlatformTraits], accounts names: [String: String], withToken: Set<String>, keepingToken: Set<String>, now: Tick
  ) {
    var next = DeliveryMachine(platforms: platforms, accounts: names, withToken: withToken, now: now)
    next.committed(upTo: durable)
    if !holdsResumes { next.releaseResumes() }
    for (name, account) in accounts {
      next.accounts[name]?.inherit(account, keepsToken: keepingToken.contains(name), now: now)
      for item in account.all { next.withAccount(of: item.command) { $0.adopt(item) } }
    }
    self = next
  }

  package mutating func submit(_ command: Command, now: Tick) {
    withAccount(of: command) { $0.submit(command, now: now) }
  }

  /// Takes back what has not left; nothing happens to a call in flight.
  package mutating func cancel(_ id: CommandID) {
    for name in accounts.keys { accounts[name]?.cancel(id) }
  }

  /// G3: a resume waits until what asked for it is on disk.
  package mutating func committed(upTo seq: Int64) {
    durable = max(durable, seq)
    for name in accounts.keys { accounts[name]?.committed(upTo: durable) }
  }

  /// R7: the spool has been taken and the grace is over.
  package mutating func releaseResumes() {
    holdsResumes = false
    for name in accounts.keys { accounts[name]?.releaseResumes() }
  }

  /// What came back, and what the answer told of the vendor's quota.
  package mutating func returned(_ command: Command, _ outcome: Outcome, limit: RateLimit? = nil, now: Tick) -> [Effect] {
    var effects: [Effect] = []
    withAccount(of: command) { effects = $0.returned(command.id, outcome, limit: limit, now: now) }
    return effects
  }

  package mutating func tokenFetched(account: String, lifetime: Span, now: Tick) {
    accounts[account]?.tokenFetched(lifetime: lifetime, now: now)
  }

  /// `retryAfter`: how long the vendor asks to wait with the next request for a token.
  package mutating func tokenFailed(
    account: String, isRefusal: Bool, retryAfter: Span? = nil, message: String, now: Tick
  ) -> [Effect] {
    accounts[account]?.tokenFailed(isRefusal: isRefusal, retryAfter: retryAfter, message: message, now: now) ?? []
  }

  /// All that may leave now.
  package mutating func next(now: Tick) -> [Effect] {
    accounts.keys.sorted().flatMap { accounts[$0]?.next(now: now) ?? [] }
  }

  /// When to ask again though nothing happens.
  package func wake(after now: Tick) -> Tick? {
    accounts.values.compactMap { $0.wake(after: now) }.min()
  }

  private mutating func withAccount(of command: Command, _ body: (inout DeliveryAccount) -> Void) {
    guard let name = accountOf[command.target.platform], var account = accounts.removeValue(forKey: name) else {
      preconditionFailure("a command for a platform that is not configured: \(command.target.platform)")
    }
    body(&account)
    accounts[name] = account
  }
}

extension DeliveryMachine {
  /// What `status` and the metrics show of one platform's account.
  package struct Report: Hashable, Sendable {
    package var backlog: [String: Int]
    package var inFlight: Int
    package var calls: Double
    package var isOpen: Bool
    package var hasToken: Bool
    package var throttledFor: Span?
    package var oldest: Tick?
  }

  package func report(of platform: String, now: Tick) -> Report? {
    accountOf[platform].flatMap { accounts[$0]?.report(of: platform, now: now) }
  }
}
