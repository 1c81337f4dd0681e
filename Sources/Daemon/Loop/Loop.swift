import Engine
import Journal
import Model
import Native
import Platforms

// One thread owns everything here: journal order -> engine -> commands. Others post letters. A pause leaves in the same turn in which
// its event was taken (G3); what the entries cause is committed behind it, and acknowledged after that (G1).

/// Joins journal, engine, delivery and transport: the one place where entries are numbered and applied.
package final class Loop {
  var configuration: Configuration
  var platforms: [String: any Platform]
  let clock: Clock
  let journal: any JournalStore
  let transport: any Transport
  let mailbox: Mailbox<Letter>
  let observers: Observers
  let index: any JournalIndex

  var engine: Engine
  var delivery: DeliveryMachine
  var tokens: [String: Token] = [:]
  var recipes: [String: TokenRecipe]
  var wasLastReloadSuccessful = true
  /// How often in a row an account got none.
  var tokenFailures: [String: Int] = [:]
  /// What each request under way is for.
  var underWay: [UInt64: Errand] = [:]
  private var nextRequest: UInt64 = 1
  var alarms = ActiveAlarms()
  var replay: Replay?
  var rehearsalCount = 0

  private var tickOffset = Span.zero
  private(set) var nextSeq: Int64 = 1
  private var batch = PendingBatch()
  private(set) var recent = RecentEvents()
  private var skew = ClockSkew()
  private var keyMaker = EventKeyMaker()
  private(set) var opened: Set<ConversationKey> = []
  private(set) var remembered: [ConversationKey] = []
  private(set) var rememberedStart = 0
  private var touched: Set<ConversationKey> = []
  private var spoolsAwaited: Set<String>
  private var graceUntil: Tick?
  /// The index has not read everything yet that makes its look-ups fast.
  private var isPreparing = true
  /// Until then an event may have been heard by a run that was killed, and may have been acted on without a trace (G3).
  private var doubtUntil: Timestamp?
  private var checkpoints: CheckpointSchedule
  private var disk: DiskWatch
  private var receivedAt: Int64 = 0
  /// The engine has asked for something since the last `send`.
  var hasNewCommands = false
  /// When the event behind each waiting pause came in, by the microsecond clock.
  var pausesIssued: [CommandID: Int64] = [:]
  private(set) var isStopping = false

  package init(
    configuration: Configuration, platforms: [any Platform], journal: any JournalStore, transport: any Transport,
    mailbox: Mailbox<Letter>, observers: Observers, clock: Clock
  ) throws {
    self.configuration = configuration
    self.platforms = Dictionary(uniqueKeysWithValues: platforms.map { ($0.traits.name, $0) })
    self.clock = clock
    self.journal = journal
    self.transport = transport
    self.mailbox = mailbox
    self.observers = observers
    index = try journal.openIndex()
    let accounts = Accounts(platforms)
    recipes = accounts.recipes
    let traits = platforms.map(\.traits)
    engine = Engine(
      platforms: traits, conversationIdle: configuration.conversationIdle, keepsLive: configuration.policy.usesAgentScope)
    delivery = DeliveryMachine(platforms: traits, accounts: accounts.names, withToken: Set(recipes.keys), now: clock.boot())
    checkpoints = CheckpointSchedule(isOn: configuration.journal.signingKey != nil, at: clock.boot())
    disk = DiskWatch(configuration.journal)
    spoolsAwaited = Set(configuration.sources.filter { $0.spoolDirectory != nil }.map(\.name))
    try restore(accounts: accounts)
  }

  var now: Tick { clock.boot() + tickOffset }

  /// One turn: take what was posted and what is due, let calls leave, hand the entries to the journal, and wait for answers.
  package func turn(waitingAtMost limit: Span) {
    observers.health.beat(at: clock.boot())
    committed(upTo: journal.durableSeq)
    let letters = mailbox.takeAll(waitingAtMost: .zero)
    if !letters.isEmpty { index.atOneMoment { for letter in letters { handle(letter) } } }
    receivedAt = clock.microseconds()
    fireTimers()
    advanceReplay()
    send()
    flush()
    forgetOld()
    prepareIndex()
    for completion in transport.run(waitingAtMost: min(limit, timeToNext())) {
      finished(completion)
      if hasNewCommands { send() }
    }
  }

  /// Runs until it is told to stop and nothing is in flight, or the time for that is over.
  package func run(stopWithin limit: Span) {
    while !isStopping { turn(waitingAtMost: .seconds(1)) }
    let deadline = clock.boot() + limit
    while clock.boot() < deadline && underWay.values.contains(where: \.isCall) { turn(waitingAtMost: .milliseconds(50)) }
    record(.act(Act(.stop, by: "daemon")))
    signJournal()
    flush()
  }
}

