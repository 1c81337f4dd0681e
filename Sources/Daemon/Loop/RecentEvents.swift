import Journal
import Model

/// The events taken but not yet durable, which the journal's index cannot know (E1).
struct RecentEvents {
  private var identities: [Int64: (fact: Int64?, seq: Int64)] = [:]
  private var facts: [Int64: Int64] = [:]
  private var order: [(seq: Int64, keys: EventKeys)] = []
  private var start = 0

  /// Those that are not durable.
  var count: Int { order.count - start }

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
    while start < order.count, order[start].seq <= seq {
      identities[order[start].keys.identity] = nil
      if let fact = order[start].keys.fact { facts[fact] = nil }
      start += 1
    }
    guard start > order.count / 2 else { return }
    order.removeFirst(start)
    start = 0
  }
}
