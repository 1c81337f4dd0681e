import Model
import Native

/// What a walk along the chain and its signatures found.
package struct Audit: Hashable, Sendable {
  package var verdict: Verification
  /// The last checkpoint whose signature holds; without a key to check by, the last one whose place in the chain fits.
  package var checkpoint: Checkpoint?
  /// How many checkpoints there are, and how many of them another key signed.
  package var checkpoints = 0
  package var foreignCheckpoints = 0
  /// The newest entry that is there.
  package var lastSeq: Int64 = 0
  /// Entries that were no longer new when a checkpoint first covered them: they may have been rewritten before it.
  package var lateSigned: [ClosedRange<Int64>] = []
  /// What an archive leaves out because the journal kept it; whoever takes entries out of an export can make it look so.
  package var absent: [ClosedRange<Int64>] = []
  /// Ranges and entries that were purged and left a stub.
  package var purgedRanges = 0
  package var purgedEntries: Int64 = 0

  init() { verdict = .broken(seq: 0, .head) }
}
