import Native

/// Follows the chain entry by entry and says where it breaks first.
struct ChainWalk: ~Copyable {
  private let head: JournalHead
  private let lastSeq: Int64
  private var chain = HashChain()
  private var count: Int64 = 0
  private var last: (seq: Int64, hash: [UInt8]) = (0, HashChain.genesis)

  /// `lastSeq` is the newest entry that is there; entries that a running daemon adds later must not be visited.
  init(head: JournalHead, lastSeq: Int64) {
    self.head = head
    self.lastSeq = lastSeq
  }

  /// A verdict when the walk ends here.
  mutating func visit(_ row: EntryRow, hash: [UInt8]) -> Verification? {
    // Invariant: entries count from 1 without a gap.
    guard row.seq == last.seq + 1 else { return .broken(seq: last.seq + 1, .removed) }
    guard chain.hash(after: last.hash, row) == hash else { return .broken(seq: row.seq, .changed) }
    last = (row.seq, hash)
    count += 1
    return nil
  }

  func finish() -> Verification {
    guard last.seq >= head.seq else { return .broken(seq: last.seq + 1, .cutOff) }
    guard last.hash == head.hash, count == head.count else { return .broken(seq: last.seq, .head) }
    guard lastSeq <= head.seq else { return .broken(seq: head.seq + 1, .added) }
    return .intact(head)
  }
}
