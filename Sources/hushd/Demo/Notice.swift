import Model

/// One thing worth telling whoever watches.
struct Notice {
  enum Kind: String {
    case opened, dark, closed, resumed, outage, over, remark, violation
  }

  var at: Timestamp
  var kind: Kind
  /// Conversation and agent; empty where it is about neither.
  var subject = ""
  var text: String

  /// As one line: time of day in UTC, whom, what.
  var line: String {
    let words = [subject, kind == .violation ? "VIOLATION: \(text)" : text].filter { !$0.isEmpty }
    return "\(at.timeOfDay) \(words.joined(separator: ": "))"
  }
}
