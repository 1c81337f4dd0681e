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
  var receipts: [Receipt] = []

  var isEmpty: Bool { entries.isEmpty && opened.isEmpty && closed.isEmpty && receipts.isEmpty }
}

/// What a sender is told of a submission once it is durable. No closure of its own: the counts of all that one captures, which every
/// submission shares, would be changed by two threads in turns.
struct Receipt: Sendable {
  let result: Submission.Result
  let receivedAt: Int64
  let reply: @Sendable (Submission.Result) -> Void
}
