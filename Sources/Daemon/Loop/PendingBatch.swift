import Journal
import Model

/// What one turn of the loop has for the journal.
struct PendingBatch {
  var entries: [Entry] = []
  /// Of the events among them.
  var keys: [EventKeys] = []
  var opened: [ConversationKey] = []
  var closed: [ConversationKey] = []
  var replies: [@Sendable (_ isDurable: Bool) -> Void] = []

  var isEmpty: Bool { entries.isEmpty && opened.isEmpty && closed.isEmpty && replies.isEmpty }
}
