import Engine
import Model

/// The small world with calls under way, and what may become of them.
struct ClosureState {
  /// A call that has left and has not returned, or whose answer was given up and which may still apply.
  struct Flight: Hashable {
    var command: Command
    var sentAt: Int64
    var isApplied = false
    var isGivenUp = false
  }

  /// A call's timeout; nothing applies later than that.
  static let flightMax: Int64 = 3000
  /// So far away that no path comes near it: a window's limit passes only by a step of its own.
  static let maxPause = Span.hours(1000)

  var world: SmallWorld
  var flights: [Flight] = []
  /// The newest fact of each kind and agent.
  var facts: [SimulatedHistory.Fact] = []
  /// What each recording was before it changed last, when that was, and until when a reading may lag behind it.
  private var before: [Bool]
  private var changedAt: [Int64]
  private var staleUntil: [Int64]
  private var told = 0
  /// Began anew, and nobody has told of it yet.
  private(set) var unannounced: Set<Int> = []
  /// The vendor did not say what a recording's state is: nobody can see it drift (R5).
  private(set) var isUnreadable = false
  /// It resumed by itself, and no call has reached it since.
  private(set) var hasDrifted = false
  /// The calls that failed and may be tried again: the next is another attempt (R5).
  private var failed: Set<CommandID> = []
  var violation: String?
  private(set) var trace: Trace?

  init(_ cast: SmallWorld.Cast) {
    world = SmallWorld(cast, keepsEntries: false, conversationIdle: .hours(1_000_000))
    world.advance(to: 1000)
    before = world.isPaused
    changedAt = world.isPaused.map { _ in 0 }
    staleUntil = changedAt
  }

  var visibleBefore: [Bool] {
    before.indices.map { world.now < staleUntil[$0] ? before[$0] : world.isPaused[$0] }
  }

  var oracle: SimulationOracle { world.cast.oracle(knowing: facts) }

  func newest(_ isMeant: (SimulatedHistory.Fact) -> Bool) -> Int64? { facts.filter(isMeant).map(\.at).max() }

  // MARK: - What tells two states apart

  /// All that may make a difference from here on, as one number.
  var identity: Int {
    var hasher = Hasher()
    hasher.combine(world.shape(windows: world.cast.windows))
    hasher.combine(world.isPaused)
    for place in world.phases.indices where world.cast.may(.stale) && canRead(place) { hasher.combine(visibleBefore[place]) }
    hasher.combine(world.phases)
    hasher.combine(unannounced.sorted())
    if world.cast.may(.drift) {
      hasher.combine(isUnreadable)
      hasher.combine(hasDrifted)
    }
    for command in world.waiting.sorted(by: { Self.rank($0) < Self.rank($1) }) { combine(command, into: &hasher) }
    hasher.combine(0)
    for flight in flights {
      combine(flight.command, into: &hasher)
      hasher.combine(flight.isApplied)
      hasher.combine(flight.isGivenUp)
    }
    // What the facts say is as much a part of the state as what the engine has made of them.
    let oracle = oracle
    for recording in world.cast.recordings {
      hasher.combine(oracle.mayStayPaused(recording))
      for window in world.cast.windows { hasher.combine(oracle.verdict(on: recording, at: world.now, by: window)) }
    }
    for place in world.phases.indices { hasher.combine(canTellOfEnd(place)) }
    return hasher.finalize()
  }

  private func combine(_ command: Command, into hasher: inout Hasher) {
    hasher.combine(command.kind)
    hasher.combine(failed.contains(command.id))
    hasher.combine(command.target.platform)
    hasher.combine(command.target.recording)
  }

  func canRead(_ place: Int) -> Bool { world.cast.traits[world.cast.recordings[place].platform].canInspect }

  /// Until nothing is recent any more, or something is due.
  var passing: Int64 { min(world.deadline.map { $0 - 1 } ?? .max, world.now + 10_000) }

  func canTellOfEnd(_ place: Int) -> Bool {
    guard world.phases[place] == .over, let ended = newest({ $0.kind == .recordingEnded && $0.recording == place }) else {
      return world.phases[place] == .over
    }
    return ended < changedAt[place]
  }

  // MARK: - What changes it