// MARK: - Entries

extension Loop {
  /// Numbers an entry, applies it, and carries out what follows; its commit comes with the turn.
  func record(_ body: Entry.Body) {
    let entry = Entry(seq: nextSeq, recordedAt: clock.wall(), tick: now, body: body)
    nextSeq += 1
    batch.entries.append(entry)
    observe(entry)
    guard let key = entry.conversation, concernsEngine(entry, key) else { return }
    if !engine.knows(key) { remembered.append(key) }
    let actions = engine.apply(entry)
    touched.formUnion(engine.lastConcerned)
    for action in actions { carryOut(action) }
  }

  /// What hushd has no use for brings no conversation back from the journal, and must not stand for its past there.
  private func concernsEngine(_ entry: Entry, _ key: ConversationKey) -> Bool {
    if case .event(let event) = entry.body, event.kind == .ignored { return engine.knows(key) }
    return true
  }

  private func carryOut(_ action: Action) {
    switch action {
    case .command(let command):
      if command.kind == .pause { pausesIssued[command.id] = receivedAt }
      if command.kind == .pause || command.kind == .resume { batch.isAwaited = true }
      delivery.submit(command, now: now)
      hasNewCommands = true
    case .cancel(let id):
      pausesIssued[id] = nil
      delivery.cancel(id)
    case .decide(let conversation, let window, let attributes):
      let governance = configuration.policy.decide(for: attributes)
      record(.decision(Decision(.policy(governance), conversation: conversation, window: window)))
    case .note(let body):
      record(body)
    }
  }

  private func observe(_ entry: Entry) {
    switch entry.body {
    case .alarm(let alarm):
      alarms.take(alarm, at: entry.recordedAt)
      observers.alarmed(alarm)
    case .decision(let decision):
      observers.decided(decision)
    case .event, .call, .outcome, .timer, .act:
      break
    }
  }

  private func flush() {
    updateOpen()
    guard !batch.isEmpty else { return }
    let (receipts, isAwaited) = (batch.receipts, batch.isAwaited)
    let (mailbox, observers, clock) = (self.mailbox, self.observers, self.clock)
    journal.append(
      JournalBatch(entries: batch.entries, keys: batch.keys, opened: batch.opened, closed: batch.closed) { isDurable in
        for receipt in receipts {
          observers.acknowledged(microseconds: clock.microseconds() - receipt.receivedAt)
          receipt.reply(isDurable || mutant(.failureAcknowledged) ? receipt.result : .unavailable)
        }
        if isAwaited { mailbox.insist(.committed) }
      })
    batch = PendingBatch()
  }

  /// A restart has to read the conversations in which something is open, owed or due.
  private func updateOpen() {
    for key in touched {
      let isOpen = !engine.isAtRest(key)
      if isOpen && opened.insert(key).inserted && !mutant(.openNotKept) { batch.opened.append(key) }
      if !isOpen && opened.remove(key) != nil { batch.closed.append(key) }
    }
    // No entry of their own will say when the others are at rest.
    touched = touched.filter { engine.isHeardElsewhere($0) }
  }
}

// MARK: - Letters

extension Loop {
  /// R1: a pause does not wait for the letters behind its own.
  private func handle(_ letter: Letter) {
    take(letter)
    if hasNewCommands { send() }
  }

