import Engine
import Model
import Testing

/// A miniature of the loop with a platform behind it: numbers entries, answers `decide`, fires timers, lets calls leave and return.
final class EngineHarness {
  /// One recording as the platform has it.
  struct Truth {
    var platform: String
    var conversation: String
    var agent: String?
    var state: Observation.State
    var isConnected = true
  }

  private(set) var engine: Engine
  private let platforms: [PlatformTraits]
  private let conversationIdle: Span
  var policy: Policy
  private(set) var entries: [Entry] = []
  private(set) var now = Tick(milliseconds: 1_000_000)
  private(set) var waiting: [Command] = []
  private(set) var inFlight: [Command] = []
  /// Every call that left, as "pause p1".
  private(set) var calls: [String] = []
  /// The recordings at the platform, by id.
  var truth: [String: Truth] = [:]
  /// Answers that come instead of the platform's own; they change nothing there.
  var script: [Command.Kind: [Outcome]] = [:]
  /// Kinds of commands that stay in the queue.
  var unsent: Set<Command.Kind> = []
  /// Kinds of calls whose answer the test gives itself.
  var unanswered: Set<Command.Kind> = []
  var nextEvent = 0

  init(_ platforms: [PlatformTraits], policy: Policy = Policy(), conversationIdle: Span = .hours(12)) {
    self.platforms = platforms
    self.policy = policy
    self.conversationIdle = conversationIdle
    engine = Engine(platforms: platforms, conversationIdle: conversationIdle)
  }

  static let start = Timestamp(milliseconds: 1_800_000_000_000)
  /// Milliseconds since the test began.
  var elapsed: Int64 { now.milliseconds - 1_000_000 }
  var wall: Timestamp { Self.start + .milliseconds(elapsed) }

  // MARK: Entries

  func record(_ body: Entry.Body) {
    let entry = Entry(seq: Int64(entries.count + 1), recordedAt: wall, tick: now, body: body)
    entries.append(entry)
    for action in engine.apply(entry) {
      switch action {
      case .command(let command): waiting.append(command)
      case .cancel(let id): waiting.removeAll { $0.id == id }
      case .decide(let conversation, let window, let attributes):
        record(.decision(Decision(.policy(policy.decide(for: attributes)), conversation: conversation, window: window)))
      case .note(let body): record(body)
      }
    }
  }

  /// An event that happened `at` milliseconds after the test began (by default now) and arrives now.
  func event(_ kind: Event.Kind, agent: String? = "a", at: Int64? = nil, _ change: (inout Event) -> Void = { _ in }) {
    nextEvent += 1
    var event = Event(
      kind: kind, id: "e\(nextEvent)", source: "s", origin: "o", system: "sys", platform: platforms[0].name, conversation: "c",
      occurredAt: at.map { Self.start + .milliseconds($0) } ?? wall)
    event.agent = agent
    change(&event)
    record(.event(event))
    pump()
  }

  func act(_ kind: Act.Kind, _ arguments: [String: String] = [:], conversation: String = "c") {
    record(.act(Act(kind, by: "test", conversation: ConversationKey(system: "sys", id: conversation), arguments: arguments)))
    pump()
  }

  /// The process dies and starts anew: the state is folded again, and nobody waits for an answer any more.
  func restart(conversations: [String] = ["c"]) {
    engine = folded()
    waiting = []
    inFlight = []
    for conversation in conversations { act(.start, conversation: conversation) }
  }

  // MARK: Time

  /// Lets time pass; timers fire when they are due, calls leave and are answered at once.
  func run(_ span: Span) {
    let end = now + span
    pump()
    var fired = 0
    var due: Set<ConversationKey> = []
    while let (tick, conversation) = engine.nextDeadline, tick <= end {
      fired += 1
      if tick > now { due = [] }
      let isAhead = tick >= now && due.insert(conversation).inserted
      #expect(isAhead, "a deadline that does not lie ahead")
      guard fired < 10_000, isAhead else { return }
      now = tick
      record(.timer(FiredTimer(conversation: conversation)))
      pump()
    }
    now = end
  }

  // MARK: Calls

  /// Lets what may leave, leave, and answers it from the truth or the script.
  func pump() {
    while let index = waiting.firstIndex(where: { !unsent.contains($0.kind) }) {
      guard calls.count < 20_000 else {
        Issue.record("calls without end")
        return
      }
      let command = waiting.remove(at: index)
      send(command)
      if !unanswered.contains(command.kind) { answer(command, next(command)) }
    }
  }

