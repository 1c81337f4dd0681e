import Engine
import Model

/// The small world with calls under way, and what may become of them.
struct ClosureState {
  /// A call that has left and has not returned, or whose answer was given up and which may still apply.
  struct Flight: Hashable {
    var command: Command
    var sentAt: Int64
    var isGivenUp = false
  }

  enum Step {
    case event(Event.Kind, agent: Int?, isOld: Bool)
    case leave(Int)
    case answer(Int, Fate)
    case applyLate(Int)
    case timer
    case restart
    case drift(Int)
  }

  enum Fate: String, CaseIterable {
    case done, lost, doneAndLost, lateAndLost, conflict, gone, failed, stale
  }

  /// What tells two states apart.
  struct Identity: Hashable {
    var shape: Shape?
    var isPaused: [Bool]
    var wasPaused: [Bool]
    var waiting: [String]
    var flights: [String]
    var verdicts: [SimulationOracle.Verdict]
  }

  /// A call's timeout; nothing applies later than that.
  static let flightMax: Int64 = 3000

  var world: SmallWorld
  private(set) var flights: [Flight] = []
  /// The newest fact of each kind, agent and origin.
  private(set) var facts: [SimulatedHistory.Fact] = []
  /// What each recording was before it changed last, and when that was: a reading may lag.
  private var before: [Bool]
  private var changedAt: [Int64]
  private var told = 0
  private(set) var violation: String?
  var path: [String] = []

  init(_ cast: SmallWorld.Cast) {
    world = SmallWorld(cast, keepsEntries: false)
    world.advance(to: 1000)
    before = world.isPaused
    changedAt = world.isPaused.map { _ in 0 }
  }

  var identity: Identity {
    Identity(
      shape: world.engine.shape(of: SmallWorld.key, at: SmallWorld.tick(world.now)), isPaused: world.isPaused, wasPaused: visibleBefore,
      waiting: world.waiting.map(Self.name).sorted(), flights: flights.map { "\(Self.name($0.command)) \($0.isGivenUp)" }.sorted(),
      verdicts: world.cast.recordings.map { oracle.verdict(on: $0, at: world.now, slack: 0) })
  }

  private var visibleBefore: [Bool] {
    before.indices.map { world.now - changedAt[$0] < SimulatedPlatform.lagMax ? before[$0] : world.isPaused[$0] }
  }

  private static func name(_ command: Command) -> String {
    "\(command.kind.rawValue) \(command.target.recording ?? command.target.platform)"
  }

  var oracle: SimulationOracle { world.cast.oracle(knowing: facts) }

  // MARK: - What may happen next

  var steps: [Step] {
    var steps: [Step] = []
    for agent in [0, 1] {
      steps += [.event(.pauseStarted, agent: agent, isOld: false), .event(.pauseEnded, agent: agent, isOld: false)]
      if newest(.pauseEnded, agent) != nil { steps.append(.event(.pauseStarted, agent: agent, isOld: true)) }
      guard world.cast.recordings.contains(where: { $0.agent == agent }) else { continue }
      steps += [.event(.agentLeft, agent: agent, isOld: false), .event(.agentJoined, agent: agent, isOld: false)]
    }
    steps.append(.event(.conversationEnded, agent: nil, isOld: false))
    if world.cast.traits.contains(where: \.isShared) { steps.append(.event(.transferStarted, agent: 0, isOld: false)) }
    steps += world.waiting.indices.map { .leave($0) }
    for (index, flight) in flights.enumerated() {
      if flight.isGivenUp { steps.append(.applyLate(index)) } else { steps += fates(of: flight.command).map { .answer(index, $0) } }
    }
    // The silence of 12 h is left to the tests of its rule.
    if let deadline = world.deadline, deadline < world.now + 600_000, flights.allSatisfy({ deadline <= $0.sentAt + Self.flightMax }) {
      steps.append(.timer)
    }
    steps.append(.restart)
    steps += world.isPaused.indices.filter { world.isPaused[$0] }.map { .drift($0) }
    return steps
  }

  private func fates(of command: Command) -> [Fate] {
    switch command.kind {
    case .pause: [.done, .lost, .doneAndLost, .lateAndLost, .conflict, .gone, .failed]
    case .resume: [.done, .lost, .doneAndLost, .lateAndLost, .conflict, .failed]
    case .inspect, .resolve: [.done, .stale, .failed]
    }
  }

  private func newest(_ kind: Event.Kind, _ agent: Int?) -> Int64? {
    facts.first { $0.kind == kind && $0.agent == agent }?.at
  }

  // MARK: - What it changes

