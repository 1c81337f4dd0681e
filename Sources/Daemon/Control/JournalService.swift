import Model
import Native

/// The commands about the journal as a whole, on the client's own thread; the loop only writes who did what.
struct JournalService {
  /// What the client asked for.
  enum Wish {
    /// Done by the client itself, and only to be noted.
    case note(Act.Kind, [String: String])
    case hold(String)
    case release(String)
    case purge(before: Timestamp?)
    case rekey

    /// Nil when the line asks for something else.
    init?(_ line: [UInt8]) {
      guard let root = try? JSONDocument(line).root else { return nil }
      var arguments: [String: String] = [:]
      for (name, value) in root.members where name != "ask" { arguments[name] = value.string }
      switch (root["ask"]?.string, arguments["conversation"]) {
      case ("export", _): self = .note(.export, arguments)
      case ("backup", _): self = .note(.backup, arguments)
      case ("hold", let conversation?): self = .hold(conversation)
      case ("release", let conversation?): self = .release(conversation)
      case ("purge", _): self = .purge(before: arguments["before"].flatMap { Timestamp(rfc3339: $0) })
      case ("rekey", _): self = .rekey
      default: return nil
      }
    }
  }

  let keeper: JournalKeeper
  let mailbox: Mailbox<Letter>

  func serve(_ wish: Wish, by: String, to connection: UnixSocketConnection) {
    do {
      try connection.send(try answer(wish, by: by, to: connection))
    } catch {
      // Who has gone does not wait for an answer.
      try? connection.send(ControlSocket.failure("\(error)"))
    }
  }

  private func answer(_ wish: Wish, by: String, to connection: UnixSocketConnection) throws -> [UInt8] {
    switch wish {
    case .note(let kind, let arguments):
      mailbox.insist(.act(Act(kind, by: by, arguments: arguments)))
      return JSONWriter.object { $0.field("changed", true) }
    case .hold(let conversation):
      let isNew = try keeper.hold(conversation, by: by)
      return JSONWriter.object { $0.field("changed", isNew) }
    case .release(let conversation):
      let wasHeld = try keeper.release(conversation, by: by)
      return JSONWriter.object { $0.field("changed", wasHeld) }
    case .purge(let moment):
      let summary = try keeper.purge(before: moment, by: by) { count in
        try? connection.send(JSONWriter.object { $0.field("purged", Int64(count)) })
      }
      return summary.json
    case .rekey:
      let (dataKeys, entries) = try keeper.rekey(by: by) { count in
        try? connection.send(JSONWriter.object { $0.field("entries", Int64(count)) })
      }
      return JSONWriter.object { writer in
        writer.field("dataKeys", Int64(dataKeys))
        writer.field("entries", Int64(entries))
      }
    }
  }
}

extension PurgeSummary {
  fileprivate var json: [UInt8] {
    JSONWriter.object { writer in
      writer.field("purged", Int64(count))
      writer.field("before", [cutoffs.events, cutoffs.audit, cutoffs.exposures].max())
      guard count > 0 else { return }
      writer.field("archive", archive)
      writer.field("sha256", digest)
    }
  }
}
