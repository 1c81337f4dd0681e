// Decisions as JSON, with every value they carry: a fold reads them back and never computes them again.

extension Decision {
  func write(to writer: inout JSONWriter, _ recordedAt: Timestamp?, _ tick: Tick?) {
    writer.field("kind", name)
    writer.field("platform", recording?.platform)
    writer.field("conversation", conversation.id)
    writer.field("agent", window?.agent)
    writer.field("recording", recording?.id)
    writer.field(exactly: "recordedAt", recordedAt)
    writer.field("rule", rule)
    writer.field(
      "detail",
      object: { writer in
        writer.field("tick", tick?.milliseconds)
        writer.field("system", conversation.system)
        // An origin says that there is a window; without an agent it is everyone's.
        writer.field("origin", window?.origin)
        writer.field("recordedIn", recordedIn)
        writer.field("message", message)
        switch kind {
        case .policy(let governance): governance.writeDetail(to: &writer)
        case .exposure(let exposure): exposure.writeDetail(to: &writer)
        case .parked(let command): writer.field("command", command.description)
        case .void, .dropped: break
        }
      })
  }

  private var rule: String? {
    switch kind {
    case .policy(let governance): governance.rule
    case .exposure(let exposure): exposure.rule
    case .void, .dropped, .parked: nil
    }
  }

  init(_ fields: EntryFields) throws(EntryError) {
    let detail = fields.detail
    let kind: Kind
    switch try fields.string("kind") {
    case "policy": kind = .policy(try Governance(fields))
    case "exposure": kind = .exposure(try Exposure(fields))
    case "void": kind = .void
    case "dropped": kind = .dropped
    case "parked": kind = .parked(try detail.commandID("command"))
    default: throw EntryError("kind", "is no decision's")
    }
    self.init(
      kind, conversation: try fields.conversation(),
      window: detail["origin"]?.string.map { WindowKey(agent: fields["agent"]?.string, origin: $0) },
      recording: try fields.optionalRecording(), message: detail["message"]?.string)
    recordedIn = detail["recordedIn"]?.string
  }
}

extension Governance {
  fileprivate func writeDetail(to writer: inout JSONWriter) {
    writer.field("pause", pause)
    writer.field("platforms", platforms)
    writer.field(exactly: "maxPause", maxPause)
    writer.field("onMaxPause", onMaxPause.rawValue)
    writer.field(exactly: "resumeDelay", resumeDelay)
    writer.field("scope", scope.rawValue)
    writer.field("onTransfer", onTransfer.rawValue)
    writer.field("recordingSide", recordingSide.rawValue)
    writer.field(exactly: "exposureLimit", exposureLimit)
    if let endedReasons { writer.field("endedReasons", array: { writer in for reason in endedReasons { writer.element(reason) } }) }
    writer.field("tags", tags)
    writer.field("provisional", isProvisional ? true : nil)
  }

  fileprivate init(_ fields: EntryFields) throws(EntryError) {
    let detail = fields.detail
    self.init(rule: try fields.string("rule"))
    pause = try detail.bool("pause")
    platforms = detail["platforms"]?.elements?.compactMap(\.string) ?? []
    maxPause = try detail.span("maxPause")
    onMaxPause = try detail.word("onMaxPause")
    resumeDelay = try detail.span("resumeDelay")
    scope = try detail.word("scope")
    onTransfer = try detail.word("onTransfer")
    recordingSide = try detail.word("recordingSide")
    exposureLimit = try detail.span("exposureLimit")
    endedReasons = detail["endedReasons"]?.elements?.compactMap(\.string)
    tags = detail.strings("tags")
    isProvisional = detail["provisional"]?.bool ?? false
  }
}

extension Exposure {
  fileprivate func writeDetail(to writer: inout JSONWriter) {
    writer.field(exactly: "from", from)
    writer.field(exactly: "to", to)
    writer.field("cause", cause.rawValue)
    writer.field("flagged", isFlagged)
    writer.field("overlay", hasOverlay ? true : nil)
  }

  fileprivate init(_ fields: EntryFields) throws(EntryError) {
    let detail = fields.detail
    self.init(
      from: try detail.time("from"), to: detail["to"] == nil ? nil : try detail.time("to"), cause: try detail.word("cause"),
      rule: try fields.string("rule"), isFlagged: try detail.bool("flagged"),
      hasOverlay: detail["overlay"]?.bool ?? false)
  }
}
