/// What a walk along the hash chain found.
package enum Verification: Hashable, Sendable {
  case intact(JournalHead)
  case broken(seq: Int64, Fault)

  package enum Fault: String, Sendable, CaseIterable {
    /// Its content, its hash or its place is not what was written.
    case changed
    /// It was there, and others after it still are.
    case removed
    /// It and all after it were cut off: the head row knows of them.
    case cutOff = "cut off"
    /// It stands behind the end that the head row knows.
    case added
    /// The entries fit together, but the head row does not fit to them.
    case head = "does not match the head row"
    /// The stub of what was purged from it on does not fit into its place.
    case stub = "does not match its stub"
    /// Its signature, as a checkpoint or as the stub of what was purged, is not the key's, or it signs something else.
    case signature = "is not signed by the key"
  }
}
