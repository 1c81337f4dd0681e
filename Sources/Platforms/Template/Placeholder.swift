import Model

/// A word in braces that stands for something of the command.
package enum Placeholder: Hashable, Sendable {
  case word(Word)
  /// `{tags.NAME}`: what the window's rule says.
  case tag(String)

  package enum Word: String, Sendable, CaseIterable {
    case conversation, participant, recording, agent, contact, initialContact, user, call, reason
  }

  /// What may stand in braces; besides, `{tags.NAME}`.
  package static var words: [String] { Word.allCases.map(\.rawValue) }

  init?(_ name: String) {
    if let word = Word(rawValue: name) {
      self = .word(word)
    } else if name.hasPrefix("tags."), name.utf8.count > 5 {
      self = .tag(String(name.dropFirst(5)))
    } else {
      return nil
    }
  }

  /// Says which thing a call is about: without it, it would be about another.
  var isIdentity: Bool {
    switch self {
    case .word(.reason), .tag: false
    case .word: true
    }
  }

  func value(in command: Command) -> String? {
    let target = command.target
    switch self {
    case .word(.conversation): return target.conversation.id
    case .word(.participant): return target.participant
    case .word(.recording): return target.recording
    case .word(.agent): return target.agent
    case .word(.contact): return target.contact
    case .word(.initialContact): return target.initialContact ?? target.contact
    case .word(.user): return target.user ?? target.agent
    case .word(.call): return target.call ?? target.conversation.id
    case .word(.reason): return command.reason
    case .tag(let name): return command.tags[name]
    }
  }
}
