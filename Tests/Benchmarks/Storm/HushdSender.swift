import Engine
import Model

/// The real engine and the real delivery in simulated time: a miniature of the daemon's loop, whose disk is instant.
package final class HushdSender {
  package private(set) var vendor: Vendor
  package private(set) var now = Tick(milliseconds: 0)
  /// Pauses that have been asked for and have not left.
  package private(set) var waitingPauses: Set<CommandID> = []
  /// Told of every call as it leaves.
  package var watch: (Command, HushdSender) -> Void = { _, _ in }

  private var engine: Engine
  private var delivery: DeliveryMachine
  private let policy: Policy
  private var seq: Int64 = 0
  private var events = 0
  private var onTheWay: [(arrives: Tick, command: Command)] = []
  private var answers: [(arrives: Tick, command: Command, outcome: Outcome, limit: RateLimit?)] = []

  package init(_ vendor: Vendor, perMinute: Int = 300, maxPause: Span = .hours(2)) {
    self.vendor = vendor
    let traits = PlatformTraits(
      name: "genesys", system: "genesys", addressing: .participant, isShared: false, canResolve: true, canInspect: true,
      inspectsConversation: true, timeout: .seconds(3), driftCheck: .seconds(15), maxInFlight: 16,
      rate: .init(perMinute: perMinute, burst: 20, reservedForPauses: 0.3))
    var governance = Governance()
    governance.maxPause = maxPause
    policy = Policy(defaults: governance)
    engine = Engine(platforms: [traits], conversationIdle: .hours(12))
    delivery = DeliveryMachine(platforms: [traits], accounts: [:], withToken: [], now: now)
    delivery.releaseResumes()
  }

  package func backlog(_ lane: String) -> Int { delivery.report(of: "genesys", now: now)?.backlog[lane] ?? 0 }

  /// An event of the call with that number: one agent, one screen.
  package func tell(_ kind: Event.Kind, call number: Int) {
    events += 1
    var event = Event(
      kind: kind, id: "e\(events)", source: "genesys", origin: "eventbridge:genesys", system: "genesys", platform: "genesys",
      conversation: "c\(number)", occurredAt: wall)
    event.agent = "a\(number)"
    if kind == .agentJoined || kind == .agentLeft { event.participant = Self.recording(ofCall: number) }
    record(.event(event))
  }

  package static func recording(ofCall number: Int) -> String { "p\(number)" }

  /// Lets time pass.
  package func run(until end: Tick) {
    send()
    while let next = next(), next <= end {
      now = max(now, next)
      turn()
    }
    now = max(now, end)
  }
}

// MARK: - The loop

extension HushdSender {
  private var wall: Timestamp { Timestamp(milliseconds: 1_774_000_000_000 + now.milliseconds) }

  private func next() -> Tick? {
    [onTheWay.first?.arrives, answers.first?.arrives, engine.nextDeadline?.tick, delivery.wake(after: now)].compactMap { $0 }.min()
  }

  private func turn() {
    // The way takes always as long, so both are in the order of their arrival.
    while let call = onTheWay.first, call.arrives <= now {
      onTheWay.removeFirst()
      let (outcome, limit) = vendor.answer(call.command.kind, of: recording(of: call.command), at: call.arrives)
      answers.append((call.arrives + Vendor.way, call.command, outcome, limit))
    }
    while let answer = answers.first, answer.arrives <= now {
      answers.removeFirst()
      carryOut(delivery.returned(answer.command, answer.outcome, limit: answer.limit, now: now))
    }
    while let (tick, conversation) = engine.nextDeadline, tick <= now { record(.timer(FiredTimer(conversation: conversation))) }
    send()
  }

  private func recording(of command: Command) -> String {
    command.target.recording ?? Self.recording(ofCall: Int(command.target.conversation.id.dropFirst()) ?? 0)
  }

  private func send() {
    delivery.committed(upTo: seq)
    while case let effects = delivery.next(now: now), !effects.isEmpty { carryOut(effects) }
  }

  private func carryOut(_ effects: [DeliveryMachine.Effect]) {
    for effect in effects {
      switch effect {
      case .send(let command, let attempt):
        waitingPauses.remove(command.id)
        watch(command, self)
        onTheWay.append((now + Vendor.way, command))
        record(.call(Call(command: command, attempt: attempt)))
      case .answer(let answer):
        if answer.command.kind == .pause && !answer.isFinal { waitingPauses.insert(answer.command.id) }
        record(.outcome(answer))
      case .fetchToken: break
      }
    }
  }

  private func record(_ body: Entry.Body) {
    seq += 1
    for action in engine.apply(Entry(seq: seq, recordedAt: wall, tick: now, body: body)) {
      switch action {
      case .command(let command):
        if command.kind == .pause { waitingPauses.insert(command.id) }
        delivery.submit(command, now: now)
      case .cancel(let id):
        waitingPauses.remove(id)
        delivery.cancel(id)
      case .decide(let conversation, let window, let attributes):
        record(.decision(Decision(.policy(policy.decide(for: attributes)), conversation: conversation, window: window)))
      case .note(let note): record(note)
      }
    }
  }
}