  private func send(_ command: Command) {
    calls.append("\(command.kind.rawValue) \(command.target.recording ?? command.target.agent ?? "*")")
    inFlight.append(command)
    record(.call(Call(command: command, attempt: 1)))
  }

  func answer(_ command: Command, _ outcome: Outcome, isFinal: Bool = true) {
    inFlight.removeAll { $0.id == command.id }
    if !isFinal { waiting.append(command) }
    record(.outcome(Answer(command: command, attempt: 1, outcome: outcome, isFinal: isFinal)))
  }

  /// Answers the oldest call of a kind that is in flight.
  func answer(_ kind: Command.Kind, _ outcome: Outcome? = nil, isFinal: Bool = true, sourceLocation: SourceLocation = #_sourceLocation) {
    guard let command = inFlight.first(where: { $0.kind == kind }) else {
      Issue.record("no \(kind.rawValue) is in flight", sourceLocation: sourceLocation)
      return
    }
    answer(command, outcome ?? next(command), isFinal: isFinal)
    pump()
  }

  private func next(_ command: Command) -> Outcome {
    if let outcome = script[command.kind]?.first {
      script[command.kind]?.removeFirst()
      return outcome
    }
    return applied(command)
  }

  /// What the platform does and says.
  func applied(_ command: Command) -> Outcome {
    let inConversation = truth.filter {
      $0.value.platform == command.target.platform && $0.value.conversation == command.target.conversation.id
    }
    switch command.kind {
    case .resolve:
      // Recordings with ids of their own are listed by agent.
      let agent = traits(command.target.platform).addressing == .recording ? command.target.agent : nil
      let live = inConversation.filter { $0.value.state != .ended && (agent == nil || $0.value.agent == agent) }.sorted { $0.key < $1.key }
      return Outcome(.confirmed, status: 200, observations: live.map { observation(of: $0.key, $0.value) })
    case .inspect:
      let isWhole = traits(command.target.platform).inspectsConversation
      let seen = (isWhole ? inConversation : truth.filter { $0.key == command.target.recording }).sorted { $0.key < $1.key }
      return seen.isEmpty
        ? Outcome(.gone, status: 404) : Outcome(.confirmed, status: 200, observations: seen.map { observation(of: $0.key, $0.value) })
    case .pause, .resume:
      let id = command.target.recording ?? ""
      guard let state = truth[id]?.state, state != .ended else { return Outcome(.gone, status: 404) }
      if state != .requested { truth[id]?.state = command.kind == .pause ? .paused : .recording }
      return Outcome(.accepted, status: 200)
    }
  }

  private func observation(of id: String, _ truth: Truth) -> Observation {
    let isParticipant = traits(truth.platform).addressing == .participant
    return Observation(
      recording: id, agent: truth.agent, participant: isParticipant ? id : nil, state: truth.state, isConnected: truth.isConnected)
  }

  private func traits(_ name: String) -> PlatformTraits { platforms.first { $0.name == name } ?? platforms[0] }

  // MARK: What came of it

  func state(_ id: String) -> Observation.State? { truth[id]?.state }
  func forgetCalls() { calls = [] }
  var isAtRest: Bool { engine.isAtRest(ConversationKey(system: "sys", id: "c")) }
  var windows: [WindowReport] {
    let all = engine.windows()
    #expect(engine.openWindows() == all.filter(\.isOpen))
    return all
  }
  var queue: [String] { waiting.map { "\($0.kind.rawValue) \($0.target.recording ?? $0.target.agent ?? "*")" } }

  var decisions: [Decision] {
    entries.compactMap { if case .decision(let decision) = $0.body { decision } else { nil } }
  }

  /// The exposures that were closed, as "late 0-300".
  var exposures: [String] {
    decisions.compactMap { decision in
      guard case .exposure(let exposure) = decision.kind else { return nil }
      let from = (exposure.from - Self.start).milliseconds
      let to = exposure.to.map { String(($0 - Self.start).milliseconds) } ?? ""
      return "\(exposure.cause.rawValue) \(from)-\(to)\(exposure.isFlagged ? " flagged" : "")"
    }
  }

  /// The alarms that stand.
  var alarms: [String] {
    var standing: [String] = []
    for case .alarm(let alarm) in entries.map(\.body) {
      standing.removeAll { $0 == alarm.name }
      if alarm.isRaised { standing.append(alarm.name) }
    }
    return standing.sorted()
  }

  /// What the newest alarm of that name said.
  func message(of name: String) -> String? {
    entries.compactMap { if case .alarm(let alarm) = $0.body, alarm.name == name, alarm.isRaised { alarm.message } else { nil } }.last
  }

