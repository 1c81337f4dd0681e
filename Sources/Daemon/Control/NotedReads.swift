import Journal
import Model
import Native
import Synchronization

/// Who reads what of the journal, for the audit trail. What one user asks over and over, as a screen that is drawn anew each second does,
/// is written once a minute, so that watching does not fill the journal.
///
/// `status` and `/metrics` are not among it: they tell counts, and monitors ask for them every few seconds for ever.
final class NotedReads: Sendable {
  private struct Read: Hashable {
    let userID: UInt32
    let arguments: [String: String]
  }

  private static let interval = Span.minutes(1)

  private let mailbox: Mailbox<Letter>
  private let clock: Clock
  private let noted = Mutex<[Read: Tick]>([:])

  init(mailbox: Mailbox<Letter>, clock: Clock = .live) {
    self.mailbox = mailbox
    self.clock = clock
  }

  /// Notes a request that lets its sender see what the journal holds; true when it was made for that alone, by a command that reads the
  /// file itself.
  func take(_ line: [UInt8], by: String, userID: UInt32) -> Bool {
    guard let root = try? JSONDocument(line).root, let word = root["ask"]?.string else { return false }
    var arguments: [String: String] = [:]
    for (name, value) in root.members where name != "ask" { arguments[name] = value.string ?? value.text }
    switch word {
    case "read": break
    case "windows": arguments["command"] = word
    case "replay" where root["dryRun"]?.bool == true: arguments["command"] = word
    default: return false
    }
    note(Read(userID: userID, arguments: arguments), by: by)
    return word == "read"
  }

  private func note(_ read: Read, by: String) {
    let now = clock.boot()
    let isNew = noted.withLock { noted in
      noted = noted.filter { now - $0.value < Self.interval }
      guard noted[read] == nil else { return false }
      noted[read] = now
      return true
    }
    if isNew { mailbox.insist(.act(Act(.read, by: by, arguments: read.arguments))) }
  }
}
