import Engine
import Journal
import Model

/// The engine's state as the journal tells it: the fold the daemon makes, with nobody acting on what follows from it.
struct JournalFold {
  private var engine: Engine
  private(set) var alarms = ActiveAlarms()
  private var parkings: [CommandID: (at: Timestamp, reason: String?)] = [:]

  init(_ configuration: Configuration) throws(ConfigurationError) {
    var traits: [PlatformTraits] = []
    for platform in configuration.platforms { traits.append(try platform.traits()) }
    engine = Engine(
      platforms: traits, conversationIdle: configuration.conversationIdle, keepsLive: configuration.policy.usesAgentScope)
  }

  /// Folds all conversations in which something is open, owed or due, in the order in which it happened.
  mutating func takeOpenConversations(from reader: any JournalReader) throws {
    for entry in try reader.entries(of: reader.openConversations()) { take(entry) }
  }

  mutating func take(_ entry: Entry) {
    _ = engine.apply(entry)
    switch entry.body {
    case .alarm(let alarm): alarms.take(alarm, at: entry.recordedAt)
    case .decision(let decision):
      if case .parked(let id) = decision.kind { parkings[id] = (entry.recordedAt, decision.message) }
    case .event, .call, .outcome, .timer, .act: break
    }
  }

  /// The newest window of each agent and origin, open or closed.
  var windows: [WindowReport] { engine.windows() }

  /// The parked commands, with when and why.
  var parked: [ParkedReport] {
    engine.parked().map { ParkedReport(command: $0, at: parkings[$0.id]?.at, reason: parkings[$0.id]?.reason) }
  }
}

extension JournalReader {
  /// All that the journal has of these conversations, in the order in which it happened.
  func entries(of keys: some Sequence<ConversationKey>) throws -> [Entry] {
    var entries: [Entry] = []
    for key in keys { try read(JournalQuery(of: key)) { entries.append($0) } }
    return entries.sorted { $0.seq < $1.seq }
  }
}

extension JournalQuery {
  /// Everything of one conversation.
  init(of key: ConversationKey) {
    self.init()
    conversation = key.id
    system = key.system
  }
}
