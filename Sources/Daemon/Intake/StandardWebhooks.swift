import Model
import Native

// Standard Webhooks 1.0 with symmetric signatures (v1): HMAC-SHA256 over `ID.TIMESTAMP.BODY`, the body byte for byte as it came.

/// Verifies and makes the signatures of Standard Webhooks.
package struct StandardWebhooks: Sendable {
  /// The key in a `whsec_…` secret: the bytes behind the base64, not the text.
  package struct Key: Hashable, Sendable {
    fileprivate let bytes: Secret

    /// Takes padded and unpadded base64, with the prefix or without; nil when it is neither, or empty.
    package init?(_ secret: Secret) {
      let text = secret.revealText()
      let encoded = text.hasPrefix("whsec_") ? String(text.dropFirst(6)) : text
      guard let bytes = Base64.decode(encoded, allowsUnpadded: true), !bytes.isEmpty else { return nil }
      self.bytes = Secret(bytes)
    }
  }

  private let keys: [Key]
  private let tolerance: Span

  /// Several keys: the old and the new one while they are changed.
  package init(keys: [Key], tolerance: Span = .minutes(5)) {
    self.keys = keys
    self.tolerance = tolerance
  }

  func verdict(body: [UInt8], at now: Timestamp, header: Authentication.HeaderLookup) -> Authentication.Verdict {
    guard let id = header("webhook-id"), let time = header("webhook-timestamp"), let signatures = header("webhook-signature") else {
      return .refused("no webhook signature")
    }
    guard let seconds = Self.seconds(time) else { return .refused("webhook-timestamp is not a whole number of seconds") }
    // Both ways: a signature from the future could be kept and used when its time has come.
    let age = now.milliseconds - seconds * 1000
    if age > tolerance.milliseconds { return .refused("webhook-timestamp is older than \(tolerance)") }
    if -age > tolerance.milliseconds { return .refused("webhook-timestamp is more than \(tolerance) ahead") }

    let shown = Self.signatures(in: signatures)
    let content = Self.content(id: id, time: time, body: body)
    var isFound = false
    for key in keys {
      let expected = HMACSHA256.authenticate(content, key: key.bytes.reveal())
      for signature in shown where isEqualInConstantTime(expected, signature) { isFound = true }
    }
    return isFound ? .passed : .refused("no webhook-signature fits the body")
  }

  /// The headers that sign a body as a sender does, with every key.
  package func headers(id: String, at now: Timestamp, body: [UInt8]) -> [HTTPHeader] {
    let time = String(now.milliseconds / 1000)
    let content = Self.content(id: id, time: time, body: body)
    let signatures = keys.map { "v1,\(Base64.encode(HMACSHA256.authenticate(content, key: $0.bytes.reveal())))" }
    return [
      HTTPHeader("webhook-id", id), HTTPHeader("webhook-timestamp", time),
      HTTPHeader("webhook-signature", signatures.joined(separator: " ")),
    ]
  }

  private static func content(id: String, time: String, body: [UInt8]) -> [UInt8] { Array("\(id).\(time).".utf8) + body }

  /// Digits and nothing else; twelve of them last until the year 33658.
  private static func seconds(_ text: String) -> Int64? {
    guard !text.isEmpty, text.utf8.count <= 12, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int64(text)
  }

  /// The v1 signatures of the list; other versions and malformed entries are passed over, for a good one may follow.
  private static func signatures(in value: String) -> [[UInt8]] {
    value.split(separator: " ").prefix(Limits.webhookSignaturesMax).compactMap { entry in
      entry.hasPrefix("v1,") ? Base64.decode(String(entry.dropFirst(3))) : nil
    }
  }
}
