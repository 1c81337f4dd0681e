/// Something the engine wants done at a platform.
package struct Command: Hashable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case resolve, inspect, pause, resume

    /// It does something there, instead of only looking.
    package var changesRecording: Bool { self == .pause || self == .resume }
  }

  /// What it is for: decides its place in the queue (D1).
  package enum Purpose: String, Sendable, CaseIterable {
    /// Makes or finds what a covered recording needs.
    case pause
    /// Makes or checks a release.
    case resume
    /// Reads back what a call did.
    case verify
    /// Looks whether what was confirmed paused still is (R10).
    case drift
    /// Brought up by an operator's replay; always behind live work (D4).
    case replay
  }

  package var id: CommandID
  package var kind: Kind
  package var purpose: Purpose
  package var target: Target
  /// Since when the window that asks for it is exposed: the oldest goes first (D1).
  package var since: Tick
  package var reason: String?
  package var metadata: [String: String]
  package var tags: [String: String]
  /// The conversation of the window that asks for it, when it is another one.
  package var openedIn: String?

  package init(
    id: CommandID, kind: Kind, purpose: Purpose, target: Target, since: Tick, reason: String? = nil, metadata: [String: String] = [:],
    tags: [String: String] = [:]
  ) {
    self.id = id
    self.kind = kind
    self.purpose = purpose
    self.target = target
    self.since = since
    self.reason = reason
    self.metadata = metadata
    self.tags = tags
  }
}

/// The entry that caused a command and its place among that entry's commands: the same in every fold.
package struct CommandID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package var seq: Int64
  package var index: Int

  package init(seq: Int64, index: Int) {
    self.seq = seq
    self.index = index
  }

  package init?(_ text: String) {
    let parts = text.split(separator: ".")
    guard parts.count == 2, let seq = Int64(parts[0]), let index = Int(parts[1]) else { return nil }
    self.init(seq: seq, index: index)
  }

  package static func < (left: CommandID, right: CommandID) -> Bool { (left.seq, left.index) < (right.seq, right.index) }
  package var description: String { "\(seq).\(index)" }
}

/// All that a platform needs to address a call; which of it counts is the platform's to say.
package struct Target: Hashable, Sendable {
  package var platform: String
  package var conversation: ConversationKey
  /// The recording's id at the platform; absent for a resolve.
  package var recording: String?
  package var agent: String?
  package var participant: String?
  package var contact: String?
  package var initialContact: String?
  package var user: String?
  package var call: String?

  package init(platform: String, conversation: ConversationKey, recording: String? = nil, agent: String? = nil) {
    self.platform = platform
    self.conversation = conversation
    self.recording = recording
    self.agent = agent
  }
}
