import Model

/// Which entries a reading command wants. Absent conditions match everything.
package struct JournalQuery: Hashable, Sendable {
  package var since: Timestamp?
  package var until: Timestamp?
  /// Only entries behind this one: how `--follow` goes on.
  package var after: Int64?
  /// A conversation's id, in any system unless `system` names one.
  package var conversation: String?
  package var system: String?
  /// The word in the field `entry`: only events, say.
  package var word: Entry.Word?
  package var kind: String?
  /// Only the newest so many; nil for all.
  package var newest: Int?

  package init() {}

  /// Whether the entry satisfies all conditions, apart from being among the newest.
  func matches(_ entry: Entry) -> Bool {
    if let since, entry.recordedAt < since { return false }
    if let until, entry.recordedAt > until { return false }
    if let after, entry.seq <= after { return false }
    if let conversation, entry.conversation?.id != conversation { return false }
    if let system, entry.conversation?.system != system { return false }
    if let word, entry.word != word { return false }
    return kind.map { entry.kind == $0 } ?? true
  }
}
