import Model

/// The tokens one vendor has given out, and to whom it gives them.
struct IssuedTokens: Sendable {
  /// Id to secret; empty means that everybody is let in.
  var clients: [String: String] = [:]
  var lifetime: Span
  private(set) var issued = 0
  private(set) var refused = 0
  private let prefix: String
  private var expiries: [String: Int64] = [:]

  private static var keptMax: Int { 1000 }

  init(prefix: String, lifetime: Span) {
    self.prefix = prefix
    self.lifetime = lifetime
  }

  enum Refusal: Error {
    case unknownClient, wrongSecret
  }

  mutating func issue(to id: String, secret: String, at moment: Moment) throws(Refusal) -> String {
    if !clients.isEmpty {
      guard let expected = clients[id] else { throw refuse(.unknownClient) }
      guard expected == secret else { throw refuse(.wrongSecret) }
    }
    issued += 1
    if expiries.count >= Self.keptMax { expiries = expiries.filter { $0.value > moment.microseconds } }
    let token = "\(prefix)-token-\(issued)"
    expiries[token] = (moment + lifetime).microseconds
    return token
  }

  func accepts(_ token: String, at moment: Moment) -> Bool {
    expiries[token].map { $0 > moment.microseconds } ?? false
  }

  mutating func expireAll() { expiries = [:] }

  private mutating func refuse(_ refusal: Refusal) -> Refusal {
    refused += 1
    return refusal
  }
}
