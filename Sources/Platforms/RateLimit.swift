import Model

/// What an answer's headers say of the quota: how much of the present window is used, and when it starts anew.
package struct RateLimit: Hashable, Sendable {
  package let used: Int
  package let allowed: Int
  package let resetsAfter: Span

  /// Nil when the answer says nothing of it.
  package init?(_ response: HTTPResponse) {
    guard let used = response["inin-ratelimit-count"].flatMap({ Int($0) }),
      let allowed = response["inin-ratelimit-allowed"].flatMap({ Int($0) }),
      let seconds = response["inin-ratelimit-reset"].flatMap({ Int64($0) }), (0...86_400).contains(seconds)
    else { return nil }
    self.used = used
    self.allowed = allowed
    // Seconds to go, not a time of day.
    resetsAfter = .seconds(seconds)
  }

  package var isExhausted: Bool { used >= allowed }
}