  private func take(_ letter: Letter) {
    switch letter {
    case .submission(let submission): take(submission)
    case .committed: break  // each turn begins with it
    case .journal(let state): journalChanged(state)
    case .spoolTaken(let source): spoolsAwaited.remove(source)
    case .control(let request): request.reply(answer(request))
    case .act(let act): record(.act(act))
    case .reload(let reload, let done):
      take(reload)
      done()
    case .stop: isStopping = true
    }
  }

  private func committed(upTo seq: Int64) {
    recent.forget(upTo: seq)
    delivery.committed(upTo: seq)
  }

  private func journalChanged(_ state: JournalState) {
    observers.journal(state)
    switch state {
    case .healthy:
      committed(upTo: journal.durableSeq)
      record(.alarm(Alarm("journal_unavailable", isRaised: false, message: "the journal is written again")))
    case .failed(let reason):
      let message = "the journal cannot be written: \(reason); events are answered 503 until it can"
      record(.alarm(Alarm("journal_unavailable", isRaised: true, message: message)))
    }
  }

  private func take(_ submission: Submission) {
    // While the disk does not take entries they are kept, but not without limit (G5).
    guard nextSeq - journal.durableSeq <= Limits.entriesUnwrittenMax else { return submission.reply(.unavailable) }
    guard !disk.isFull else { return submission.reply(.unavailable) }
    receivedAt = submission.receivedAt
    let keys = submission.events.map { keyMaker.keys(of: $0) }
    var accepted = 0
    for (event, verdict) in zip(submission.events.indices, lookUp(keys)) {
      var verdict = verdict
      // A repeat within the body, or of what is not on disk yet, is known only here.
      let known = mutant(.recentForgotten) ? .new : recent.lookup(keys[event])
      if known != .new { verdict = known }
      if case .duplicate = verdict {
        observers.event(submission.events[event], isDuplicate: true)
        continue
      }
      accepted += 1
      accept(submission.events[event], keys[event], verdict)
    }
    let result = Submission.Result.durable(accepted: accepted, duplicates: submission.events.count - accepted)
    if mutant(.acknowledgedBeforeCommit) { submission.reply(result) }
    batch.receipts.append(Receipt(result: result, receivedAt: submission.receivedAt, reply: submission.reply))
  }

  private func accept(_ event: consuming Event, _ keys: EventKeys, _ verdict: Lookup) {
    recent.add(keys, seq: nextSeq)
    observers.event(event, isDuplicate: false)
    if event.kind != .ignored { bringBack(event.conversationKey) }
    index.expect(keys)
    batch.keys.append(keys)
    if event.kind == .pauseStarted, let doubtUntil { event.precedesStart = min(event.occurredAt, clock.wall()) <= doubtUntil }
    // Said of the event and recorded after it, which is not copied for that.
    var alarms = skew.notice(event, at: clock.wall()).map { [$0] } ?? []
    if case .sameIDOtherFact(let seq) = verdict {
      let message = "event \(event.id) of source \(event.source) says something else than entry \(seq) with the same id; both are taken"
      alarms.append(Alarm("id_reused", isRaised: true, subject: event.source, message: message))
    }
    record(.event(event))
    for alarm in alarms { record(.alarm(alarm)) }
  }

  /// E1: one answer for each. An index that cannot be read says "new": a pause too many is safe, a pause forgotten is not.
  private func lookUp(_ keys: [EventKeys]) -> [Lookup] {
    do {
      return mutant(.dedupForgotten) ? keys.map { _ in .new } : try index.lookup(keys)
    } catch {
      observers.complain("the journal's index cannot be read, so repeats may be taken as new: \(error)")
      return keys.map { _ in .new }
    }
  }

  /// The journal is the engine's memory: what was forgotten is folded again.
  func bringBack(_ key: ConversationKey) {
    guard !engine.knows(key) else { return }
    do {
      let entries = try index.entries(of: key)
      guard !entries.isEmpty else { return }
      engine.bringBack(entries)
      if engine.knows(key) { remembered.append(key) }
    } catch {
      observers.complain("conversation \(key.id) cannot be read back from the journal: \(error)")
    }
  }
}

// MARK: - Time

