import Engine
import Model
import Seeded

/// The engine alone against a vendor that lags, loses and refuses, with events late, lost and out of order, and restarts in between.
/// Everything follows from the seed.
struct EngineSimulation {
  enum Step {
    case deliver(Int)
    case leave(CommandID)
    case apply(Int)
    case answer(Int)
    case restart
    case drift(Int)
    case judge
  }

  private struct Sent {
    var command: Command
    var attempt: Int
    var sentAt: Int64
    var answeredAt: Int64
    var outcome: Outcome
    var isFinal: Bool
    var isApplied = false

    var changesSomething: Bool { command.kind == .pause || command.kind == .resume }
  }

  let seed: UInt64
  private var random: SeededRandom
  private let traits: [PlatformTraits]
  private let policy: Policy
  private let history: SimulatedHistory
  private var oracle: SimulationOracle
  private var platform: SimulatedPlatform
  private var engine: Engine
  private(set) var entries: [Entry] = []
  private var steps = StepQueue()
  private(set) var now: Int64 = 0
  private var waiting: [CommandID: Command] = [:]
  private var calls: [Sent] = []
  private var inFlight: Set<Int> = []
  /// What the engine was last told of each recording.
  private var lastSeen: [String: Observation.State] = [:]
  private var timers = 0
  /// So many entries are on disk for sure: what must not leave before its commit has left.
  private var durable = 0
  private var graceEnd: Int64 = 0
  /// Until then no call can leave: a start may have to wait for its token.
  private var tokenAt: Int64 = 0
  private let faultsEnd: Int64
  private(set) var violation: String?

  static let tick = Tick(milliseconds: 10_000_000)
  private static let key = ConversationKey(system: "sys", id: "c")

  init(seed: UInt64) {
    self.seed = seed
    random = SeededRandom(seed)
    let mixes: [[PlatformTraits]] = [
      [.genesys], [.screen], [.cxoneScreen], [.genesys, .voice], [.conversation], [.voice], [.genesys, .conversation], [.screen, .voice],
    ]
    // Without drift checks nothing heals by chance what was believed wrongly.
    let checksDrift = random.flip()
    let verifies = random.next(below: 4) > 0
    traits = mixes[random.next(below: mixes.count)].map { checksDrift ? $0 : $0.withoutDriftCheck }.map { verifies ? $0 : $0.unverified }
    var governance = Governance()
    governance.platforms = traits.map(\.name)
    if random.next(below: 3) == 0 { governance.maxPause = .seconds(10) }
    if random.next(below: 6) == 0 { governance.onMaxPause = .keep }
    if random.next(below: 5) == 0 { governance.scope = .everyone }
    policy = Policy(defaults: governance)
    history = SimulatedHistory(traits: traits, random: &random)
    oracle = SimulationOracle(history: history, traits: traits, governance: governance)
    platform = SimulatedPlatform(traits: traits, recordings: history.recordings)
    engine = Engine(platforms: traits, conversationIdle: .hours(12))
    faultsEnd = history.end + 2000
  }

  mutating func run() -> String? {
    for (index, at) in history.deliveries.enumerated() { if let at { steps.push(at, .deliver(index)) } }
    for _ in 0..<[0, 0, 1, 1, 2, 3][random.next(below: 6)] { steps.push(Int64(random.next(below: Int(history.end) + 2000)), .restart) }
    if traits[0].driftCheck != nil, random.next(below: 4) == 0, !platform.recordings.isEmpty {
      steps.push(Int64(random.next(below: Int(history.end) + 1)), .drift(random.next(below: platform.recordings.count)))
    }
    steps.push(history.end + 45_000, .judge)
    steps.push(history.end + 400_000, .judge)
    while violation == nil, let (at, step) = next() {
      now = at
      take(step)
    }
    if violation == nil && engine != folded() { violation = "the fold over the entries differs from the live state" }
    return violation
  }

  /// The next step, or the engine's timer if that is due before it; nil when the last judgement is made.
  private mutating func next() -> (Int64, Step)? {
    while let first = steps.first {
      guard let (tick, key) = engine.nextDeadline, (tick - Self.tick).milliseconds < first.at else { return steps.pop() }
      let at = (tick - Self.tick).milliseconds
      guard at >= now else {
        fail("a deadline at \(at) lies in the past")
        return nil
      }
      now = at
      timers += 1
      record(.timer(FiredTimer(conversation: key)))
      if let (after, _) = engine.nextDeadline, after <= Self.tick + .milliseconds(now) { fail("a timer fired and is due again") }
      if timers > 1500 { fail("more than \(timers) timers fired") }
      if violation != nil { return nil }
    }
    return nil
  }

  private mutating func fail(_ message: String) {
    violation = violation ?? "\(message) (seed \(seed), at \(now) ms)"
  }

