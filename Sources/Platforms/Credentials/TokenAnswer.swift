import FoundationEssentials
import Model

/// Reads what a token endpoint answers: the vendors agree on the idea, not on the names.
struct TokenAnswer: Hashable, Sendable {
  /// What a token without a lifetime is taken to hold for; a 401 renews it anyway.
  private static let lifetimeDefault = Span.minutes(30)
  private static let lifetimeMax = Span.days(30)

  /// Who refused what, for the operator.
  let vendor: String
  let refused: String
  /// What to look at, of the platform that is named behind it.
  let hint: String
  /// The same, where the vendor's error code alone or with the status tells more.
  var hints: [String: String] = [:]

  func read(_ response: HTTPResponse, for platform: String, at now: Timestamp) throws(TokenRefusal) -> Token {
    guard (200..<300).contains(response.status) else { throw refusal(response, platform, at: now) }
    guard let root = (try? JSONDocument(response.body))?.root,
      let text = ["access_token", "accessToken", "token"].lazy.compactMap({ root[$0]?.string }).first, TokenAnswer.isToken(text)
    else {
      throw TokenRefusal(
        "\(vendor) answered without a readable token: check the login address of platform \(platform)", isRetryable: true)
    }
    let seconds = ["expires_in", "expiresIn"].lazy.compactMap { root[$0]?.text.flatMap { Double($0) } }.first
    let lifetime = seconds.flatMap(TokenAnswer.span) ?? TokenAnswer.expiry(ofJWT: text).map { $0 - now } ?? TokenAnswer.lifetimeDefault
    return Token(secret: Secret(text), lifetime: min(max(lifetime, .seconds(1)), TokenAnswer.lifetimeMax))
  }

  private func refusal(_ response: HTTPResponse, _ platform: String, at now: Timestamp) -> TokenRefusal {
    let status = response.status
    let said = AnswerText.message(of: response) ?? "HTTP \(status)"
    switch status {
    case 429, 425:
      let wait = RetryAfter.read(response, at: now)
      return TokenRefusal("\(vendor) asks to wait with the token: \(said)", isRetryable: true, retryAfter: wait)
    case 400, 401, 403:
      let code = (try? JSONDocument(response.body))?.root["error"]?.text ?? ""
      let hint = hints["\(status) \(code)"] ?? hints[code] ?? hint
      return TokenRefusal("\(vendor) refused \(refused) (\(said)): \(hint) of platform \(platform)", isRetryable: false)
    case 408, 500...:
      return TokenRefusal("\(vendor) gave no token: \(said)", isRetryable: true)
    default:
      return TokenRefusal(
        "\(vendor) gave no token (\(said)): check the login address of platform \(platform)", isRetryable: false)
    }
  }

  /// Anything else in a header would be a second header.
  private static func isToken(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }

  private static func span(_ seconds: Double) -> Span? {
    guard seconds.isFinite, seconds > 0 else { return nil }
    return Span(milliseconds: Int64(min(seconds, 1e9) * 1000))
  }

  /// When a JSON web token says that it expires.
  private static func expiry(ofJWT token: String) -> Timestamp? {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3 else { return nil }
    var base64 = String(parts[1].map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
    while base64.utf8.count % 4 != 0 { base64 += "=" }
    guard let claims = Data(base64Encoded: base64), let seconds = (try? JSONDocument(Array(claims)))?.root["exp"]?.int64,
      (0..<100_000_000_000).contains(seconds)
    else { return nil }
    return Timestamp(milliseconds: seconds * 1000)
  }
}
