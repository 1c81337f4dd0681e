import Model

/// Makes one line for the operator from whatever a vendor put into an answer: an error object, HTML, nothing, half of it.
enum AnswerText {
  private static let lengthMax = 300
  private static let codes = ["code", "error", "__type", "errorCode"]
  private static let texts = ["message", "Message", "description", "error_description", "statusMessage", "detail"]
  private static let correlations = ["ININ-Correlation-Id", "x-amzn-RequestId", "X-Correlation-Id", "X-Request-Id", "traceparent"]

  /// Code and message of the vendor's error; nil when the body holds neither.
  static func message(of response: HTTPResponse) -> String? {
    guard let root = try? JSONDocument(response.body).root else { return nil }
    let code = codes.lazy.compactMap { root[$0]?.text }.first { !$0.isEmpty }
    let text = texts.lazy.compactMap { root[$0]?.text }.first { !$0.isEmpty }
    // Amazon's may carry an address behind a colon.
    let type = response["x-amzn-ErrorType"].map { String($0.prefix { $0 != ":" }) }
    let parts = [code ?? type, text].compactMap { $0 }
    return parts.isEmpty ? nil : line(parts.joined(separator: ": "))
  }

  /// The vendor's own id of the request.
  static func correlation(of response: HTTPResponse) -> String? {
    correlations.lazy.compactMap { response[$0] }.first.map { String($0.prefix(100)) }
  }

  /// One masked line of limited length.
  static func line(_ text: String) -> String {
    let flat = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) }
    return String(Personal.masked(String(flat)).prefix(lengthMax))
  }
}
