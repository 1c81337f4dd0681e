import Engine
import Journal
import Model
import Native
import Platforms

/// What `hushd explain` prints of an event: which rule decides, what is called, and why the others do not match.
package struct Explanation {
  package var isJSON = false
  package var source: String?
  private let file: String

  package init(file: String) { self.file = file }

  package func print(_ configuration: Configuration, to output: Output) throws {
    let bytes = try FileSystem.read(file, atMost: Limits.sentBytesMax)
    let decoder = try configuration.decoder(of: source)
    let events: [Event]
    do throws(DecodeError) {
      events = try decoder.decode(InboundMessage(body: bytes, receivedAt: Clock.live.wall()))
    } catch {
      throw ReadingFailure(.badData, "\(file), read as an event of source \(decoder.source.name): \(error)")
    }
    for (index, event) in events.enumerated() {
      if index > 0 && !isJSON { try output.line() }
      let explained = try ExplainedEvent(event, earlier: Self.earlier(event, configuration), configuration)
      if isJSON { try output.json(explained.json) } else { try explained.print(now: Clock.live.wall(), to: output) }
    }
  }

  /// What the journal has heard of the conversation; nothing where there is none to read, as away from the daemon's machine.
  private static func earlier(_ event: Event, _ configuration: Configuration) -> [Event] {
    guard event.kind == .pauseStarted, let reader = try? configuration.openJournal() else { return [] }
    configuration.noteRead("explain", ["conversation": event.conversation])
    var query = JournalQuery(of: event.conversationKey)
    query.word = .event
    var events: [Event] = []
    try? reader.read(query) { if case .event(let event) = $0.body { events.append(event) } }
    return events
  }
}

/// One event as the policy sees it, with what others said of the conversation before.
struct ExplainedEvent {
  let event: Event
  /// What it does not say itself, by its name.
  let known: [String: String]
  let verdicts: [RuleVerdict]
  let governance: Governance?
  private(set) var calls: [(platform: String, command: Command.Kind, request: HTTPRequest)] = []

  init(_ told: Event, earlier: [Event] = [], _ configuration: Configuration) throws(ConfigurationError) {
    let event = told.completed(by: earlier)
    self.event = event
    known = event.attributes.filter { told.attributes[$0.key] == nil }
    guard event.kind == .pauseStarted else {
      verdicts = []
      governance = nil
      return
    }
    var attributes = PolicyAttributes(conversation: event.conversation, source: event.source, platform: event.platform)
    attributes.agent = event.agent
    attributes.queue = event.queue
    attributes.division = event.division
    attributes.customerType = event.customerType
    attributes.language = event.language
    verdicts = configuration.policy.verdicts(for: attributes)
    let governance = configuration.policy.decide(for: attributes)
    self.governance = governance
    guard governance.pause else { return }
    for name in governance.platforms.isEmpty ? [event.platform] : governance.platforms {
      guard let platform = try configuration.platform(named: name)?.withoutSecrets() else { continue }
      addCalls(at: platform)
    }
  }

  /// A look-up where the event does not name the recording, and the pause.
  private mutating func addCalls(at platform: any Platform) {
    let traits = platform.traits
    var target = Target(platform: traits.name, conversation: event.conversationKey, agent: event.agent)
    target.contact = event.contact
    target.initialContact = event.initialContact
    target.user = event.user ?? event.agent
    target.call = event.call ?? event.conversation
    target.participant = event.participant
    let known: String? =
      switch traits.addressing {
      case .participant: event.participant
      case .recording: event.recording
      case .conversation: event.conversation
      case .contact, .leg: event.contact
      case .call: target.call
      case .user: target.user
      }
    func add(_ kind: Command.Kind, to calls: inout [(platform: String, command: Command.Kind, request: HTTPRequest)]) {
      let command = Command(
        id: CommandID(seq: 0, index: 0), kind: kind, purpose: .pause, target: target, since: Tick(milliseconds: 0), reason: event.reason,
        metadata: event.metadata, tags: governance?.tags ?? [:])
      if let request = platform.request(for: command) { calls.append((traits.name, kind, request)) }
    }
    if known == nil, traits.canResolve { add(.resolve, to: &calls) }
    target.recording = known ?? traits.addressing.rawValue.uppercased()
    if traits.addressing == .participant { target.participant = target.recording }
    add(.pause, to: &calls)
  }

  private var name: String {
    let agent = event.agent.map { " of agent \($0)" } ?? ""
    return
      "\(event.kind.rawValue)\(agent) in conversation \(event.conversation.isEmpty ? "(none)" : event.conversation), source \(event.source)"
  }

