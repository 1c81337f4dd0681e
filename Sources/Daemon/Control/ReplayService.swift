import Journal
import Model
import Native

/// One client's replay, from its request to its end. The journal is searched on the client's own thread; the loop takes up what was found.
struct ReplayService {
  /// What the client asked for.
  struct Wish {
    var since: Timestamp?
    var until: Timestamp?
    var conversation: String?
    var takesParked = false
    var isRehearsal = false

    /// Nil when the line asks for something else.
    init?(_ line: [UInt8]) {
      guard let root = try? JSONDocument(line).root, root["ask"]?.string == "replay" else { return nil }
      since = root["since"]?.string.flatMap { Timestamp(rfc3339: $0) }
      until = root["until"]?.string.flatMap { Timestamp(rfc3339: $0) }
      conversation = root["conversation"]?.string
      takesParked = root["parked"]?.bool ?? false
      isRehearsal = root["dryRun"]?.bool ?? false
    }

    var arguments: [String: String] {
      var arguments: [String: String] = [:]
      arguments["since"] = since?.description
      arguments["until"] = until?.description
      arguments["conversation"] = conversation
      if takesParked { arguments["parked"] = "true" }
      return arguments
    }
  }

  private static let pause = Span.milliseconds(50)

  let mailbox: Mailbox<Letter>
  let journal: any JournalStore

  func serve(_ wish: Wish, by: String, to connection: UnixSocketConnection) {
    let keys: [ConversationKey]?
    do {
      keys = wish.takesParked ? nil : try conversations(of: wish)
    } catch {
      try? connection.send(ControlSocket.failure("the journal cannot be read: \(error)"))
      return
    }
    let start = ReplayWish(conversations: keys, isRehearsal: wish.isRehearsal, arguments: wish.arguments)
    var lines = ControlSocket.answer(.replay(start), by: by, mailbox: mailbox)
    if Self.isRefused(lines) {
      for line in lines { try? connection.send(line) }
      return
    }
    let wait = Monitor(false)
    while true {
      // Whoever interrupts the command closes the connection.
      guard connection.isOpen, (try? lines.forEach { try connection.send($0) }) != nil, !Self.isOver(lines) else { break }
      _ = wait.wait(atMost: Self.pause, until: { $0 })
      lines = ControlSocket.answer(.replayProgress, by: by, mailbox: mailbox)
    }
    mailbox.insist(.control(ControlRequest(.replayStop, by: by) { _ in }))
  }

  private static func isRefused(_ lines: [[UInt8]]) -> Bool { field("error", of: lines.first)?.isString ?? false }

  private static func isOver(_ lines: [[UInt8]]) -> Bool { isRefused(lines) || field("over", of: lines.last)?.bool ?? true }

  private static func field(_ name: String, of line: [UInt8]?) -> JSONValue? { line.flatMap { try? JSONDocument($0).root[name] } }

  /// Those with a secure pause begun or ended in the range, or a recording paused as for a window elsewhere (W3), in the order in which
  /// they are first heard of.
  private func conversations(of wish: Wish) throws -> [ConversationKey] {
    let reader = try journal.openReader()
    if let id = wish.conversation { return try reader.conversations(named: id) }
    var seen: Set<ConversationKey> = []
    var keys: [ConversationKey] = []
    func add(_ key: ConversationKey) { if seen.insert(key).inserted { keys.append(key) } }
    let causes: [(Entry.Word, String)] = [
      (.event, Event.Kind.pauseStarted.rawValue), (.event, Event.Kind.pauseEnded.rawValue), (.call, Command.Kind.pause.rawValue),
    ]
    for (word, kind) in causes {
      var query = JournalQuery()
      query.since = wish.since
      query.until = wish.until
      query.word = word
      query.kind = kind
      try reader.read(query) { entry in entry.conversation.map(add) }
    }
    return keys
  }
}
