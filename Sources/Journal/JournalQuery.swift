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
}
