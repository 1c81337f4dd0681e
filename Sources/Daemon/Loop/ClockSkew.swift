import Model

/// E2: notices a source whose clock, or ours, is off, from the ages of its last events.
struct ClockSkew {
  private static let remembered = 10
  private var ages: [String: [Span]] = [:]
  private var skewed: Set<String> = []

  /// The alarm to raise or clear, if this event changes the picture.
  mutating func notice(_ event: Event, at now: Timestamp) -> Alarm? {
    let age = now - event.occurredAt
    var recent = ages[event.source] ?? []
    recent.append(age)
    if recent.count > Self.remembered { recent.removeFirst() }
    ages[event.source] = recent
    let isAhead = age < .zero - .seconds(5)
    let isBehind = recent.count == Self.remembered && recent.allSatisfy { $0 > .minutes(1) }
    if isAhead || isBehind {
      guard skewed.insert(event.source).inserted else { return nil }
      let message =
        isAhead
        ? "source \(event.source) sends events from \((.zero - age).description) in the future; check both clocks"
        : "the last \(Self.remembered) events of source \(event.source) look older than a minute; check its clock and its delivery"
      return Alarm("clock_skew", isRaised: true, subject: event.source, message: message)
    }
    guard skewed.remove(event.source) != nil else { return nil }
    return Alarm("clock_skew", isRaised: false, subject: event.source, message: "over")
  }
}
