import Model

/// One parked command, with when and why it was parked.
struct ParkedReport: Hashable {
  var command: Command
  var at: Timestamp?
  var reason: String?

  var json: [UInt8] {
    JSONWriter.object { writer in
      writer.field("id", command.id.description)
      writer.field("command", command.kind.rawValue)
      writer.field("platform", command.target.platform)
      writer.field("conversation", command.target.conversation.id)
      writer.field("agent", command.target.agent)
      writer.field("recording", command.target.recording)
      writer.field("parkedAt", at)
      writer.field("reason", reason)
    }
  }
}
