import Model

extension RateLimit {
  /// Nil when the answer's headers say nothing of it.
  package init?(_ response: HTTPResponse) {
    guard let used = response["inin-ratelimit-count"].flatMap({ Int($0) }), used >= 0,
      let allowed = response["inin-ratelimit-allowed"].flatMap({ Int($0) }), (0...1_000_000_000).contains(allowed),
      let seconds = response["inin-ratelimit-reset"].flatMap({ Int64($0) }), (0...86_400).contains(seconds)
    else { return nil }
    // Seconds to go, not a time of day.
    self.init(used: min(used, 1_000_000_000), allowed: allowed, resetsAfter: .seconds(seconds))
  }
}
