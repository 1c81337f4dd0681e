// Calls and their outcomes as JSON: both carry the whole command.

extension Command {
  fileprivate func writeFields(to writer: inout JSONWriter, _ recordedAt: Timestamp?) {
    writer.field("kind", kind.rawValue)
    writer.field("platform", target.platform)
    writer.field("conversation", target.conversation.id)
    writer.field("agent", target.agent)
    writer.field("participant", target.participant)
    writer.field("recording", target.recording)
    writer.field(exactly: "recordedAt", recordedAt)
  }

  fileprivate func writeDetail(to writer: inout JSONWriter, _ tick: Tick?) {
    writer.field("tick", tick?.milliseconds)
    writer.field("system", target.conversation.system)
    writer.field("contact", target.contact)
    writer.field("initialContact", target.initialContact)
    writer.field("user", target.user)
    writer.field("call", target.call)
    writer.field("command", id.description)
    writer.field("purpose", purpose.rawValue)
    writer.field("since", since.milliseconds)
    writer.field("reason", reason)
    writer.field("metadata", metadata)
    writer.field("tags", tags)
    writer.field("openedIn", openedIn)
  }

  fileprivate init(_ fields: EntryFields) throws(EntryError) {
    let detail = fields.detail
    var target = Target(
      platform: try fields.string("platform"), conversation: try fields.conversation(), recording: fields["recording"]?.string,
      agent: fields["agent"]?.string)
    target.participant = fields["participant"]?.string
    target.contact = detail["contact"]?.string
    target.initialContact = detail["initialContact"]?.string
    target.user = detail["user"]?.string
    target.call = detail["call"]?.string
    self.init(
      id: try detail.commandID("command"), kind: try fields.word("kind"), purpose: try detail.word("purpose"), target: target,
      since: Tick(milliseconds: try detail.int64("since")), reason: detail["reason"]?.string, metadata: detail.strings("metadata"),
      tags: detail.strings("tags"))
    openedIn = detail["openedIn"]?.string
  }
}

extension Call {
  func write(to writer: inout JSONWriter, _ recordedAt: Timestamp?, _ tick: Tick?) {
    command.writeFields(to: &writer, recordedAt)
    writer.field(
      "detail",
      object: { writer in
        command.writeDetail(to: &writer, tick)
        writer.field("attempt", Int64(attempt))
      })
  }

  init(_ fields: EntryFields) throws(EntryError) {
    self.init(command: try Command(fields), attempt: Int(try fields.detail.int64("attempt")))
  }
}

extension Answer {
  func write(to writer: inout JSONWriter, _ recordedAt: Timestamp?, _ tick: Tick?) {
    command.writeFields(to: &writer, recordedAt)
    writer.field(
      "detail",
      object: { writer in
        command.writeDetail(to: &writer, tick)
        writer.field("attempt", Int64(attempt))
        writer.field("final", isFinal)
        outcome.writeDetail(to: &writer)
      })
  }

  init(_ fields: EntryFields) throws(EntryError) {
    let detail = fields.detail
    self.init(
      command: try Command(fields), attempt: Int(try detail.int64("attempt")), outcome: try Outcome(detail),
      isFinal: try detail.bool("final"))
  }
}

extension Outcome {
  fileprivate func writeDetail(to writer: inout JSONWriter) {
    writer.field("result", result.rawValue)
    writer.field("refusal", refusal?.rawValue)
    writer.field("status", status.map(Int64.init))
    writer.field("message", message)
    writer.field("correlation", correlation)
    writer.field(exactly: "retryAfter", retryAfter)
    writer.field("conversationEnded", conversationEnded ? true : nil)
    // Not `contact`, which is the target's: this one the answer named.
    writer.field("foundContact", contact)
    guard !observations.isEmpty else { return }
    writer.field("observations", array: { writer in for observation in observations { observation.write(to: &writer) } })
  }

  fileprivate init(_ detail: EntryFields) throws(EntryError) {
    var observations: [Observation] = []
    for element in detail["observations"]?.elements ?? [] { observations.append(try Observation(EntryFields(element))) }
    self.init(
      try detail.word("result"), refusal: try detail.optionalWord("refusal"), status: detail["status"]?.int64.map { Int($0) },
      message: detail["message"]?.string, correlation: detail["correlation"]?.string, retryAfter: try detail.optionalSpan("retryAfter"),
      observations: observations, conversationEnded: detail["conversationEnded"]?.bool ?? false, contact: detail["foundContact"]?.string)
  }
}

extension Observation {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("recording", recording)
      writer.field("agent", agent)
      writer.field("participant", participant)
      writer.field("state", state.rawValue)
      writer.field("connected", isConnected)
    }
  }

  fileprivate init(_ fields: EntryFields) throws(EntryError) {
    self.init(
      recording: try fields.string("recording"), agent: fields["agent"]?.string, participant: fields["participant"]?.string,
      state: try fields.word("state"), isConnected: try fields.bool("connected"))
  }
}
