import Journal
import Model

/// The events taken but not yet durable, which the journal's index cannot know (E1).
struct RecentEvents {
  private var identities: [Int64: (fact: Int64?, seq: Int64)] = [:]
  private var facts: [Int64: Int64] = [:]
  private var order: [(seq: Int64, keys: EventKeys)] = []

  func lookup(_ keys: EventKeys) -> Lookup {
    if let fact = keys.fact, let seq = facts[fact] { return .duplicate(ofSeq: seq) }
    guard let known = identities[keys.identity] else { return .new }
    return known.fact == nil && keys.fact == nil ? .duplicate(ofSeq: known.seq) : .sameIDOtherFact(seq: known.seq)
  }

  mutating func add(_ keys: EventKeys, seq: Int64) {
    identities[keys.identity] = (keys.fact, seq)
    if let fact = keys.fact { facts[fact] = seq }
    order.append((seq, keys))
  }

  /// The index knows them from now on.
  mutating func forget(upTo seq: Int64) {
    let count = order.prefix { $0.seq <= seq }.count
    for row in order.prefix(count) {
      identities[row.keys.identity] = nil
      if let fact = row.keys.fact { facts[fact] = nil }
    }
    order.removeFirst(count)
  }
}
