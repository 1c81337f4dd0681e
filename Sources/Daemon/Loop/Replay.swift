import Engine
import Model

/// What an operator wants replayed.
package struct ReplayWish: Sendable {
  /// Nil for whatever has a parked command.
  package var conversations: [ConversationKey]?
  /// Only say which calls would be made.
  package var isRehearsal: Bool
  /// As the operator gave them, for the journal.
  package var arguments: [String: String]

  package init(conversations: [ConversationKey]?, isRehearsal: Bool, arguments: [String: String]) {
    self.conversations = conversations
    self.isRehearsal = isRehearsal
    self.arguments = arguments
  }
}

/// A replay under way. It takes up a few conversations at a time, so that what it asks for is never more than a little (D4).
struct Replay {
  let by: String
  let isRehearsal: Bool
  let total: Int
  private var waiting: ArraySlice<ConversationKey>
  /// Those the engine itself is at.
  var live: Set<ConversationKey> = []
  var rehearsals: [Rehearsal] = []
  /// The calls not told yet.
  var untold: [Command] = []
  var callCount = 0
  /// Conversations that could not be looked at.
  var failures = 0

  init(_ conversations: [ConversationKey], by: String, isRehearsal: Bool) {
    self.by = by
    self.isRehearsal = isRehearsal
    total = conversations.count
    waiting = conversations[...]
  }

  private var active: Int { live.count + rehearsals.count }
  var done: Int { total - waiting.count - active }
  var isOver: Bool { waiting.isEmpty && active == 0 }
  var hasRoom: Bool { !waiting.isEmpty && active < Limits.replayedAtOnceMax }

  mutating func next() -> ConversationKey? { hasRoom ? waiting.popFirst() : nil }

  /// Takes up no more. What the engine is at goes on by itself.
  mutating func stop() {
    waiting = []
    live = []
    rehearsals = []
  }

  mutating func add(_ calls: [Command]) {
    untold += calls
    callCount += calls.count
  }
}
