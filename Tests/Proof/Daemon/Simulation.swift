import Daemon
import Engine
import Journal
import Model
import Native
import Platforms
import Simulator
import Seeded

/// The real decoders, loop, engine, delivery and platforms on simulated time, disk, network, vendor and senders: everything from one seed.
final class Simulation {
  static let start: Int64 = 5_000_000_000
  static let wallStart: Int64 = 1_774_000_000_000

  /// What went wrong, for the person who runs the seed again.
  var violations: [String] = []
  var reached: Set<Rarity> = []
  var callCount = 0
  var crashCount = 0
  let journal: SimulatedJournal

  let seed: UInt64
  let recorder: Recorder
  var random: SeededRandom
  let clock = SimulatedClock()
  let centre: CallCentre
  /// Without it nothing heals by chance what was believed wrongly.
  let driftCheck: Span?
  var world = World()
  var agenda = Agenda()
  var completions: [HTTPClient.Completion] = []
  var mailbox = Mailbox<Letter>(limit: Limits.lettersMax)
  /// Facts that this life of the loop has been told, and those that were acknowledged in any life.
  var told: [CallCentre.Fact] = []
  let acknowledged = Acknowledged()
  var faultsUntil: Int64
  /// The vendor says at times that it did what it did not, or that it could not.
  let isLiar: Bool
  /// Calls are read back; of a liar always.
  private let verifies: Bool
  var hasCommitPlanned = false
  var mustCrash = false
  var hasLostPower = false
  /// No process runs: senders reach nobody, and the rest of the world goes on.
  private var isDown = false
  /// Requests whose answer the loop waits for; those that change a recording, both ways.
  var awaited: Set<UInt64> = []
  /// Since when.
  var tokenRequests: [UInt64: Int64] = [:]
  var inFlight: [UInt64: Change] = [:]
  var startedAt: Int64 = 0
  private var limits = Recorder.Limits()
  /// When this life of the loop heard of each participant's newest started.
  private var openedAt: [String: Int64] = [:]
  /// The vendor has asked this life of the loop to wait until then.
  var throttledUntil: Int64 = 0
  /// The wall stepped so far that the order of the facts is lost on hushd: its calls are not judged any more.
  var isTimeLost = false
  /// Nor are the times in its journal those of the senders and of the vendor any more.
  var hasStepped = false
  /// An operator has asked what a replay would do.
  private(set) var hasRehearsed = false

  struct Change: Hashable {
    var recording: String
    var isResume: Bool
  }

  init(seed: UInt64) throws {
    self.seed = seed
    journal = try SimulatedJournal()
    random = SeededRandom(seed &* 0x9e37_79b9_7f4a_7c15 &+ 1)
    recorder = Recorder.allCases[random.next(below: Recorder.allCases.count)]
    centre = CallCentre(start: clock.now + 2_000_000, at: recorder, random: &random)
    driftCheck = random.flip() ? .seconds(15) : nil
    faultsUntil = centre.end + random.milliseconds(0...20_000)
    isLiar = random.flip()
    let believes = random.flip()
    verifies = isLiar || !believes
    setUpWorld()
    for fact in centre.facts { plan(fact) }
    for _ in 0..<(random.chance(50) ? Int.random(in: 1...3, using: &random) : 0) {
      agenda.add(at: clock.now + random.milliseconds(1000...60_000)) { $0.mustCrash = true }
    }
    if driftCheck != nil && random.chance(30) { planDrift() }
    if random.chance(20) { planStep() }
    if random.chance(20) { planReload() }
    if random.chance(20) { planReplay() }
  }

  /// What the clocks of senders and vendor show, which nobody ever sets.
  static func wall(at moment: Int64) -> Timestamp { Timestamp(milliseconds: wallStart + (moment - start) / 1000) }

  var simulatedSeconds: Double { Double(clock.now - Self.start) / 1_000_000 }

  func run() throws {
    let end = max(centre.end, faultsUntil) + 300_000_000
    while clock.now < end {
      let loop = try begin()
      while clock.now < end && !mustCrash {
        loop.turn(waitingAtMost: .minutes(1))
        check(loop.load)
        if callCount > 5000 { return violate("more than 5000 calls") }
      }
      if mustCrash {
        crash()
        if random.chance(30) { stayDown() }
      }
    }
    try judge()
  }

  private func begin() throws -> Loop {
    startedAt = clock.now
    try journal.begin()
    let kept = journal.kept
    for fact in centre.facts where acknowledged.contains(fact.id) && kept[fact.id] == nil {
      violate("\(fact.id) was acknowledged and lost")
    }
    let configuration = self.configuration
    let observers = Observers(metrics: Metrics(), log: Log(LogSettings(level: .error)), health: Health())
    return try Loop(
      configuration: configuration, platforms: configuration.platforms.map { try $0.platform(environment: { _ in nil }) },
      journal: journal, transport: SimulatedTransport(self), mailbox: mailbox, observers: observers, clock: clock.clock)
  }

  var configuration: Configuration {
    var configuration = Configuration(stateDirectory: "/nowhere")
    configuration.platforms = [recorder.platform(verify: verifies, driftCheck: driftCheck, limits: limits)]
    configuration.policy.defaults.maxPause = .hours(1)
    configuration.policy.defaults.resumeDelay = limits.resumeDelay
    configuration.policy.defaults.scope = recorder.scope
    configuration.startGrace = .seconds(5)
    return configuration
  }

