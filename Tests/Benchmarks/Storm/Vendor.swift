import Model

/// A contact-centre vendor in simulated time: a quota by the minute, an outage, and a screen for each agent's call.
package struct Vendor {
  package struct Call {
    package let kind: Command.Kind
    package let recording: String
    package let arrivedAt: Tick
    package let status: Int
    package let retryAfter: Span?
  }

  /// How long a call is on its way, and its answer.
  package static let way = Span.milliseconds(40)

  package private(set) var calls: [Call] = []
  private let perMinute: Int
  /// Without, a sender learns of the quota by being refused.
  private let announcesQuota: Bool
  private let outage: Range<Tick>?
  private var opened = Tick(milliseconds: 0)
  private var used = 0
  private var paused: Set<String> = []

  package init(perMinute: Int, announcesQuota: Bool = true, outage: Range<Tick>? = nil) {
    self.perMinute = perMinute
    self.announcesQuota = announcesQuota
    self.outage = outage
  }

  package func isPaused(_ recording: String) -> Bool { paused.contains(recording) }

  package mutating func answer(_ kind: Command.Kind, of recording: String, at now: Tick) -> (outcome: Outcome, limit: RateLimit?) {
    let outcome = react(kind, recording, at: now)
    calls.append(
      Call(kind: kind, recording: recording, arrivedAt: now, status: outcome.status ?? 0, retryAfter: outcome.retryAfter))
    guard announcesQuota, outcome.status != 503 else { return (outcome, nil) }
    return (outcome, RateLimit(used: used, allowed: perMinute, resetsAfter: wholeSeconds(opened + .minutes(1) - now)))
  }

  private mutating func react(_ kind: Command.Kind, _ recording: String, at now: Tick) -> Outcome {
    if outage?.contains(now) ?? false { return Outcome(.failed, status: 503) }
    if now >= opened + .minutes(1) { (opened, used) = (now, 0) }
    used += 1
    guard used <= perMinute else {
      let wait = wholeSeconds(opened + .minutes(1) - now)
      return Outcome(.refused, refusal: .throttled, status: 429, retryAfter: wait)
    }
    switch kind {
    case .pause: paused.insert(recording)
    case .resume: paused.remove(recording)
    case .inspect, .resolve:
      let state: Observation.State = paused.contains(recording) ? .paused : .recording
      return Outcome(.confirmed, status: 200, observations: [Observation(recording: recording, participant: recording, state: state)])
    }
    return Outcome(.accepted, status: 202)
  }

  private func wholeSeconds(_ span: Span) -> Span { .seconds((max(0, span.milliseconds) + 999) / 1000) }
}