  mutating func take(_ step: ClosureStep) {
    trace = Trace(step: step, at: world.now, before: trace)
    switch step {
    case .event(let kind, let agent, let age): tell(kind, agent: agent, age)
    case .consult: world.tell(SimulatedHistory.Fact(kind: .transferStarted, at: world.now, agent: 0), id: "consult", transfer: .consult)
    case .recordingEvent(let kind, let place): tell(kind, of: place)
    case .leave(let index): leave(world.waiting[index])
    case .apply(let index): apply(index)
    case .vanish(let index): flights.remove(at: index)
    case .answer(let index, let fate): answer(index, fate)
    case .timer: world.fireTimer()
    case .pass: world.advance(to: passing)
    case .expire: world.fireTimer(at: world.lastExpiry ?? world.now)
    case .restart: restart()
    case .retry: retry()
    case .turn(let place, let phase): turn(place, phase)
    case .drift(let place):
      set(place, paused: false)
      hasDrifted = true
    }
    if world.cast.isServed { serve() }
    flights.removeAll { $0.isGivenUp && world.now >= $0.sentAt + Self.flightMax }
  }

  private mutating func tell(_ kind: Event.Kind, agent: Int?, _ age: ClosureStep.Age) {
    // By two, so that there is a moment before each that is none of the others'.
    world.advance(to: world.now + 2)
    let opposing = opposingFact(of: kind, agent) ?? world.now
    let at =
      switch age {
      case .fresh: world.now
      case .older: opposing - 1
      case .even: opposing
      }
    tell(SimulatedHistory.Fact(kind: kind, at: at, agent: agent))
  }

  /// The newest fact that an event of this kind is weighed against (W1, W7, W8).
  func opposingFact(of kind: Event.Kind, _ agent: Int?) -> Int64? {
    guard kind == .pauseStarted else {
      return newest { $0.kind == .pauseStarted && (agent == nil || $0.agent == nil || $0.agent == agent) }
    }
    return newest { fact in
      switch fact.kind {
      case .pauseEnded: agent == nil || fact.agent == nil || fact.agent == agent
      case .agentLeft: fact.agent == agent
      case .conversationEnded: true
      default: false
      }
    }
  }

  mutating func tell(_ kind: Event.Kind, of place: Int) {
    world.advance(to: world.now + 2)
    if kind == .recordingStarted || kind == .agentJoined { unannounced.remove(place) }
    let at = kind == .recordingEnded ? changedAt[place] : world.now
    tell(SimulatedHistory.Fact(kind: kind, at: at, agent: world.cast.recordings[place].agent, recording: place))
  }

  private mutating func tell(_ fact: SimulatedHistory.Fact) {
    func isSame(_ other: SimulatedHistory.Fact) -> Bool {
      other.kind == fact.kind && other.agent == fact.agent && other.recording == fact.recording
    }
    if newest(isSame).map({ $0 < fact.at }) ?? true {
      facts.removeAll(where: isSame)
      facts.append(fact)
    }
    told += 1
    world.tell(fact, id: "e\(told)")
  }

  private mutating func leave(_ command: Command) {
    world.waiting.removeAll { $0.id == command.id }
    if command.kind.changesRecording { check(command) }
    add(Flight(command: command, sentAt: world.now))
    world.record(.call(Call(command: command, attempt: attempt(of: command))))
  }

  private func attempt(of command: Command) -> Int { failed.contains(command.id) ? 2 : 1 }

  private static func rank(_ command: Command, isGivenUp: Bool = false) -> (String, String, String, Int) {
    (command.kind.rawValue, command.target.platform, command.target.recording ?? "", isGivenUp ? 1 : 0)
  }

  /// In a fixed order, so that the same calls under way are the same state.
  private mutating func add(_ flight: Flight) {
    func rank(_ flight: Flight) -> (String, String, String, Int) { Self.rank(flight.command, isGivenUp: flight.isGivenUp) }
    flights.insert(flight, at: flights.firstIndex { rank($0) > rank(flight) } ?? flights.count)
  }

  private mutating func serve() {
    while let command = world.waiting.first {
      leave(command)
      answer(0, .done)
    }
  }

  private mutating func check(_ command: Command) {
    let rivals = flights.filter { !$0.isGivenUp && $0.command.recordingKey == command.recordingKey && $0.command.kind.changesRecording }
    if rivals.contains(where: { $0.command.kind == command.kind }) { violation = "a second \(command.kind.rawValue) in flight" }
    guard command.kind == .resume, let place = world.cast.place(of: command) else { return }
    if rivals.contains(where: { $0.command.kind == .pause }) { violation = "a resume left beside a pause" }
    if oracle.verdict(on: world.cast.recordings[place], at: world.now, slack: 0) == .covered { violation = "a resume inside a window" }
  }