  func wasRaised(_ name: String) -> Bool {
    entries.contains { if case .alarm(let alarm) = $0.body { alarm.name == name && alarm.isRaised } else { false } }
  }

  /// The state is a fold over the entries: a second engine that reads them has the same.
  func folded() -> Engine {
    var other = Engine(platforms: platforms, conversationIdle: conversationIdle)
    for entry in entries { _ = other.apply(entry) }
    return other
  }
}

/// Runs a test on an engine, and checks in the end that the fold over its entries gives the same state.
func withEngine(
  _ platforms: [PlatformTraits] = [.genesys], policy: Policy = Policy(), conversationIdle: Span = .hours(12),
  _ body: (EngineHarness) throws -> Void
) rethrows {
  let harness = EngineHarness(platforms, policy: policy, conversationIdle: conversationIdle)
  try body(harness)
  let isSame = harness.folded() == harness.engine
  #expect(isSame, "the fold over the entries differs from the live state")
}

extension PlatformTraits {
  private static let rate = Rate(perMinute: 300, burst: 20, reservedForPauses: 0.3)

  static let genesys = PlatformTraits(
    name: "genesys", system: "sys", addressing: .participant, isShared: false, canResolve: true, canInspect: true,
    inspectsConversation: true, timeout: .seconds(3), driftCheck: .seconds(15), maxInFlight: 16, rate: rate)
  static let cxoneScreen = PlatformTraits(
    name: "cxone-screen", system: "sys", addressing: .recording, isShared: false, canResolve: true, canInspect: true,
    coversEveryone: true, timeout: .seconds(3), driftCheck: .seconds(15), maxInFlight: 16, rate: rate)
  /// A screen with an id of its own, paused for its agent only.
  static let screen = PlatformTraits(
    name: "screen", system: "sys", addressing: .recording, isShared: false, canResolve: true, canInspect: true,
    timeout: .seconds(3), driftCheck: .seconds(15), maxInFlight: 16, rate: rate)
  /// One recording for all interactions of an agent.
  static let mask = PlatformTraits(
    name: "mask", system: "sys", addressing: .user, isShared: true, canResolve: false, canInspect: true,
    timeout: .seconds(3), driftCheck: .seconds(15), maxInFlight: 16, rate: rate)
  /// The agent's screen, whatever he does, where nothing can be read.
  static let agentScreen = PlatformTraits(
    name: "agent-screen", system: "sys", addressing: .user, isShared: false, canResolve: false, canInspect: false,
    timeout: .seconds(3), driftCheck: nil, maxInFlight: 16, rate: rate)
  /// The whole conversation, with inspection.
  static let conversation = PlatformTraits(
    name: "conversation", system: "sys", addressing: .conversation, isShared: true, canResolve: false, canInspect: true,
    inspectsConversation: true, timeout: .seconds(3), driftCheck: .seconds(15), maxInFlight: 16, rate: rate)
  /// A contact's voice: nothing can be looked up.
  static let voice = PlatformTraits(
    name: "voice", system: "sys", addressing: .contact, isShared: true, canResolve: false, canInspect: false,
    timeout: .seconds(3), driftCheck: nil, maxInFlight: 16, rate: rate)

  func with(_ change: (inout PlatformTraits) -> Void) -> PlatformTraits {
    var copy = self
    change(&copy)
    return copy
  }
}

extension Policy {
  /// No rules; the defaults as changed.
  static func defaults(_ change: (inout Governance) -> Void) -> Policy {
    var governance = Governance()
    change(&governance)
    return Policy(defaults: governance)
  }
}

extension EngineHarness {
  /// A screen that the platform records, known to hushd from `agent.joined` when it is a participant's.
  func addScreen(_ id: String, agent: String = "a", platform: PlatformTraits = .genesys, conversation: String = "c", announced: Bool = true)
  {
    truth[id] = Truth(platform: platform.name, conversation: conversation, agent: agent, state: .recording)
    guard announced else { return }
    event(platform.addressing == .participant ? .agentJoined : .recordingStarted, agent: agent) {
      $0.platform = platform.name
      $0.conversation = conversation
      if platform.addressing == .participant { $0.participant = id } else { $0.recording = id }
    }
  }

  /// What all of the conversation share.
  func addShared(_ id: String, platform: PlatformTraits) {
    truth[id] = Truth(platform: platform.name, conversation: "c", agent: nil, state: .recording)
  }
}
