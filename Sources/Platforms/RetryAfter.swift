import Model

/// How long a platform asks to wait, in all the ways that vendors say it.
enum RetryAfter {
  /// Nobody means more; a bigger number would overflow, or park a pause for good.
  private static let secondsMax: Int64 = 86_400

  static func read(_ response: HTTPResponse, at now: Timestamp) -> Span? {
    // A date is held against the vendor's own clock: ours may differ.
    let now = response["Date"].flatMap(HTTPDate.read) ?? now
    return header(response["Retry-After"], at: now) ?? response["inin-ratelimit-reset"].flatMap { seconds($0) } ?? text(of: response)
  }

  /// Seconds, or a date of RFC 9110 (`Fri, 20 Mar 2026 10:00:00 GMT`).
  private static func header(_ value: String?, at now: Timestamp) -> Span? {
    guard let value else { return nil }
    if let span = seconds(value) { return span }
    guard let date = HTTPDate.read(value) else { return nil }
    return min(max(date - now, .zero), .seconds(secondsMax))
  }

  private static func seconds(_ text: some StringProtocol) -> Span? {
    guard let seconds = Double(String(text)), seconds.isFinite, seconds >= 0 else { return nil }
    return Span(milliseconds: Int64((min(seconds, Double(secondsMax)) * 1000).rounded(.up)))
  }

  /// Genesys says it only in words at times: `Retry the request in [N] seconds`.
  private static func text(of response: HTTPResponse) -> Span? {
    guard let message = (try? JSONDocument(response.body))?.root["message"]?.string else { return nil }
    let words = message.split { $0 == " " || $0 == "[" || $0 == "]" }
    for index in words.indices.dropFirst(2) where words[index].hasPrefix("second") && words[index - 2] == "in" {
      return seconds(words[index - 1])
    }
    return nil
  }
}
