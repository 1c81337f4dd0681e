import Model

/// Where an account's access token stands. Everybody waits for one refresh, nobody starts a second (single flight).
enum TokenState: Hashable, Sendable {
  /// The platform needs none. Can transition to: nothing.
  case unneeded
  /// None yet, or the last was refused; a fetch may start at `notBefore`. Can transition to: fetching.
  case missing(notBefore: Tick, failures: Int)
  /// One fetch is under way, and nothing usable meanwhile. Can transition to: valid, missing.
  case fetching(failures: Int)
  /// Usable until `expires`; renewed ahead of it, from `renews` on. Can transition to: renewing, missing.
  case valid(expires: Tick, renews: Tick)
  /// Usable, and its successor is being fetched. Can transition to: valid, missing, fetching.
  case renewing(expires: Tick)

  func isUsable(at now: Tick) -> Bool {
    switch self {
    case .unneeded: true
    case .valid(let expires, _), .renewing(let expires): now < expires
    case .missing, .fetching: false
    }
  }

  /// Whether a fetch should start now.
  func wantsFetch(at now: Tick) -> Bool {
    switch self {
    case .missing(let notBefore, _): now >= notBefore
    case .valid(_, let renews): now >= renews
    case .unneeded, .fetching, .renewing: false
    }
  }

  var nextChange: Tick? {
    switch self {
    case .missing(let notBefore, _): notBefore
    case .valid(_, let renews): renews
    case .unneeded, .fetching, .renewing: nil
    }
  }

  mutating func fetchStarted(at now: Tick) {
    switch self {
    case .missing(_, let failures): self = .fetching(failures: failures)
    case .valid(let expires, _): self = .renewing(expires: expires)
    case .unneeded, .fetching, .renewing: preconditionFailure("a second token fetch was started")
    }
  }

  mutating func fetched(lifetime: Span, at now: Tick) {
    let margin = min(.seconds(60), Span(milliseconds: lifetime.milliseconds / 10))
    self = .valid(expires: now + lifetime, renews: now + lifetime - margin)
  }

  /// A refusal is the operator's to mend and is tried again each 30 s; a failure soon, or when the vendor says, if that is not later.
  mutating func fetchFailed(isRefusal: Bool, retryAfter: Span?, at now: Tick) {
    let asked = retryAfter.map { min($0, .seconds(30)) }
    if case .renewing(let expires) = self, now < expires {
      self = .valid(expires: expires, renews: asked.map { now + $0 } ?? min(expires, now + .seconds(isRefusal ? 30 : 2)))
      return
    }
    var failures = 1
    if case .fetching(let before) = self { failures = before + 1 }
    let pause = isRefusal ? Span.seconds(30) : Backoff.call(attempt: failures, isUrgent: true)
    self = .missing(notBefore: now + (asked ?? pause), failures: failures)
  }

  /// The platform did not take the token (401). A fresh one may help at once; the next one, when that was not taken either, only later.
  mutating func rejected(times: Int, at now: Tick) {
    switch self {
    case .valid: self = .missing(notBefore: times < 2 ? now : now + Backoff.call(attempt: times - 1, isUrgent: false), failures: 0)
    case .renewing: self = .fetching(failures: 0)
    case .unneeded, .missing, .fetching: break
    }
  }
}