extension Loop {
  private func fireTimers() {
    while let (tick, key) = engine.nextDeadline, tick <= now { record(.timer(FiredTimer(conversation: key))) }
    if let alarm = disk.look(at: now, free: { journal.freeBytes }) {
      observers.disk(isFull: disk.isFull, alarm.message)
      record(.alarm(alarm))
    }
    if let due = checkpoints.due(lastSeq: nextSeq - 1), due <= now { signJournal() }
    if let until = graceUntil, now >= until, spoolsAwaited.isEmpty {  // R7
      graceUntil = nil
      delivery.releaseResumes()
    }
  }

  /// G6: the journal's writer fills in what it signs.
  private func signJournal() {
    guard checkpoints.due(lastSeq: nextSeq - 1) != nil else { return }
    record(.act(Act(.checkpoint, by: "daemon")))
    checkpoints.made(seq: nextSeq - 1, at: now)
  }

  private func timeToNext() -> Span {
    if mailbox.count > 0 || !batch.isEmpty || isPreparing || replay?.hasRoom == true { return .zero }
    let now = self.now
    let ticks = [
      engine.nextDeadline?.tick, delivery.wake(after: now), graceUntil.map { max($0, now + .milliseconds(50)) },
      checkpoints.due(lastSeq: nextSeq - 1),
    ]
    return ticks.compactMap { $0 }.min().map { max(.zero, $0 - now) } ?? .minutes(1)
  }

  /// Memory is bounded: conversations at rest beyond the limit are forgotten, the longest known first.
  private func forgetOld() {
    var steps = 0
    while engine.conversationCount > Limits.conversationsRememberedMax, rememberedStart < remembered.count, steps < 64 {
      steps += 1
      let key = remembered[rememberedStart]
      rememberedStart += 1
      if engine.lastSeq(of: key) <= journal.durableSeq, engine.forget(key) { continue }
      remembered.append(key)
    }
    if rememberedStart > 4096 {
      remembered.removeFirst(rememberedStart)
      rememberedStart = 0
    }
  }

  private func prepareIndex() {
    guard isPreparing else { return }
    // Without it look-ups are slower, and as right.
    isPreparing = (try? index.prepare()) ?? false
  }

  func newRequest(_ errand: Errand) -> UInt64 {
    defer { nextRequest += 1 }
    underWay[nextRequest] = errand
    return nextRequest
  }
}

// MARK: - Start

extension Loop {
  /// Reads the open conversations only, carries the monotonic time on, and looks anew at whatever was open (G2, G5).
  private func restore(accounts: Accounts) throws {
    let restored = try journal.restore()
    nextSeq = restored.lastSeq + 1
    tickOffset = restored.tickOffset(by: clock)
    try journal.record(JournalMeta(bootID: clock.bootID(), tickOffset: tickOffset, version: Version.number))
    delivery = DeliveryMachine(
      platforms: platforms.values.map(\.traits), accounts: accounts.names, withToken: Set(recipes.keys), now: now)
    delivery.committed(upTo: restored.lastSeq)
    var entries: [Entry] = []
    for key in restored.openConversations { entries += try index.entries(of: key) }
    for entry in entries.sorted(by: { $0.seq < $1.seq }) {
      if case .alarm(let alarm) = entry.body { alarms.take(alarm, at: entry.recordedAt) }
      _ = engine.apply(entry)
    }
    opened = Set(restored.openConversations)
    remembered = restored.openConversations
    graceUntil = now + configuration.startGrace
    if restored.lastSeq > 0 && !restored.wasStopped { doubtUntil = clock.wall() + Limits.senderClockErrorMax }
    record(
      .act(
        Act(
          .start, by: "daemon", arguments: ["version": Version.number, "pid": "\(ThisProcess.id)", "configuration": configuration.digest])))
    for key in restored.openConversations.sorted() where !mutant(.startNotTold) {
      record(.act(Act(.start, by: "daemon", conversation: key)))
    }
    checkpoints = CheckpointSchedule(isOn: configuration.journal.signingKey != nil, at: now)
    signJournal()
  }
}
