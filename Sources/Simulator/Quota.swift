import Model

/// How many calls a vendor takes in a window, which opens with the first call after the last one closed.
struct Quota: Sendable {
  /// Nil: as many as come.
  var allowed: Int?
  var window: Span
  private(set) var used = 0
  private var opened: Moment?

  // What an unlimited vendor says it allows; far above what one client can use.
  private static let unlimited = 1_000_000

  init(allowed: Int? = nil, window: Span = .minutes(1)) {
    self.allowed = allowed
    self.window = window
  }

  /// Counts a call; false when it is one too many.
  mutating func take(at moment: Moment) -> Bool {
    if remaining(at: moment) == .zero {
      opened = moment
      used = 0
    }
    used += 1
    return used <= announced
  }

  var announced: Int { allowed ?? Self.unlimited }

  /// Whole seconds until the window closes, rounded up as vendors do.
  func secondsToReset(at moment: Moment) -> Int64 { (remaining(at: moment).milliseconds + 999) / 1000 }

  private func remaining(at moment: Moment) -> Span {
    guard let opened else { return .zero }
    return max(.zero, Span(milliseconds: ((opened + window).microseconds - moment.microseconds + 999) / 1000))
  }
}
