import Model

/// Entries that become durable together, and who waits for it.
package struct JournalBatch: Sendable {
  /// In order and without a gap after everything appended before.
  package let entries: [Entry]
  /// Those of the events among the entries, in their order.
  package let keys: [EventKeys]
  /// Conversations that a restart must read; a key stands in `opened` or in `closed`, not in both.
  package var opened: [ConversationKey]
  package var closed: [ConversationKey]
  /// Called once, by the journal's thread: true when durable, false when it cannot be written (G4). The entries are kept either way.
  package var completion: (@Sendable (_ isDurable: Bool) -> Void)?

  /// Without entries it is a place in the queue: its completion tells that everything before is durable. Who has looked the events up
  /// has their keys; else they are made here.
  package init(
    entries: [Entry] = [], keys: [EventKeys]? = nil, opened: [ConversationKey] = [], closed: [ConversationKey] = [],
    completion: (@Sendable (_ isDurable: Bool) -> Void)? = nil
  ) {
    self.entries = entries
    if let keys {
      self.keys = keys
    } else {
      var maker = EventKeyMaker()
      self.keys = maker.keys(of: entries)
    }
    self.opened = opened
    self.closed = closed
    self.completion = completion
  }

  var changesNothing: Bool { entries.isEmpty && opened.isEmpty && closed.isEmpty }
}
