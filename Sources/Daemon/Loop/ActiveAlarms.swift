import Model

/// The alarms that stand, by what they are about.
package struct ActiveAlarms {
  private struct Key: Hashable {
    var name: String
    var conversation: ConversationKey?
    var subject: String?
  }

  private var standing: [Key: (alarm: Alarm, since: Timestamp)] = [:]

  mutating func take(_ alarm: Alarm, at moment: Timestamp) {
    let key = Key(name: alarm.name, conversation: alarm.conversation, subject: alarm.subject)
    standing[key] = alarm.isRaised ? (alarm, standing[key]?.since ?? moment) : nil
  }

  /// Nil when it does not stand.
  func message(_ name: String, subject: String) -> String? {
    standing[Key(name: name, conversation: nil, subject: subject)]?.alarm.message
  }

  /// The oldest first.
  package var all: [(alarm: Alarm, since: Timestamp)] { standing.values.sorted { $0.since < $1.since } }

  package var counts: [String: Int] { standing.keys.reduce(into: [:]) { $0[$1.name, default: 0] += 1 } }
}