  private func crash() {
    reached.insert(.crash)
    if !inFlight.isEmpty { reached.insert(.crashWithCallInFlight) }
    if journal.hasQueued { reached.insert(.crashWithUnwritten) }
    mustCrash = false
    crashCount += 1
    let losesPower = hasLostPower || random.flip()
    if losesPower { reached.insert(.powerCut) }
    if hasLostPower { reached.insert(.powerCutInCommit) }
    hasLostPower = false
    journal.crash(losingPower: losesPower ? random.next() : nil)
    hasCommitPlanned = false
    completions = []
    awaited = []
    inFlight = [:]
    throttledUntil = 0
    openedAt = [:]
    mailbox = Mailbox(limit: Limits.lettersMax)
    told = told.filter { acknowledged.contains($0.id) }
  }

  /// Nobody starts it again at once.
  private func stayDown() {
    isDown = true
    let end = clock.now + random.milliseconds(0...90_000)
    while let moment = agenda.next, moment <= end {
      clock.advance(to: max(moment, clock.now))
      agenda.takeNext()?(self)
    }
    clock.advance(to: end)
    (isDown, mustCrash) = (false, false)
  }
}

// MARK: - What happens besides

extension Simulation {
  /// Somebody starts a recording again by hand.
  private func planDrift() {
    let agent = centre.agents[random.next(below: centre.agents.count)]
    agenda.add(at: clock.now + random.milliseconds(3000...60_000)) { simulation in
      let (path, body) = simulation.recorder.drift(of: agent)
      simulation.tell(path, body)
      simulation.reached.insert(.drift)
    }
  }

  /// SIGHUP, with other limits.
  private func planReload() {
    let limits = Recorder.Limits(
      perMinute: [60, 300, 900].randomElement(using: &random) ?? 300, maxInFlight: Int.random(in: 1...16, using: &random),
      resumeDelay: .milliseconds(Int64.random(in: 0...2000, using: &random)))
    agenda.add(at: clock.now + random.milliseconds(1000...60_000)) { simulation in
      simulation.limits = limits
      let configuration = simulation.configuration
      let platforms = configuration.platforms.compactMap { try? $0.platform(environment: { _ in nil }) }
      guard !simulation.isDown, simulation.mailbox.post(.reload(.taken(configuration, platforms), done: {})) else { return }
      simulation.reached.insert(.reloaded)
    }
  }

  private func planReplay() {
    let isRehearsal = random.chance(30)
    agenda.add(at: clock.now + random.milliseconds(1000...80_000)) { simulation in
      let conversations = Set(simulation.centre.agents.map { ConversationKey(system: "system", id: $0.conversation) }).sorted()
      let wish = ReplayWish(conversations: conversations, isRehearsal: isRehearsal, arguments: [:])
      guard !simulation.isDown, simulation.mailbox.post(.control(ControlRequest(.replay(wish), by: "operator") { _ in })) else { return }
      simulation.reached.insert(.replayed)
      simulation.hasRehearsed = isRehearsal
    }
  }

  /// Back, and every event counts as its receipt (E2); further than maxPause, and every started is too old (W5): then only the journal is
  /// judged.
  private func planStep() {
    let isFar = random.chance(25)
    let day: Int64 = 86_400_000
    let span = Span.milliseconds(isFar ? (random.flip() ? day : -day) : Int64.random(in: 0...1_800_000, using: &random))
    agenda.add(at: clock.now + random.milliseconds(1000...60_000)) { simulation in
      simulation.clock.stepWall(by: span)
      simulation.hasStepped = true
      guard isFar else { return }
      simulation.isTimeLost = true
      simulation.reached.insert(.wallStepped)
    }
  }
}

// MARK: - Senders

extension Simulation {
  private func plan(_ fact: CallCentre.Fact) {
    let delay = random.chance(10) ? random.milliseconds(5000...60_000) : random.milliseconds(50...2000)
    deliver(fact, at: fact.at + delay)
    if random.chance(20) { deliver(fact, at: fact.at + random.milliseconds(50...30_000)) }
    if random.chance(5) { deliver(fact, at: fact.at + delay + 1000) }
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
    guard !isDown else {
      reached.insert(.postedWhileDown)
      return
    }
    let message = InboundMessage(body: recorder.body(of: fact, at: Self.wall(at: fact.at)), receivedAt: clock.wall)
    let acknowledged = self.acknowledged
    let id = fact.id
    do throws(DecodeError) {
      let events = try recorder.decoder.decode(message)
      let submission = Submission(events: events, receivedAt: clock.now) { acknowledged.note(id, $0) }
      guard mailbox.post(.submission(submission)) else { return }
      told.append(fact)
      noteVanity(of: fact)
    } catch {
      violate("\(id) cannot be read: \(error)")
    }
  }

  private func noteVanity(of fact: CallCentre.Fact) {
    if fact.kind == .pauseStarted { openedAt[fact.agent.participant] = clock.now }
    guard fact.kind == .pauseEnded, let opened = openedAt[fact.agent.participant] else { return }
    if tokenRequests.contains(where: { awaited.contains($0.key) && $0.value <= opened }) { reached.insert(.pausedInVain) }
  }
}
