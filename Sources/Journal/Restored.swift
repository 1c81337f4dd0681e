import Model

/// What a start finds: where the journal ends, and whose entries the engine must read.
package struct Restored: Sendable {
  package var lastSeq: Int64
  package var lastTick: Tick?
  package var lastRecordedAt: Timestamp?
  package var meta: JournalMeta?
  package var openConversations: [ConversationKey]
  /// The last run ended by itself, and everything it did is in the journal.
  package var wasStopped: Bool

  package init(
    lastSeq: Int64, lastTick: Tick?, lastRecordedAt: Timestamp?, meta: JournalMeta?, openConversations: [ConversationKey],
    wasStopped: Bool
  ) {
    self.lastSeq = lastSeq
    self.lastTick = lastTick
    self.lastRecordedAt = lastRecordedAt
    self.meta = meta
    self.openConversations = openConversations
    self.wasStopped = wasStopped
  }
}

/// What one run leaves for the next beside the entries.
package struct JournalMeta: Hashable, Sendable {
  /// The boot that `tickOffset` belongs to.
  package var bootID: String
  /// What is added to the boot-time clock to get a Tick.
  package var tickOffset: Span
  /// The hushd that wrote it.
  package var version: String

  package init(bootID: String, tickOffset: Span, version: String) {
    self.bootID = bootID
    self.tickOffset = tickOffset
    self.version = version
  }
}
