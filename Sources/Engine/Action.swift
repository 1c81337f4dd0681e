import Model

/// What the engine wants from the world after an entry.
package enum Action: Hashable, Sendable {
  /// Have this done at the platform.
  case command(Command)
  /// A wish that changed before its call was sent is never sent (R8).
  case cancel(CommandID)
  /// Choose the rule for a window, and hand the decision back as an entry.
  case decide(ConversationKey, WindowKey, PolicyAttributes)
  /// Put this into the journal: a decision or an alarm.
  case note(Entry.Body)

  /// Whether the loop answers it with an entry of its own.
  var becomesEntry: Bool {
    switch self {
    case .command, .cancel: false
    case .decide, .note: true
    }
  }
}
