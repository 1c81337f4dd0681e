/// Which content types a source takes: JSON in its several names, SNS's text/plain, or none at all; in UTF-8.
enum ContentType {
  static let accepted = [
    "application/json", "application/x-ndjson", "application/cloudevents+json", "application/cloudevents-batch+json", "text/plain",
  ]

  static func isAccepted(_ value: String?) -> Bool {
    guard let value, !accepted.contains(value) else { return true }
    let parts = value.lowercased().split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" && $0 != "\"" } }
    guard let type = parts.first else { return true }
    let charset = parts.dropFirst().first { $0.hasPrefix("charset=") }
    return accepted.contains(type) && (charset == nil || charset == "charset=utf-8")
  }
}
