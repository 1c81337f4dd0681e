import Engine
import Model
import Simulator

/// Judges from outside, by the true history alone.
extension Simulation {
  /// At the moment a call leaves: no resume inside a window, nor before its reason is on disk, nor in the grace; one call in flight for
  /// each recording; nothing while the vendor asked to wait.
  func check(_ request: HTTPRequest, id: UInt64) {
    awaited.insert(id)
    if recorder.isToken(request) {
      tokenRequests[id] = clock.now
      return
    }
    if clock.now < throttledUntil { violate("a call left though the vendor asked to wait") }
    guard let (recording, isResume) = recorder.change(by: request) else { return }
    let change = Change(recording: recording, isResume: isResume)
    // Each interaction that names a screen makes its own calls.
    let rivals = inFlight.values.filter { $0.recording == recording && recorder != .cxoneDesktop }
    inFlight[id] = change
    if rivals.contains(change) { violate("two calls of one kind in flight for \(recording)") }
    guard isResume else {
      if !rivals.isEmpty { reached.insert(.pauseBesideResume) }
      return
    }
    if !rivals.isEmpty { violate("a resume of \(recording) left beside a pause in flight") }
    if clock.now - startedAt < 5_000_000 { violate("a resume of \(recording) left within the grace of the start") }
    guard !isTimeLost else { return }
    // Who names a screen that is another's too has to say so first.
    let covering = agents(covering: recording).filter { agent in
      recorder != .cxoneDesktop || told.contains { $0.kind == .agentJoined && $0.agent.participant == agent.participant }
    }
    if CallCentre.isOpen(covering, by: told) { violate("a resume of \(recording) left inside a window") }
    let kept = journal.kept
    if CallCentre.isOpen(covering, by: centre.facts.filter { kept[$0.id] != nil }) {
      violate("a resume of \(recording) left before its reason was on disk")
    }
  }

  func agents(covering recording: String) -> [CallCentre.Agent] {
    let seen = centre.agents.filter { recorder.recording(of: $0) == recording }
    return centre.agents.filter { agent in seen.contains { recorder.covers($0, windowOf: agent) } }
  }

  /// When all was told and the faults are long over: every recorder does what the true history says, and nothing was lost.
  func judge() throws {
    let answer = world.react(to: WireRequest(method: "GET", path: "/recordings"), at: moment)
    let rows = answer.response.flatMap { try? JSONDocument($0.body).root.elements } ?? []
    let entries = try journal.entries()
    let parked = parked(in: entries)
    for case .call(let call) in entries.map(\.body) where call.command.openedIn != nil {
      reached.insert(recorder == .cxoneDesktop ? .namedByAnother : .pausedElsewhere)
    }
    try judgeExposures(by: rows, entries)
    try judgeOpen(entries)
    for recording in Set(centre.agents.map(recorder.recording)).subtracting(parked).sorted() where !isTimeLost {
      let state = rows.first { recorder.isRow($0, of: recording) }?["state"]?.string ?? "absent"
      let wanted = CallCentre.isOpen(agents(covering: recording), by: centre.facts) ? "paused" : "recording"
      if wanted == "paused" { reached.insert(.leftOpen) }
      if state != wanted { violate("\(recording) is \(state), it should be \(wanted)") }
    }
    let kept = journal.kept
    for fact in centre.facts {
      if !acknowledged.contains(fact.id) { violate("\(fact.id) was never acknowledged") }
      if kept[fact.id] == nil { violate("\(fact.id) was acknowledged and is not in the journal") }
      if let count = kept[fact.id], count > 1 { violate("\(fact.id) was taken \(count) times") }
    }
    if acknowledged.hasRefused { reached.insert(.refusedEvent) }
    if acknowledged.hasDuplicate && crashCount > 0 { reached.insert(.duplicateAcrossRestart) }
    if centre.hasQuickReturn { reached.insert(.resumeCancelled) }
  }

  /// What the next start would read: all that is not at rest, and nothing without a reason.
  private func judgeOpen(_ entries: [Entry]) throws {
    let configuration = self.configuration
    var engine = Engine(
      platforms: try configuration.platforms.map { try $0.platform(environment: { _ in nil }).traits },
      conversationIdle: configuration.conversationIdle, keepsLive: configuration.policy.usesAgentScope)
    for entry in entries { _ = engine.apply(entry) }
    let open = Set(try journal.restore().openConversations)
    for key in Set(entries.compactMap(\.conversation)).sorted() {
      switch (engine.isAtRest(key), open.contains(key)) {
      case (true, true): violate("\(key.id) is kept open with nothing to do")
      case (false, false) where !engine.isHeardElsewhere(key): violate("\(key.id) is not at rest, and no start would read it")
      default: break
      }
    }
  }

  /// What a vendor refused twice waits for an operator, by the table of answers.
  private func parked(in entries: [Entry]) -> Set<String> {
    var parked: Set<String> = []
    for case .decision(let decision) in entries.map(\.body) {
      if case .void = decision.kind { reached.insert(.lateVoid) }
      guard case .parked = decision.kind, let recording = decision.recording else { continue }
      reached.insert(.parked)
      parked.insert(recording.id)
    }
    return parked
  }

  /// What the journal tells, for whoever looks into a seed.
  var story: String {
    let entries = (try? journal.entries()) ?? []
    return entries.map { entry in
      "\(entry.tick.milliseconds - (entries.first?.tick.milliseconds ?? 0)) \(String(decoding: entry.json, as: UTF8.self))"
    }.joined(separator: "\n")
  }

  func violate(_ message: String) { violations.append("\((clock.now - Self.start) / 1000) ms: \(message)") }
}
