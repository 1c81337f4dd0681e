import Engine
import Model

/// One conversation, the engine, and a vendor with a few recordings. A value: to try another way from here is to copy it.
struct SmallWorld {
  enum Disturbance: CaseIterable {
    /// A call may apply long before its answer, or after nobody waits for it any more.
    case lateCall
    /// A recording resumes by itself (R10).
    case drift
    /// A window's time is over (W5).
    case expiry
    case restart
    /// Recordings end, and a participant's begin anew.
    case ending

    static let usual = Set(allCases).subtracting([.ending])
  }

  /// Which platforms and recordings there are.
  struct Cast: Sendable {
    var traits: [PlatformTraits]
    var recordings: [SimulatedPlatform.Recording]
    /// The window's limit (W5).
    var maxPause = Governance().maxPause
    /// What may happen besides events, answers and timers.
    var disturbances = Disturbance.usual
    /// Calls leave and return at once.
    var isServed = false
    /// What calls come back with; nil for everything.
    var fates: Set<ClosureStep.Fate>?
    /// What is told, and of whom (nil: of everyone).
    var events = Event.Kind.allCases
    var tellers: [Int?] = [0, 1, nil]

    init(_ traits: [PlatformTraits], _ recordings: [(id: String, platform: Int, agent: Int?)]) {
      self.traits = traits
      self.recordings = recordings.map {
        SimulatedPlatform.Recording(id: $0.id, platform: $0.platform, agent: $0.agent, begins: 0, connects: 0)
      }
    }

    var governance: Governance {
      var governance = Governance()
      governance.platforms = traits.map(\.name)
      governance.maxPause = maxPause
      return governance
    }

    /// A look-up may be answered, and not say what state a recording is in (R5).
    var mayGoUnread: Bool { may(.blind) || may(.malformed) || may(.unauthorized) || may(.forbidden) }

    func may(_ fate: ClosureStep.Fate) -> Bool { fates?.contains(fate) ?? true }
    func may(_ disturbance: Disturbance) -> Bool { disturbances.contains(disturbance) }

    func place(of command: Command) -> Int? {
      recordings.firstIndex { $0.id == command.target.recording && traits[$0.platform].name == command.target.platform }
    }

    /// The windows that may be told of.
    var windows: [WindowKey] {
      tellers.map { teller in WindowKey(agent: teller.map { SimulatedHistory.agents[$0] }, origin: SimulatedHistory.origins[0]) }
    }

    func oracle(knowing facts: [SimulatedHistory.Fact]) -> SimulationOracle {
      var oracle = SimulationOracle(
        history: SimulatedHistory(facts: facts, recordings: recordings), traits: traits, governance: governance)
      oracle.known = facts
      return oracle
    }
  }

  /// Whether a recording is there at all.
  enum Phase {
    /// Can transition to: over.
    case live
    /// Can transition to: live, where a participant may come back.
    case over
  }

  static let key = ConversationKey(system: "sys", id: "c")

  let cast: Cast
  private(set) var engine: Engine
  private(set) var entries: [Entry] = []
  /// What the engine asked for and what has not left yet.
  var waiting: [Command] = []
  /// By the recordings' places.
  var isPaused: [Bool]
  var phases: [Phase]
  private(set) var now: Int64 = 0
  private var seq: Int64 = 0
  private let keepsEntries: Bool

  /// The agents' screens are announced, so that the world begins at rest.
  init(_ cast: Cast, keepsEntries: Bool, conversationIdle: Span = .hours(12)) {
    self.cast = cast
    self.keepsEntries = keepsEntries
    engine = Engine(platforms: cast.traits, conversationIdle: conversationIdle)
    isPaused = cast.recordings.map { _ in false }
    phases = cast.recordings.map { _ in .live }
    for (place, recording) in cast.recordings.enumerated() where recording.agent != nil {
      let kind: Event.Kind = cast.traits[recording.platform].addressing == .participant ? .agentJoined : .recordingStarted
      tell(SimulatedHistory.Fact(kind: kind, at: 0, agent: recording.agent, recording: place), id: "joined\(place)")
    }
  }

  /// Ticks and timestamps count alike here: a difference of both axes is nothing the rules know of.
  static func moment(_ at: Int64) -> Timestamp { SimulatedHistory.start + .milliseconds(at) }
  static func tick(_ at: Int64) -> Tick { Tick(milliseconds: SimulatedHistory.start.milliseconds + at) }

