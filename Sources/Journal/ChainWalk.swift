import Model
import Native

/// Follows the chain entry by entry, through what was purged, and says where it breaks first and up to where it is signed.
struct ChainWalk: ~Copyable {
  /// A checkpoint is made every ten minutes; what waited much longer for its first one was not signed when it was written.
  private static let signedWithin = Span.minutes(15)

  private let key: Ed25519.PublicKey?
  private var stubs: [Int64: Stub]
  private var chain = HashChain()
  private var hash: [UInt8]
  private var unsigned: (first: Int64, at: Timestamp)?
  private var count: Int64 = 0
  private(set) var audit = Audit()

  /// Begins behind an entry: by default at the journal's beginning. Without a key signatures are not checked, only their places.
  init(key: Ed25519.PublicKey?, stubs: [Stub] = [], after seq: Int64 = 0, hash: [UInt8] = HashChain.genesis) {
    self.key = key
    self.stubs = Dictionary(stubs.map { ($0.first, $0) }) { first, _ in first }
    self.hash = hash
    audit.lastSeq = seq
  }

  /// A verdict when the walk ends here.
  mutating func visit(_ row: EntryRow, hash: [UInt8]) throws -> Verification? {
    if let verdict = passPurged(before: row.seq) { return verdict }
    // Invariant: entries count on without a gap.
    guard row.seq == audit.lastSeq + 1 else { return .broken(seq: audit.lastSeq + 1, .removed) }
    guard chain.hash(after: self.hash, row) == hash else { return .broken(seq: row.seq, .changed) }
    if row.isCheckpoint {
      if let verdict = try examine(row) { return verdict }
    } else if unsigned == nil {
      unsigned = (row.seq, Timestamp(milliseconds: row.recordedAt))
    }
    self.hash = hash
    audit.lastSeq = row.seq
    count += 1
    return nil
  }

  /// Passes over what is not there, up to the entry before one that tells the hash before it; not over what is known to be purged.
  mutating func passAbsent(before seq: Int64, _ hash: [UInt8]) {
    let first = audit.lastSeq + 1
    guard first < seq, stubs[first] == nil else { return }
    audit.absent.append(first...seq - 1)
    audit.lastSeq = seq - 1
    self.hash = hash
    unsigned = nil
  }

  /// Says that a purged range comes next.
  mutating func expect(_ stub: Stub) { stubs[stub.first] = stub }

  /// Ends the walk at what the head row says. `lastSeq` is the newest entry there was when the walk began.
  mutating func finish(_ head: JournalHead, lastSeq: Int64) -> Audit {
    audit.verdict = passPurged(before: head.seq + 1) ?? verdict(head, lastSeq: lastSeq)
    return audit
  }

  mutating func finish(_ verdict: Verification) -> Audit {
    audit.verdict = verdict
    return audit
  }

  /// Where the walk stands, as a head.
  var head: JournalHead { JournalHead(count: count + audit.purgedEntries, seq: audit.lastSeq, hash: hash) }

  private func verdict(_ head: JournalHead, lastSeq: Int64) -> Verification {
    guard audit.lastSeq >= head.seq else { return .broken(seq: audit.lastSeq + 1, .cutOff) }
    guard self.head == head else { return .broken(seq: audit.lastSeq, .head) }
    guard lastSeq <= head.seq else { return .broken(seq: head.seq + 1, .added) }
    return .intact(head)
  }

  private mutating func passPurged(before seq: Int64) -> Verification? {
    while audit.lastSeq + 1 < seq, let stub = stubs[audit.lastSeq + 1] {
      guard stub.last < seq, stub.before == hash else { return .broken(seq: stub.first, .stub) }
      if let key, !stub.isSigned(by: key) { return .broken(seq: stub.first, .signature) }
      hash = stub.after
      audit.lastSeq = stub.last
      audit.purgedRanges += 1
      audit.purgedEntries += stub.last - stub.first + 1
    }
    return nil
  }

  private mutating func examine(_ row: EntryRow) throws -> Verification? {
    guard case .act(let act) = try row.decoded().body,
      let checkpoint = Checkpoint(act, at: Timestamp(milliseconds: row.recordedAt)),
      checkpoint.seq == audit.lastSeq, checkpoint.hash == hash
    else { return .broken(seq: row.seq, .signature) }
    audit.checkpoints += 1
    if let key {
      guard checkpoint.key == key.fingerprint else {
        audit.foreignCheckpoints += 1
        return nil
      }
      guard checkpoint.isSigned(by: key) else { return .broken(seq: row.seq, .signature) }
    }
    if let (first, at) = unsigned, checkpoint.at - at > Self.signedWithin { audit.lateSigned.append(first...checkpoint.seq) }
    unsigned = nil
    audit.checkpoint = checkpoint
    return nil
  }
}
