// The JSON of an entry is a contract (design 5.1): the fields there stand at the top, everything else in `detail`.
// What is absent does not apply.

extension Entry {
  /// The entry as the commands print and export it.
  package var json: [UInt8] {
    JSONWriter.object { writer in
      writer.field("seq", seq)
      writer.field("entry", word.rawValue)
      body.write(to: &writer, recordedAt: recordedAt, tick: tick)
    }
  }

  /// The same without what the journal keeps in columns of their own: number, times and tick.
  package var storedBody: [UInt8] {
    JSONWriter.object { writer in
      writer.field("entry", word.rawValue)
      body.write(to: &writer, recordedAt: nil, tick: nil)
    }
  }

  /// Reads what `json` wrote.
  package init(json: JSONValue) throws(EntryError) {
    let fields = EntryFields(json)
    self.init(
      seq: try fields.int64("seq"), recordedAt: try fields.time("recordedAt"), tick: Tick(milliseconds: try fields.detail.int64("tick")),
      body: try Body(json: json))
  }
}

/// Why a JSON object is not an entry.
package struct EntryError: Error, Hashable, CustomStringConvertible {
  package let field: String
  package let problem: String

  package init(_ field: String, _ problem: String) {
    self.field = field
    self.problem = problem
  }

  package var description: String { "not an entry: \(field) \(problem)" }
}

extension Entry.Body {
  fileprivate func write(to writer: inout JSONWriter, recordedAt: Timestamp?, tick: Tick?) {
    switch self {
    case .event(let event): event.write(to: &writer, recordedAt, tick)
    case .decision(let decision): decision.write(to: &writer, recordedAt, tick)
    case .call(let call): call.write(to: &writer, recordedAt, tick)
    case .outcome(let answer): answer.write(to: &writer, recordedAt, tick)
    case .timer(let timer): timer.write(to: &writer, recordedAt, tick)
    case .alarm(let alarm): alarm.write(to: &writer, recordedAt, tick)
    case .act(let act): act.write(to: &writer, recordedAt, tick)
    }
  }

  /// Reads what `storedBody` or `json` wrote.
  package init(json: JSONValue) throws(EntryError) {
    let fields = EntryFields(json)
    switch try fields.word("entry") as Entry.Word {
    case .event: self = .event(try Event(fields))
    case .decision: self = .decision(try Decision(fields))
    case .call: self = .call(try Call(fields))
    case .outcome: self = .outcome(try Answer(fields))
    case .timer: self = .timer(FiredTimer(conversation: try fields.conversation()))
    case .alarm: self = .alarm(try Alarm(fields))
    case .act: self = .act(try Act(fields))
    }
  }
}

extension Event {
  fileprivate func write(to writer: inout JSONWriter, _ recordedAt: Timestamp?, _ tick: Tick?) {
    writer.field("kind", kind.rawValue)
    writer.field("eventId", id)
    writer.field("source", source)
    writer.field("platform", platform)
    writer.field("conversation", conversation.isEmpty ? nil : conversation)
    writer.field("agent", agent)
    writer.field("participant", participant)
    writer.field("recording", recording)
    writer.field(exactly: "occurredAt", occurredAt)
    writer.field(exactly: "recordedAt", recordedAt)
    writer.field(
      "detail",
      object: { writer in
        writer.field("tick", tick?.milliseconds)
        writer.field("system", system)
        writer.field("origin", origin)
        writer.field("session", session)
        writer.field("contact", contact)
        writer.field("initialContact", initialContact)
        writer.field("user", user)
        writer.field("call", call)
        writer.field("queue", queue)
        writer.field("division", division)
        writer.field("customerType", customerType)
        writer.field("language", language)
        writer.field("reason", reason)
        writer.field("transfer", transfer?.rawValue)
        writer.field("overlay", overlay ? true : nil)
        writer.field("precedesStart", precedesStart ? true : nil)
        writer.field("metadata", metadata)
      })
  }

  fileprivate init(_ fields: EntryFields) throws(EntryError) {
    let detail = fields.detail
    self.init(
      kind: try fields.word("kind"), id: try fields.string("eventId"), source: try fields.string("source"),
      origin: try detail.string("origin"), system: try detail.string("system"), platform: try fields.string("platform"),
      conversation: fields["conversation"]?.string ?? "", occurredAt: try fields.time("occurredAt"))
    agent = fields["agent"]?.string
    participant = fields["participant"]?.string
    recording = fields["recording"]?.string
    session = detail["session"]?.string
    contact = detail["contact"]?.string
    initialContact = detail["initialContact"]?.string
    user = detail["user"]?.string
    call = detail["call"]?.string
    queue = detail["queue"]?.string
    division = detail["division"]?.string
    customerType = detail["customerType"]?.string
    language = detail["language"]?.string
    reason = detail["reason"]?.string
    transfer = try detail.optionalWord("transfer")
    overlay = detail["overlay"]?.bool ?? false
    precedesStart = detail["precedesStart"]?.bool ?? false
    metadata = detail.strings("metadata")
  }
}

extension FiredTimer {
  fileprivate func write(to writer: inout JSONWriter, _ recordedAt: Timestamp?, _ tick: Tick?) {
    writer.field("kind", "timer")
    writer.field("conversation", conversation.id)
    writer.field(exactly: "recordedAt", recordedAt)
    writer.field(
      "detail",
      object: { writer in
        writer.field("tick", tick?.milliseconds)
        writer.field("system", conversation.system)
      })
  }
}

extension Alarm {
  fileprivate func write(to writer: inout JSONWriter, _ recordedAt: Timestamp?, _ tick: Tick?) {
    writer.field("kind", name)
    writer.field("conversation", conversation?.id)
    writer.field(exactly: "recordedAt", recordedAt)
    writer.field(
      "detail",
      object: { writer in
        writer.field("tick", tick?.milliseconds)
        writer.field("system", conversation?.system)
        writer.field("raised", isRaised)
        writer.field("subject", subject)
        writer.field("message", message)
      })
  }

  fileprivate init(_ fields: EntryFields) throws(EntryError) {
    let detail = fields.detail
    self.init(
      try fields.string("kind"), isRaised: try detail.bool("raised"), conversation: try fields.optionalConversation(),
      subject: detail["subject"]?.string, message: try detail.string("message"))
  }
}

extension Act {
  fileprivate func write(to writer: inout JSONWriter, _ recordedAt: Timestamp?, _ tick: Tick?) {
    writer.field("kind", kind.rawValue)
    writer.field("conversation", conversation?.id)
    writer.field(exactly: "recordedAt", recordedAt)
    writer.field(
      "detail",
      object: { writer in
        writer.field("tick", tick?.milliseconds)
        writer.field("system", conversation?.system)
        writer.field("by", by)
        writer.field("arguments", arguments)
      })
  }

  fileprivate init(_ fields: EntryFields) throws(EntryError) {
    self.init(
      try fields.word("kind"), by: try fields.detail.string("by"), conversation: try fields.optionalConversation(),
      arguments: fields.detail.strings("arguments"))
  }
}
