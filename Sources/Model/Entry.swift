/// One row of the journal. Everything the engine ever sees is an entry, so its state is a fold over them.
package struct Entry: Hashable, Sendable {
  package var seq: Int64
  package var recordedAt: Timestamp
  package var tick: Tick
  package let body: Body
  /// The conversation it belongs to; nil for what concerns the whole daemon.
  package let conversation: ConversationKey?

  // Indirect, because an entry goes through many hands and an event has two dozen fields.
  package indirect enum Body: Hashable, Sendable {
    case event(Event)
    case decision(Decision)
    case call(Call)
    case outcome(Answer)
    case timer(FiredTimer)
    case alarm(Alarm)
    case act(Act)
  }

  package init(seq: Int64, recordedAt: Timestamp, tick: Tick, body: Body) {
    self.seq = seq
    self.recordedAt = recordedAt
    self.tick = tick
    self.body = body
    conversation = body.conversation
  }
}

extension Entry.Body {
  fileprivate var conversation: ConversationKey? {
    switch self {
    case .event(let event): event.conversation.isEmpty ? nil : event.conversationKey
    case .decision(let decision): decision.conversation
    case .call(let call): call.command.target.conversation
    case .outcome(let answer): answer.command.target.conversation
    case .timer(let timer): timer.conversation
    case .alarm(let alarm): alarm.conversation
    case .act(let act): act.conversation
    }
  }
}

/// A command was sent to the platform.
package struct Call: Hashable, Sendable {
  package var command: Command
  package var attempt: Int

  package init(command: Command, attempt: Int) {
    self.command = command
    self.attempt = attempt
  }
}

/// What came back to a call. The delivery goes on trying while `isFinal` is false.
package struct Answer: Hashable, Sendable {
  package var command: Command
  package var attempt: Int
  package var outcome: Outcome
  package var isFinal: Bool

  package init(command: Command, attempt: Int, outcome: Outcome, isFinal: Bool) {
    self.command = command
    self.attempt = attempt
    self.outcome = outcome
    self.isFinal = isFinal
  }
}

/// A deadline of the engine that has come. What is due follows from the state; a stale one changes nothing.
package struct FiredTimer: Hashable, Sendable {
  package var conversation: ConversationKey

  package init(conversation: ConversationKey) { self.conversation = conversation }
}

/// An alarm was raised or cleared.
package struct Alarm: Hashable, Sendable {
  package var name: String
  package var isRaised: Bool
  package var conversation: ConversationKey?
  /// What it is about besides: a recording, a platform, a source.
  package var subject: String?
  package var message: String

  package init(_ name: String, isRaised: Bool, conversation: ConversationKey? = nil, subject: String? = nil, message: String) {
    self.name = name
    self.isRaised = isRaised
    self.conversation = conversation
    self.subject = subject
    self.message = message
  }
}

/// Something an operator, or the daemon itself as an operator's doing, did: start, stop, replay, retry, drop.
package struct Act: Hashable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case start, stop, reload, replay, retry, drop, importing = "import", export, purge, hold, release, rekey, backup, read
    /// hushd signed the journal up to here (G6).
    case checkpoint
  }

  package var kind: Kind
  package var by: String
  package var conversation: ConversationKey?
  package var arguments: [String: String]

  package init(_ kind: Kind, by: String, conversation: ConversationKey? = nil, arguments: [String: String] = [:]) {
    self.kind = kind
    self.by = by
    self.conversation = conversation
    self.arguments = arguments
  }
}
