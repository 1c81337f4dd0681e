import Model

/// What one turn of the loop has for the journal.
struct PendingBatch {
  var entries: [Entry] = []
  var opened: [ConversationKey] = []
  var closed: [ConversationKey] = []
  var replies: [@Sendable (_ isDurable: Bool) -> Void] = []

  var isEmpty: Bool { entries.isEmpty && opened.isEmpty && closed.isEmpty && replies.isEmpty }
}
