import Engine
import Model

/// One thing that may happen next.
enum ClosureStep: Sendable {
  /// When a fact was, compared with what it is weighed against.
  enum Age: Sendable { case fresh, older, even }

  /// What a call comes back with.
  enum Fate: CaseIterable, Sendable {
    case done, stale, lost, conflict, gone, failed, failedForGood, throttled, unauthorized, forbidden, malformed, blind
    /// It is said to have failed, and was applied.
    case misreported

    var isFinal: Bool { ![.failed, .misreported, .throttled, .unauthorized].contains(self) }
    var isFailed: Bool { self == .failed || self == .misreported }
  }

  case event(Event.Kind, agent: Int?, Age)
  case consult
  case recordingEvent(Event.Kind, Int)
  case leave(Int)
  /// The call reaches the recording, while its answer is still under way or was given up.
  case apply(Int)
  /// What was given up never reaches the recording.
  case vanish(Int)
  case answer(Int, Fate)
  case timer
  /// Nothing happens for a while.
  case pass
  /// The windows' time is over (W5).
  case expire
  case restart
  /// An operator retries what is parked.
  case retry
  case turn(Int, SmallWorld.Phase)
  case drift(Int)
}

extension ClosureState {
  var steps: [ClosureStep] {
    var steps = events
    steps += world.waiting.indices.map { .leave($0) }
    for (index, flight) in flights.enumerated() {
      if flight.isGivenUp { steps.append(.vanish(index)) } else { steps += fates(of: flight).map { .answer(index, $0) } }
      if world.cast.may(.lateCall) && flight.command.kind.changesRecording && !flight.isApplied { steps.append(.apply(index)) }
    }
    if passing > world.now + 2 { steps.append(.pass) }
    if let deadline = world.deadline, deadline < world.now + Self.maxPause.milliseconds / 2 { steps.append(.timer) }
    if !world.engine.parked().isEmpty { steps.append(.retry) }
    if world.cast.may(.expiry) && world.lastExpiry != nil && flights.isEmpty { steps.append(.expire) }
    if world.cast.may(.restart) { steps.append(.restart) }
    for place in world.isPaused.indices {
      let traits = world.cast.traits[world.cast.recordings[place].platform]
      switch world.phases[place] {
      case .live:
        if world.cast.may(.ending) { steps.append(.turn(place, .over)) }
        if world.cast.may(.drift) && world.isPaused[place] && traits.driftCheck != nil && !isUnreadable { steps.append(.drift(place)) }
      case .over: if traits.addressing == .participant { steps.append(.turn(place, .live)) }
      }
    }
    return steps
  }

  private var events: [ClosureStep] {
    let cast = world.cast
    var steps: [ClosureStep] = cast.events.contains(.transferStarted) ? [.consult] : []
    func add(_ kind: Event.Kind, _ agent: Int?) {
      guard cast.events.contains(kind) else { return }
      steps.append(.event(kind, agent: agent, .fresh))
      guard let opposing = opposingFact(of: kind, agent), newest({ $0.kind == kind && $0.agent == agent }).map({ $0 < opposing }) ?? true
      else { return }
      steps += [.event(kind, agent: agent, .older), .event(kind, agent: agent, .even)]
    }
    for agent in cast.tellers {
      add(.pauseStarted, agent)
      add(.pauseEnded, agent)
      add(.transferStarted, agent)
      if agent != nil { add(.agentLeft, agent) }
    }
    add(.customerLeft, nil)
    add(.conversationEnded, nil)
    add(.ignored, nil)
    for (place, recording) in cast.recordings.enumerated() {
      let isParticipant = cast.traits[recording.platform].addressing == .participant
      for kind in [Event.Kind.agentJoined, .agentLeft] where isParticipant && cast.events.contains(kind) {
        steps.append(.recordingEvent(kind, place))
      }
      if recording.agent != nil, world.phases[place] == .live, cast.events.contains(.recordingStarted) {
        steps.append(.recordingEvent(.recordingStarted, place))
      }
      if canTellOfEnd(place) { steps.append(.recordingEvent(.recordingEnded, place)) }
    }
    return steps
  }

  /// What may truly be answered. A vendor's error may say anything but that something is not there which nothing covers and which is.
  private func fates(of flight: Flight) -> [ClosureStep.Fate] {
    allFates(of: flight).filter(world.cast.may)
  }

  private func allFates(of flight: Flight) -> [ClosureStep.Fate] {
    if flight.isApplied { return [.done, .lost, .misreported] }
    let command = flight.command
    let place = world.cast.place(of: command)
    let isOver = place.map { world.phases[$0] == .over } ?? false
    let refusals: [ClosureStep.Fate] = [.failed, .throttled, .unauthorized, .forbidden, .malformed]
    switch command.kind {
    case .pause: return [.done, .lost, .misreported, .conflict, .gone] + refusals
    case .resume:
      let isPaused = place.map { world.isPaused[$0] } ?? false
      return [.done, .lost, .misreported, .failedForGood] + refusals + (isPaused ? [] : [.conflict]) + (isOver ? [.gone] : [])
    case .inspect where hasDrifted: return [.done, .stale, .failed, .throttled]
    case .inspect: return [.done, .stale, .blind] + refusals + (isOver ? [.gone] : [])
    case .resolve: return [.done, .stale] + refusals
    }
  }
}
