/// On a terminal a UUID stands in full where it is mentioned first, and by its beginning from then on.
struct ShortIdentifiers {
  private static let shortCount = 8
  private var known: [String: String] = [:]

  mutating func shortened(_ text: String) -> String {
    text.replacing(/[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}/) { match in
      let id = String(match.output)
      let short = String(id.prefix(Self.shortCount))
      guard let first = known[short] else {
        known[short] = id
        return id
      }
      return first == id ? "\(short)…" : id
    }
  }
}
