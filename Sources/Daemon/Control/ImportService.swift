import Model
import Native

/// Takes an import's events as a source's would be taken: durable before they are acknowledged, and each once (E1, G1).
struct ImportService {
  /// What the client has for us.
  struct Wish {
    let file: String
    /// Nil when one of them is none.
    let events: [Event]?

    /// Nil when the line asks for something else.
    init?(_ line: [UInt8]) {
      guard let root = try? JSONDocument(line).root, root["ask"]?.string == "import" else { return nil }
      file = root["file"]?.string ?? ""
      events = try? (root["events"]?.elements ?? []).map { value in
        guard case .event(let event) = try Entry.Body(json: value) else { throw EntryError("entry", "is no event") }
        return event.masked
      }
    }
  }

  let mailbox: Mailbox<Letter>

  func serve(_ wish: Wish, by: String, to connection: UnixSocketConnection) {
    guard let events = wish.events else {
      try? connection.send(ControlSocket.failure("these are no events this hushd knows; is the command of another version?"))
      return
    }
    let result = Monitor<Submission.Result?>(nil)
    let submission = Submission(events: events, receivedAt: Clock.live.microseconds()) { outcome in result.withLock { $0 = outcome } }
    let isPosted = mailbox.post(.submission(submission))
    switch isPosted ? result.wait(atMost: .seconds(8), until: { $0 != nil }, then: { $0 }) : nil {
    case .durable(let accepted, let duplicates):
      if accepted > 0 {
        let act = Act(.importing, by: by, arguments: ["file": wish.file, "accepted": "\(accepted)", "duplicates": "\(duplicates)"])
        mailbox.insist(.act(act))
      }
      let answer = JSONWriter.object { writer in
        writer.field("accepted", Int64(accepted))
        writer.field("duplicates", Int64(duplicates))
      }
      try? connection.send(answer)
    case .unavailable, nil:
      try? connection.send(
        ControlSocket.failure("hushd cannot take events now; what is taken already will be known, so import the file again"))
    }
  }
}

extension Event {
  /// G7: who wrote the export, and when, is not known.
  fileprivate var masked: Event {
    var event = self
    event.reason = reason.map(CardMask.masked)
    event.customerType = customerType.map(CardMask.masked)
    event.language = language.map(CardMask.masked)
    event.precedesStart = false  // another journal's start
    event.metadata = [:]
    for (name, value) in metadata { event.metadata[CardMask.masked(name)] = CardMask.masked(value) }
    return event
  }
}
