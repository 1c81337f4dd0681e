import Daemon
import Engine
import Journal
import Model
import Native
import Platforms
import Simulator

/// The real loop, engine, delivery and platform code, on simulated time, disk, network, vendor and senders: everything from one seed.
final class Simulation {
  /// What went wrong, for the person who runs the seed again.
  var violations: [String] = []
  var callCount = 0
  var crashCount = 0
  let journal = SimulatedJournal()

  let seed: UInt64
  var random: SimulatedRandom
  let clock = SimulatedClock()
  let centre: CallCentre
  var world = World()
  var agenda = Agenda()
  var completions: [HTTPClient.Completion] = []
  var mailbox = Mailbox<Letter>(limit: Limits.lettersMax)
  /// Facts that this life of the loop has been told, and those that were acknowledged in any life.
  var told: [CallCentre.Fact] = []
  let acknowledged = Acknowledged()
  var faultsUntil: Int64
  var hasCommitPlanned = false
  var mustCrash = false
  /// Requests whose answer the loop waits for; the paths of those that change a recording, both ways.
  var awaited: Set<UInt64> = []
  var inFlight: [UInt64: String] = [:]
  var flying: [String: UInt64] = [:]

  init(seed: UInt64) {
    self.seed = seed
    random = SimulatedRandom(seed: seed)
    centre = CallCentre(start: clock.now + 2_000_000, random: &random)
    faultsUntil = centre.end + random.milliseconds(0...20_000)
    setUpWorld()
    for fact in centre.facts { plan(fact) }
    for _ in 0..<(random.chance(50) ? Int.random(in: 1...3, using: &random) : 0) {
      agenda.add(at: clock.now + random.milliseconds(1000...60_000)) { $0.mustCrash = true }
    }
    if random.chance(20) {
      // Back, and every event would count as its receipt (E2); further than maxPause, and every started would be too old (W5).
      let span = Span.milliseconds(Int64.random(in: 0...1_800_000, using: &random))
      agenda.add(at: clock.now + random.milliseconds(1000...60_000)) { $0.clock.stepWall(by: span) }
    }
  }

  func run() throws {
    let end = max(centre.end, faultsUntil) + 300_000_000
    while clock.now < end {
      let loop = try start()
      while clock.now < end && !mustCrash {
        loop.turn(waitingAtMost: .seconds(1))
        planCommit()
        if callCount > 5000 { return violations.append("more than 5000 calls") }
      }
      if mustCrash { crash() }
    }
    judge()
  }

  private func start() throws -> Loop {
    var configuration = Configuration(stateDirectory: "/nowhere")
    configuration.policy.defaults.maxPause = .hours(1)
    configuration.startGrace = .seconds(5)
    let settings = PlatformSettings(
      name: "genesys", system: "genesys", rate: .init(perMinute: 300, burst: 20, reservedForPauses: 0.3), maxInFlight: 16,
      timeout: .seconds(3), driftCheck: .seconds(15))
    let platform = GenesysCloud(
      GenesysCloud.Settings(
        platform: settings, api: "http://vendor", login: "http://vendor", clientID: Secret("id"), clientSecret: Secret("secret"),
        pauseWith: .participant))
    let observers = Observers(metrics: Metrics(), log: Log(LogSettings(level: .error)), health: Health())
    return try Loop(
      configuration: configuration, platforms: [platform], journal: journal, transport: SimulatedTransport(self), mailbox: mailbox,
      observers: observers, clock: clock.clock)
  }

  private func crash() {
    mustCrash = false
    crashCount += 1
    journal.crash()
    hasCommitPlanned = false
    completions = []
    awaited = []
    inFlight = [:]
    flying = [:]
    mailbox = Mailbox(limit: Limits.lettersMax)
    told = told.filter { acknowledged.contains($0.id) }
  }
}

// MARK: - Senders

extension Simulation {
  private func plan(_ fact: CallCentre.Fact) {
    let delay = random.chance(10) ? random.milliseconds(5000...60_000) : random.milliseconds(50...2000)
    deliver(fact, at: fact.at + delay)
    if random.chance(20) { deliver(fact, at: fact.at + random.milliseconds(50...30_000)) }
  }

  /// At least once: what is not acknowledged within 5 s is sent again.
  private func deliver(_ fact: CallCentre.Fact, at moment: Int64) {
    agenda.add(at: moment) { simulation in
      simulation.post(fact)
      let id = fact.id
      simulation.agenda.add(at: moment + 5_000_000) { simulation in
        if !simulation.acknowledged.contains(id) { simulation.deliver(fact, at: simulation.clock.now + 1000) }
      }
    }
  }

  private func post(_ fact: CallCentre.Fact) {
    // The sender's clock is the wall at the moment of the fact, before anybody stepped ours.
    let occurredAt = Timestamp(milliseconds: 1_774_000_000_000 + (fact.at - 5_000_000_000) / 1000)
    var event = Event(
      kind: fact.kind, id: fact.id, source: "genesys", origin: "eventbridge:genesys", system: "genesys", platform: "genesys",
      conversation: fact.agent.conversation, occurredAt: occurredAt)
    event.agent = fact.agent.user
    if fact.kind == .agentJoined {
      event.participant = fact.agent.participant
      event.session = "s"
    }
    let acknowledged = self.acknowledged
    let id = fact.id
    let submission = Submission(events: [event], receivedAt: clock.now) { result in
      if result != .unavailable { acknowledged.add(id) }
    }
    if mailbox.post(.submission(submission)) { told.append(fact) }
  }
}