  mutating func tell(_ fact: SimulatedHistory.Fact, id: String, transfer: Event.Transfer? = nil) {
    let history = SimulatedHistory(facts: [fact], recordings: cast.recordings)
    var event = history.event(0, traits: cast.traits)
    event.id = id
    event.transfer = transfer ?? event.transfer
    record(.event(event))
  }

  mutating func record(_ body: Entry.Body) {
    seq += 1
    let entry = Entry(seq: seq, recordedAt: Self.moment(now), tick: Self.tick(now), body: body)
    if keepsEntries { entries.append(entry) }
    for action in engine.apply(entry) {
      switch action {
      case .command(let command): waiting.append(command)
      case .cancel(let id): waiting.removeAll { $0.id == id }
      case .decide(let conversation, let window, _):
        record(.decision(Decision(.policy(cast.governance), conversation: conversation, window: window)))
      case .note(let body): record(body)
      }
    }
  }

  /// What may still make a difference, as one number.
  func identity(windows: [WindowKey]) -> Int {
    var hasher = Hasher()
    hasher.combine(shape(windows: windows))
    hasher.combine(isPaused)
    hasher.combine(phases)
    hasher.combine(waiting.map(\.kind))
    return hasher.finalize()
  }

  func shape(windows: [WindowKey]) -> Shape? {
    engine.shape(of: Self.key, windows: windows, mayGoUnread: cast.mayGoUnread, at: Self.tick(now))
  }

  mutating func advance(to moment: Int64) { now = max(now, moment) }

  /// When the engine wants to be asked again.
  var deadline: Int64? { engine.nextDeadline.map { $0.tick.milliseconds - SimulatedHistory.start.milliseconds } }

  /// When the time of the last open window is over.
  var lastExpiry: Int64? {
    let open = engine.openWindows().compactMap(\.expiresAt).filter { $0 > Self.moment(now) }
    return open.max().map { ($0 - SimulatedHistory.start).milliseconds }
  }

  mutating func fireTimer() {
    guard let deadline else { return }
    fireTimer(at: deadline)
  }

  mutating func fireTimer(at moment: Int64) {
    advance(to: moment)
    record(.timer(FiredTimer(conversation: Self.key)))
  }

  /// What the vendor does and says when all goes well.
  mutating func reply(to command: Command) -> Outcome {
    switch command.kind {
    case .pause, .resume:
      guard let place = cast.place(of: command), phases[place] != .over else { return Outcome(.gone, status: 404) }
      if phases[place] == .live { isPaused[place] = command.kind == .pause }
      return Outcome(.accepted, status: 200)
    case .resolve, .inspect:
      return look(command, at: isPaused)
    }
  }

  /// What a look-up tells, if the recordings are as given.
  func look(_ command: Command, at states: [Bool]) -> Outcome {
    let seen = cast.recordings.indices.filter { place in
      let traits = cast.traits[cast.recordings[place].platform]
      let isWhole = command.kind == .resolve || traits.inspectsConversation
      if command.kind == .resolve && phases[place] == .over { return false }
      return traits.name == command.target.platform && (isWhole || cast.recordings[place].id == command.target.recording)
    }
    return Outcome(
      .confirmed, status: 200,
      observations: seen.map { place in
        let recording = cast.recordings[place]
        let isParticipant = cast.traits[recording.platform].addressing == .participant
        return Observation(
          recording: recording.id, agent: recording.agent.map { SimulatedHistory.agents[$0] },
          participant: isParticipant ? recording.id : nil, state: phases[place] == .over ? .ended : states[place] ? .paused : .recording)
      })
  }

  /// Lets what waits leave, and answers it at once.
  mutating func serve(_ check: (SmallWorld, Command) -> Void) {
    while let command = waiting.first {
      waiting.removeFirst()
      check(self, command)
      record(.call(Call(command: command, attempt: 1)))
      record(.outcome(Answer(command: command, attempt: 1, outcome: reply(to: command), isFinal: true)))
    }
  }

  /// All goes well for so long.
  mutating func run(milliseconds: Int64, _ check: (SmallWorld, Command) -> Void) {
    let end = now + milliseconds
    serve(check)
    while let deadline, deadline <= end {
      fireTimer()
      serve(check)
    }
    advance(to: end)
  }

  /// The process dies and starts anew; what the state is then follows from the entries alone.
  mutating func restart() {
    waiting = []
    record(.act(Act(.start, by: "proof", conversation: Self.key)))
  }

  /// Whether another engine that reads the entries comes to the same state.
  var foldsAlike: Bool {
    var other = Engine(platforms: cast.traits, conversationIdle: .hours(12))
    for entry in entries { _ = other.apply(entry) }
    return other == engine
  }
}
