import Engine
import Model

// The copy goes through the same code as the live engine, so what it asks for is what a replay would do. Its looks at the platform are
// real; its entries are nobody else's, and the numbers of its commands lie beyond those of any journal.

/// What a replay would do in one conversation, played on a copy of the engine: the calls are noted instead of made.
struct Rehearsal {
  static let firstSeq: Int64 = 1 << 62
  /// Numbers kept for each.
  static let seqCount: Int64 = 1 << 20
  /// Deadlines within this come at once: what they wait for is time only.
  private static let patience = Span.seconds(5)
  private static let attemptsMax = 3

  private(set) var calls: [Command] = []
  /// Looks without an answer.
  private(set) var looks: Set<CommandID> = []
  private(set) var hasFailed = false
  private let key: ConversationKey
  private let policy: Policy
  private var engine: Engine
  private var seq: Int64
  private var tick: Tick
  private var wall: Timestamp
  private let end: Tick

  init(_ key: ConversationKey, on engine: Engine, policy: Policy, number: Int, at tick: Tick, _ wall: Timestamp) {
    self.key = key
    self.engine = engine
    self.policy = policy
    self.tick = tick
    self.wall = wall
    seq = Self.firstSeq + Int64(number) * Self.seqCount
    end = tick + Self.patience
  }

  /// Whether there is nothing more to learn.
  var isOver: Bool { hasFailed || looks.isEmpty }

  /// Begins; the result is what is to be asked of the platform, or no more.
  mutating func begin() -> [Action] {
    let actions = take(.act(Act(.replay, by: "rehearsal", conversation: key)))
    return actions + skipAhead()
  }

  /// A look has left, or was answered.
  mutating func take(_ body: Entry.Body, at now: Tick) -> [Action] {
    wall = wall + max(.zero, now - tick)
    tick = max(tick, now)
    if case .outcome(let answer) = body {
      if answer.isFinal { looks.remove(answer.command.id) }
      if !answer.isFinal && answer.attempt >= Self.attemptsMax { hasFailed = true }
    }
    let actions = take(body)
    return actions + skipAhead()
  }

  private mutating func take(_ body: Entry.Body) -> [Action] {
    seq += 1
    var wanted: [Action] = []
    for action in engine.apply(Entry(seq: seq, recordedAt: wall, tick: tick, body: body)) {
      switch action {
      case .command(let command) where command.kind.changesRecording: calls.append(command)
      case .command(let command):
        looks.insert(command.id)
        wanted.append(action)
      case .cancel(let id):
        calls.removeAll { $0.id == id }
        if looks.remove(id) != nil { wanted.append(action) }
      case .decide(let conversation, let window, let attributes):
        let governance = policy.decide(for: attributes)
        wanted += take(.decision(Decision(.policy(governance), conversation: conversation, window: window)))
      case .note(let body): wanted += take(body)
      }
    }
    return wanted
  }

  private mutating func skipAhead() -> [Action] {
    var wanted: [Action] = []
    while looks.isEmpty, engine.isReplaying(key), let (due, conversation) = engine.nextDeadline, due <= end {
      wall = wall + max(.zero, due - tick)
      tick = max(tick, due)
      wanted += take(.timer(FiredTimer(conversation: conversation)))
    }
    return wanted
  }
}