  /// Of two calls alike whose answers were given up, the later stands for both.
  private mutating func giveUp(_ flight: Flight) {
    guard flight.command.kind.changesRecording, !flight.isApplied else { return }
    flights.removeAll { $0.isGivenUp && $0.command.kind == flight.command.kind && $0.command.recordingKey == flight.command.recordingKey }
    var flight = flight
    flight.isGivenUp = true
    add(flight)
  }

  private mutating func answer(_ index: Int, _ fate: ClosureStep.Fate) {
    let flight = flights.remove(at: index)
    let command = flight.command
    if fate == .done || fate == .misreported, !flight.isApplied { apply(command) }
    if fate == .lost { giveUp(flight) }
    if !command.kind.changesRecording && fate.isFinal { isUnreadable = fate != .done && fate != .stale }
    let outcome = outcome(of: command, fate)
    if !fate.isFinal { world.waiting.append(command) }
    let answer = Answer(command: command, attempt: attempt(of: command), outcome: outcome, isFinal: fate.isFinal)
    if fate.isFailed && command.kind == .pause { failed.insert(command.id) }
    world.record(.outcome(answer))
  }

  private func outcome(of command: Command, _ fate: ClosureStep.Fate) -> Outcome {
    switch fate {
    case .done where command.kind.changesRecording:
      let isThere = world.cast.place(of: command).map { world.phases[$0] != .over } ?? false
      return isThere ? Outcome(.accepted, status: 200) : Outcome(.gone, status: 404)
    case .done: return world.look(command, at: world.isPaused)
    case .stale: return world.look(command, at: visibleBefore)
    case .blind:
      var outcome = world.look(command, at: world.isPaused)
      for index in outcome.observations.indices { outcome.observations[index].state = .unknown }
      return outcome
    case .lost: return Outcome(.unknown)
    case .conflict: return Outcome(.refused, refusal: .conflict, status: 409)
    case .gone: return Outcome(.gone, status: 404)
    case .failed, .misreported, .failedForGood: return Outcome(.failed, status: 503)
    case .throttled: return Outcome(.refused, refusal: .throttled, status: 429)
    case .unauthorized: return Outcome(.refused, refusal: .unauthorized, status: 401)
    case .forbidden: return Outcome(.refused, refusal: .forbidden, status: 403)
    case .malformed: return Outcome(.refused, refusal: .malformed, status: 400)
    }
  }

  private mutating func apply(_ index: Int) {
    let flight = flights[index]
    // R10: however late a call applies and however far readings lag, after its timeout both are over.
    apply(flight.command, visibleAt: flight.isGivenUp ? flight.sentAt + Self.flightMax : .max)
    if flights[index].isGivenUp { flights.remove(at: index) } else { flights[index].isApplied = true }
  }

  mutating func apply(_ command: Command, visibleAt limit: Int64 = .max) {
    guard let place = world.cast.place(of: command), command.kind.changesRecording, world.phases[place] == .live else { return }
    set(place, paused: command.kind == .pause)
    staleUntil[place] = min(staleUntil[place], limit)
    hasDrifted = false
  }

  private mutating func set(_ place: Int, paused: Bool) {
    before[place] = visibleBefore[place]
    changedAt[place] = world.now
    staleUntil[place] = world.now + SimulatedPlatform.lagMax
    world.isPaused[place] = paused
  }

  private mutating func turn(_ place: Int, _ phase: SmallWorld.Phase) {
    world.advance(to: world.now + 2)
    world.phases[place] = phase
    if phase == .live { unannounced.insert(place) } else { unannounced.remove(place) }
    changedAt[place] = world.now
    staleUntil[place] = world.now
    before[place] = false
    world.isPaused[place] = false
  }

  private mutating func restart() {
    let under = flights
    flights = []
    for flight in under { giveUp(flight) }
    world.restart()
  }

  mutating func retry() {
    guard let command = world.engine.parked().first else { return }
    world.record(.act(Act(.retry, by: "proof", conversation: SmallWorld.key, arguments: ["command": command.id.description])))
  }
}

/// How a state came about; the paths to all states share what they have in common.
final class Trace: Sendable {
  private let step: ClosureStep
  private let at: Int64
  private let before: Trace?

  init(step: ClosureStep, at: Int64, before: Trace?) {
    self.step = step
    self.at = at
    self.before = before
  }

  var lines: [String] {
    var lines: [String] = []
    var trace: Trace? = self
    while let here = trace {
      lines.append("\(here.step) @\(here.at)")
      trace = here.before
    }
    return lines.reversed()
  }
}
