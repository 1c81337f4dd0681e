import Model
import Native

/// The chain through the journal (G6): each entry's hash covers the hash before it and every column of its own.
struct HashChain: ~Copyable {
  /// What stands before the first entry.
  static let genesis = [UInt8](repeating: 0, count: SHA256.byteCount)

  private var hasher = SHA256()
  private var canonical = CanonicalBytes()

  mutating func hash(after previous: [UInt8], _ row: EntryRow) -> [UInt8] {
    precondition(previous.count == SHA256.byteCount)
    canonical.removeAll()
    canonical.append(previous)
    canonical.append(row.seq)
    canonical.append(row.recordedAt)
    canonical.append(row.tick)
    canonical.append(row.entry)
    canonical.append(row.kind)
    canonical.append(row.identity)
    canonical.append(row.conversation)
    canonical.append(row.fact)
    canonical.append(row.key)
    canonical.append(row.body)
    hasher.update(canonical.bytes)
    return hasher.finish()
  }
}
