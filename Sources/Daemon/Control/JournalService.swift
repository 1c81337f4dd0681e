import Model
import Native

/// The commands about the journal as a whole, on the client's own thread; the loop only writes who did what.
struct JournalService {
  /// What the client asked for.
  enum Wish {
    case export([String: String])

    /// Nil when the line asks for something else.
    init?(_ line: [UInt8]) {
      guard let root = try? JSONDocument(line).root else { return nil }
      var arguments: [String: String] = [:]
      for (name, value) in root.members where name != "ask" { arguments[name] = value.string }
      switch root["ask"]?.string {
      case "export": self = .export(arguments)
      default: return nil
      }
    }
  }

  let mailbox: Mailbox<Letter>

  func serve(_ wish: Wish, by: String, to connection: UnixSocketConnection) {
    switch wish {
    case .export(let arguments):
      mailbox.insist(.act(Act(.export, by: by, arguments: arguments)))
      try? connection.send(JSONWriter.object { $0.field("noted", true) })
    }
  }
}
