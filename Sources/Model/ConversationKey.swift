/// A conversation is a system and an id (E3), so that events of several sources and recordings of several platforms meet.
package struct ConversationKey: Hashable, Comparable, Sendable {
  package var system: String
  package var id: String

  package init(system: String, id: String) {
    self.system = system
    self.id = id
  }

  package static func < (left: ConversationKey, right: ConversationKey) -> Bool {
    (left.system, left.id) < (right.system, right.id)
  }
}

/// One thing that can be paused: on which platform, and its id there (a participant, a screen recording, a contact).
package struct RecordingKey: Hashable, Comparable, Sendable {
  package var platform: String
  package var id: String

  package init(platform: String, id: String) {
    self.platform = platform
    self.id = id
  }

  package static func < (left: RecordingKey, right: RecordingKey) -> Bool {
    (left.platform, left.id) < (right.platform, right.id)
  }
}