  private func folded() -> Engine {
    var other = Engine(platforms: traits, conversationIdle: .hours(12))
    for entry in entries { _ = other.apply(entry) }
    return other
  }
}

// MARK: - Steps

extension EngineSimulation {
  private mutating func take(_ step: Step) {
    switch step {
    case .deliver(let index):
      oracle.known.append(history.facts[index])
      record(.event(history.event(index, traits: traits)))
    case .leave(let id): leave(id)
    case .apply(let index):
      guard !calls[index].isApplied else { return }
      calls[index].isApplied = true
      platform.apply(calls[index].command, at: now)
    case .answer(let index): answer(index)
    case .restart: restart()
    case .drift(let index):
      if traits[platform.recordings[index].platform].canInspect { platform.recordings[index].history.append((now, false)) }
    case .judge: judge()
    }
  }

  private mutating func record(_ body: Entry.Body) {
    let entry = Entry(
      seq: Int64(entries.count + 1), recordedAt: SimulatedHistory.start + .milliseconds(now), tick: Self.tick + .milliseconds(now),
      body: body)
    entries.append(entry)
    for action in engine.apply(entry) {
      switch action {
      case .command(let command):
        let seen = lastSeen["\(command.target.platform) \(command.target.recording ?? "")"]
        if command.kind == .resume && canInspect(command) && seen != .paused { fail("a resume is wished for what was not read as paused") }
        waiting[command.id] = command
        steps.push(now + (random.flip() ? 0 : Int64(random.next(below: 40))), .leave(command.id))
      case .cancel(let id): waiting[id] = nil
      case .decide(let conversation, let window, let attributes):
        record(.decision(Decision(.policy(policy.decide(for: attributes)), conversation: conversation, window: window)))
      case .note(let body): record(body)
      }
    }
  }

  private mutating func leave(_ id: CommandID) {
    // R7: the delivery holds resumes back for a while after a start.
    let earliest = waiting[id]?.kind == .resume ? max(graceEnd, tokenAt) : tokenAt
    if now < earliest { return steps.push(earliest, .leave(id)) }
    guard let command = waiting.removeValue(forKey: id) else { return }
    checkLeaving(command)
    let latency = 1 + Int64(random.next(below: random.next(below: 12) == 0 ? 2900 : 200))
    var call = Sent(
      command: command, attempt: calls.count { $0.command.id == id } + 1, sentAt: now, answeredAt: now + latency,
      outcome: Outcome(.accepted), isFinal: true)
    let isApplied = choose(&call)
    calls.append(call)
    inFlight.insert(calls.count - 1)
    if command.kind == .pause || command.kind == .resume, let isApplied {
      steps.push(
        isApplied ? now + Int64(random.next(below: Int(latency))) : call.answeredAt + Int64(random.next(below: 900)),
        .apply(calls.count - 1))
    }
    steps.push(call.answeredAt, .answer(calls.count - 1))
    // A resume that a crash has hidden is the one that may undo the next pause.
    if call.changesSomething, now < faultsEnd, random.next(below: command.kind == .resume ? 3 : 10) == 0 {
      steps.push(now + Int64(random.next(below: 100)), .restart)
    }
    if command.kind == .resume || !canInspect(command) { durable = entries.count }  // G3
    record(.call(Call(command: command, attempt: call.attempt)))
  }

  /// The call's fate: whether it is applied before its answer, after it, or (nil) never.
  private mutating func choose(_ call: inout Sent) -> Bool? {
    let isLook = call.command.kind == .resolve || call.command.kind == .inspect
    guard now < faultsEnd else { return true }
    switch random.next(below: 30) {
    case 0, 1:  // lost before it was applied
      call.outcome = Outcome(.unknown)
      call.isFinal = !isLook
      return nil
    case 2, 3:  // applied, and the answer lost
      call.outcome = Outcome(.unknown)
      call.isFinal = !isLook
      return true
    case 4:  // the answer given up, and applied after
      call.outcome = Outcome(.unknown)
      call.isFinal = !isLook
      return false
    case 5, 6:  // as it says, or applied all the same
      call.outcome = Outcome(.failed, status: 503)
      call.isFinal = false
      return random.flip() ? nil : true
    case 7:
      call.outcome = Outcome(.refused, refusal: .throttled, status: 429)
      call.isFinal = false
      return nil
    case 8 where call.command.kind == .pause:
      call.outcome = Outcome(.gone, status: 404)
      return nil
    case 9 where !isLook && canInspect(call.command):
      call.outcome = Outcome(.refused, refusal: .conflict, status: 409)
      return nil
    default: return true
    }
  }

  private func canInspect(_ command: Command) -> Bool { traits.first { $0.name == command.target.platform }?.canInspect ?? false }

