import Journal
import Model

/// What one turn of the loop has for the journal.
struct PendingBatch {
  var entries: [Entry] = []
  /// Of the events among them.
  var keys: [EventKeys] = []
  var opened: [ConversationKey] = []
  var closed: [ConversationKey] = []
  /// A command waits for its being durable; else the loop need not be woken for that.
  var isAwaited = false
  var replies: [@Sendable (_ isDurable: Bool) -> Void] = []

  var isEmpty: Bool { entries.isEmpty && opened.isEmpty && closed.isEmpty && replies.isEmpty }
}