  func print(now: Timestamp, to output: Output) throws {
    try output.line("\(name), occurred \(event.occurredAt)".printable, .title)
    guard let governance else { return try output.line("no rule is asked: only a secure pause that starts opens a window") }
    if !known.isEmpty {
      let attributes = known.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      try output.line("  earlier events of the conversation say: \(attributes.joined(separator: ", "))".printable)
    }
    let width = (verdicts.map(\.rule.count) + [Governance().rule.count]).max() ?? 0
    for verdict in verdicts { try output.line("  \(verdict.rule.padded(to: width))  \(verdict.reason)".printable, verdict.style) }
    if !verdicts.contains(where: { $0.word == .matches }) {
      try output.line("  \(Governance().rule.padded(to: width))  the defaults\(governance.isProvisional ? ", until more is known" : "")")
    }
    try output.line(governance.detail.printable)
    for call in calls {
      try output.line("  \(call.platform): \(call.command.rawValue)  \(call.request.method) \(call.request.url)".printable)
    }
    let age = now - event.occurredAt
    if governance.pause, age > governance.maxPause {
      try output.line("now it would call nothing: it occurred \(age.reading) ago, longer than maxPause (W5)", .doubtful)
    }
  }

  var json: [UInt8] {
    JSONWriter.object { writer in
      writer.field("eventId", event.id)
      writer.field("kind", event.kind.rawValue)
      writer.field("source", event.source)
      writer.field("conversation", event.conversation.isEmpty ? nil : event.conversation)
      writer.field("agent", event.agent)
      writer.field("occurredAt", event.occurredAt)
      writer.field("known", known)
      guard let governance else { return }
      writer.field("rule", governance.rule)
      writer.field("provisional", governance.isProvisional)
      writer.field("pause", governance.pause)
      writer.field("rules", array: { writer in for verdict in verdicts { writer.object { verdict.write(to: &$0) } } })
      writer.field(
        "calls",
        array: { writer in
          for call in calls {
            writer.object { writer in
              writer.field("platform", call.platform)
              writer.field("command", call.command.rawValue)
              writer.field("method", call.request.method)
              writer.field("url", call.request.url)
            }
          }
        })
    }
  }
}

extension Event {
  /// What rules and calls may depend on.
  fileprivate var attributes: [String: String] {
    [
      "queue": queue, "division": division, "customerType": customerType, "language": language, "contact": contact,
      "initialContact": initialContact, "user": user, "call": call, "participant": participant, "recording": recording,
    ].compactMapValues { $0 }
  }

  /// What it leaves out, as the newest of the earlier ones says it.
  fileprivate func completed(by earlier: [Event]) -> Event {
    var event = self
    var gone: Set<String> = []
    for other in earlier.reversed() {
      event.queue = event.queue ?? other.queue
      event.division = event.division ?? other.division
      event.customerType = event.customerType ?? other.customerType
      event.language = event.language ?? other.language
      event.contact = event.contact ?? other.contact
      event.initialContact = event.initialContact ?? other.initialContact
      event.call = event.call ?? other.call
      guard other.agent == agent else { continue }
      event.user = event.user ?? other.user
      switch other.kind {
      case .agentLeft, .recordingEnded: gone.formUnion([other.participant, other.recording].compactMap { $0 })
      case .agentJoined: event.participant = event.participant ?? other.participant.flatMap { gone.contains($0) ? nil : $0 }
      case .recordingStarted: event.recording = event.recording ?? other.recording.flatMap { gone.contains($0) ? nil : $0 }
      default: break
      }
    }
    return event
  }
}

extension RuleVerdict {
  fileprivate var style: Output.Style { word == .matches ? .plain : word == .open ? .doubtful : .faint }

  fileprivate var reason: String {
    guard let key, word != .matches else { return word == .matches ? "matches" : word.rawValue }
    if word == .open { return "may match: \(key) is not known yet, and must be \(wanted.joined(separator: " or "))" }
    let place = "\(key) \(value ?? "")"
    return key == "percent"
      ? "does not match: the conversation's share is \(value ?? ""), and must be below \(wanted.joined())"
      : "does not match: \(place) is not \(wanted.joined(separator: " or "))"
  }

  fileprivate func write(to writer: inout JSONWriter) {
    writer.field("rule", rule)
    writer.field("verdict", word.rawValue)
    writer.field("key", key)
    writer.field("value", value)
  }
}