  private mutating func answer(_ index: Int) {
    guard inFlight.remove(index) != nil else { return }
    let call = calls[index]
    var outcome = call.outcome
    if outcome.result == .accepted {
      switch call.command.kind {
      case .resolve, .inspect:
        let seenAt = call.sentAt + Int64(random.next(below: Int(now - call.sentAt) + 1))
        let lag = random.next(below: 3) == 0 ? Int64(random.next(below: Int(SimulatedPlatform.lagMax))) : 0
        outcome = platform.look(call.command, at: seenAt, read: seenAt - lag)
      case .pause, .resume:
        outcome = platform.reply(to: call.command, at: now)
      }
    }
    if !call.isFinal {
      waiting[call.command.id] = call.command
      steps.push(now + 50 + Int64(random.next(below: 400)), .leave(call.command.id))
    }
    let answer = Answer(command: call.command, attempt: call.attempt, outcome: outcome, isFinal: call.isFinal)
    see(answer)
    record(.outcome(answer))
  }

  private mutating func see(_ answer: Answer) {
    for seen in answer.outcome.observations { lastSeen["\(answer.command.target.platform) \(seen.recording)"] = seen.state }
  }

  /// The state is folded again from what is on disk; nobody waits for answers any more, but what was sent may still apply.
  private mutating func restart() {
    while entries.count > durable, case let body? = entries.last?.body, !body.isAcknowledged, random.flip() { entries.removeLast() }
    lastSeen = [:]
    for case .outcome(let answer) in entries.map(\.body) { see(answer) }
    engine = folded()
    waiting = [:]
    for index in inFlight.sorted() where calls[index].outcome.result == .accepted && calls[index].changesSomething {
      steps.push(now + Int64(random.next(below: 1900)), .apply(index))
    }
    inFlight = []
    graceEnd = now + 5000
    if random.next(below: 4) == 0 { tokenAt = min(now + Int64(random.next(below: 20_000)), faultsEnd) }
    record(.act(Act(.start, by: "simulation", conversation: Self.key)))
  }
}

// MARK: - Judgement

extension EngineSimulation {
  private mutating func checkLeaving(_ command: Command) {
    guard let index = platform.index(of: command), command.kind == .pause || command.kind == .resume else { return }
    let rivals = inFlight.filter { platform.index(of: calls[$0].command) == index && calls[$0].command.kind == command.kind }
    if !rivals.isEmpty { fail("a second \(command.kind.rawValue) is in flight for \(command.target.recording ?? "")") }
    if command.kind == .resume {
      let pauses = inFlight.filter { platform.index(of: calls[$0].command) == index && calls[$0].command.kind == .pause }
      if !pauses.isEmpty { fail("a resume left while a pause is in flight") }
      let verdict = oracle.verdict(on: platform.recordings[index], at: now, slack: 0)
      if verdict == .covered { fail("a resume left inside a window of \(command.target.recording ?? "")") }
    }
  }

  /// Nothing was heard for a while and no call failed: everything must be as the facts say.
  private mutating func judge() {
    for recording in platform.recordings where recording.exists(at: now) && recording.connects <= now {
      let isPaused = recording.isPaused(at: now)
      switch oracle.verdict(on: recording, at: now, slack: 25_000) {
      case .covered where !isPaused && oracle.isFindable(recording): fail("\(recording.id) is covered and records")
      case .free where isPaused && !oracle.mayStayPaused(recording) && oracle.isFindable(recording):
        fail("\(recording.id) is free and still paused")
      case .covered, .free, .doubtful: break
      }
    }
    if !waiting.isEmpty && inFlight.isEmpty && steps.isEmpty { fail("commands are left over") }
  }
}

/// Steps in the order of their time, those of one moment in the order they were pushed.
private struct StepQueue {
  private var heap: [(at: Int64, number: Int, step: EngineSimulation.Step)] = []
  private var pushed = 0

  var isEmpty: Bool { heap.isEmpty }
  var first: (at: Int64, step: EngineSimulation.Step)? { heap.last.map { ($0.at, $0.step) } }

  mutating func push(_ at: Int64, _ step: EngineSimulation.Step) {
    pushed += 1
    let row = (at: at, number: pushed, step: step)
    // The last is the next: a few dozen rows need no tree.
    let index = heap.firstIndex { ($0.at, $0.number) < (row.at, row.number) } ?? heap.count
    heap.insert(row, at: index)
  }

  mutating func pop() -> (Int64, EngineSimulation.Step)? { heap.popLast().map { ($0.at, $0.step) } }
}

extension Entry.Body {
  /// Whether somebody was told that it is on disk.
  fileprivate var isAcknowledged: Bool {
    if case .event = self { true } else { false }
  }
}
