/// What a walk along the hash chain found.
package enum Verification: Hashable, Sendable {
  case intact(JournalHead)
  case broken(seq: Int64, Fault)

  package enum Fault: Sendable, CustomStringConvertible {
    case changed, removed, cutOff, added, head, stub, signature

    package var description: String {
      switch self {
      case .changed: "its content, its hash or its place is not what was written"
      case .removed: "it was taken away; entries after it are still there"
      case .cutOff: "it and all after it were cut off; the head row knows of them"
      case .added: "it stands behind the end that the head row knows, so hushd did not write it"
      case .head: "the entries fit together up to it, but the head row does not fit to them"
      case .stub: "the stub of what was purged from it on does not fit to the entry before it"
      case .signature: "its signature is not the key's, or signs something else"
      }
    }
  }
}