  mutating func take(_ step: Step) {
    path.append("\(step) @\(world.now)")
    switch step {
    case .event(let kind, let agent, let isOld): tell(kind, agent: agent, isOld: isOld)
    case .leave(let index): leave(world.waiting[index])
    case .answer(let index, let fate): answer(index, fate)
    case .applyLate(let index): apply(flights.remove(at: index).command)
    case .timer: world.fireTimer()
    case .restart:
      for index in flights.indices { flights[index].isGivenUp = true }
      flights.removeAll { $0.command.kind == .inspect || $0.command.kind == .resolve }
      world.restart()
    case .drift(let place): set(place, paused: false)
    }
  }

  private mutating func tell(_ kind: Event.Kind, agent: Int?, isOld: Bool) {
    world.advance(to: world.now + 1)
    let at = isOld ? (newest(.pauseEnded, agent) ?? world.now) - 1 : world.now
    var fact = SimulatedHistory.Fact(kind: kind, at: at, agent: agent)
    if kind == .agentLeft || kind == .agentJoined { fact.recording = world.cast.recordings.firstIndex { $0.agent == agent } }
    if !isOld || newest(kind, agent).map({ $0 < at }) ?? true {
      facts.removeAll { $0.kind == kind && $0.agent == agent }
      facts.append(fact)
    }
    told += 1
    world.tell(fact, id: "e\(told)")
  }

  private mutating func leave(_ command: Command) {
    world.waiting.removeAll { $0.id == command.id }
    if command.kind == .pause || command.kind == .resume { check(command) }
    flights.append(Flight(command: command, sentAt: world.now))
    world.record(.call(Call(command: command, attempt: 1)))
  }

  private mutating func check(_ command: Command) {
    let rivals = flights.filter { !$0.isGivenUp && $0.command.recordingKey == command.recordingKey && $0.command.kind != .inspect }
    if rivals.contains(where: { $0.command.kind == command.kind }) { violation = "a second \(command.kind.rawValue) in flight" }
    guard command.kind == .resume, let place = world.cast.place(of: command) else { return }
    if rivals.contains(where: { $0.command.kind == .pause }) { violation = "a resume left beside a pause" }
    if oracle.verdict(on: world.cast.recordings[place], at: world.now, slack: 0) == .covered { violation = "a resume inside a window" }
  }

  private mutating func answer(_ index: Int, _ fate: Fate) {
    let flight = flights[index]
    let command = flight.command
    flights.remove(at: index)
    var outcome = Outcome(.unknown)
    switch fate {
    case .done:
      apply(command)
      outcome = [.pause, .resume].contains(command.kind) ? Outcome(.accepted, status: 200) : world.look(command, at: world.isPaused)
    case .stale: outcome = world.look(command, at: visibleBefore)
    case .lost: break
    case .doneAndLost: apply(command)
    case .lateAndLost: flights.append(Flight(command: command, sentAt: flight.sentAt, isGivenUp: true))
    case .conflict: outcome = Outcome(.refused, refusal: .conflict, status: 409)
    case .gone: outcome = Outcome(.gone, status: 404)
    case .failed: outcome = Outcome(.failed, status: 503)
    }
    let isFinal = fate != .failed
    if !isFinal { world.waiting.append(command) }
    world.record(.outcome(Answer(command: command, attempt: 1, outcome: outcome, isFinal: isFinal)))
  }

  private mutating func apply(_ command: Command) {
    guard let place = world.cast.place(of: command), command.kind == .pause || command.kind == .resume else { return }
    set(place, paused: command.kind == .pause)
  }

  private mutating func set(_ place: Int, paused: Bool) {
    before[place] = visibleBefore[place]
    changedAt[place] = world.now
    world.isPaused[place] = paused
  }

  // MARK: - Whether all comes right

  /// Everything returns and nothing fails any more: in a while each recording must be as the facts say.
  mutating func settle() {
    while let index = flights.indices.first {
      if flights[index].isGivenUp { apply(flights.remove(at: index).command) } else { answer(index, .done) }
    }
    var failure: String?
    let oracle = oracle
    world.run(milliseconds: 45_000) { world, command in
      guard command.kind == .resume, let place = world.cast.place(of: command) else { return }
      if oracle.verdict(on: world.cast.recordings[place], at: world.now, slack: 0) == .covered { failure = "a resume inside a window" }
    }
    violation = violation ?? failure
    guard world.engine.parked().isEmpty else { return }
    for (place, recording) in world.cast.recordings.enumerated() {
      switch oracle.verdict(on: recording, at: world.now, slack: 20_000) {
      case .covered where !world.isPaused[place]: violation = violation ?? "\(recording.id) is covered and records for good"
      case .free where world.isPaused[place] && !oracle.mayStayPaused(recording):
        violation = violation ?? "\(recording.id) is free and paused for good"
      case .covered, .free, .doubtful: break
      }
    }
  }
}
