import Daemon
import Model
import Native
import Simulator

/// The loop's transport: its waiting is what moves simulated time.
final class SimulatedTransport: Transport {
  // The simulation makes the loop anew after a crash, and the loop holds this: no cycle may keep the old one.
  private unowned let simulation: Simulation

  init(_ simulation: Simulation) { self.simulation = simulation }

  func submit(_ request: HTTPRequest, id: UInt64, timeout: Span) { simulation.send(request, id: id, timeout: timeout) }
  func run(waitingAtMost limit: Span) -> [HTTPClient.Completion] { simulation.pass(atMost: limit) }
}

// MARK: - Time

extension Simulation {
  /// Lets happen what happens within that time, and stops as soon as something has come for the loop.
  func pass(atMost limit: Span) -> [HTTPClient.Completion] {
    let deadline = clock.now + limit.milliseconds * 1000
    while completions.isEmpty, mailbox.count == 0, !mustCrash {
      guard let moment = agenda.next, moment <= deadline else {
        clock.advance(to: deadline)
        break
      }
      clock.advance(to: max(moment, clock.now))
      agenda.takeNext()?(self)
    }
    defer { completions = [] }
    return completions
  }

  /// The disk takes a while, and sometimes it fails.
  func planCommit() {
    guard journal.hasQueued, !hasCommitPlanned else { return }
    hasCommitPlanned = true
    let fails = hasFaults && random.chance(2)
    let wait = random.milliseconds(0...(random.chance(5) ? 2000 : 20))
    let life = crashCount
    agenda.add(at: clock.now + wait) { simulation in
      guard simulation.crashCount == life else { return }
      simulation.hasCommitPlanned = false
      guard fails else { return simulation.journal.commit() }
      simulation.journal.fail()
      simulation.mailbox.insist(.journal(.failed("simulated")))
      simulation.agenda.add(at: simulation.clock.now + 1_000_000) { simulation in
        guard simulation.crashCount == life else { return }
        simulation.journal.commit()
        simulation.mailbox.insist(.journal(.healthy))
      }
    }
  }

  var hasFaults: Bool { clock.now < faultsUntil }
}

// MARK: - The vendor, and the way to it

extension Simulation {
  func send(_ request: HTTPRequest, id: UInt64, timeout: Span) {
    callCount += 1
    let path = String(request.url.dropFirst("http://vendor".count))
    check(path, id: id)
    let life = crashCount
    let sentAt = clock.now
    if hasFaults && random.chance(3) {
      finish(id, .unreachable("simulated"), at: sentAt + random.milliseconds(0...50), life: life)
      return
    }
    let arrival = sentAt + random.milliseconds(hasFaults && random.chance(5) ? 1...4000 : 1...40)
    let lost = sentAt + timeout.milliseconds * 1000
    let back = random.milliseconds(hasFaults && random.chance(5) ? 1...4000 : 1...40)
    agenda.add(at: arrival) { simulation in
      let answer = simulation.react(to: request, path: path)
      let answeredAt = simulation.clock.now + answer.delay.milliseconds * 1000 + back
      let result = answer.response.map { HTTPResult.response($0) } ?? .lost("simulated")
      if answeredAt < lost {
        simulation.finish(id, result, at: answeredAt, life: life)
      } else {
        simulation.finish(id, .lost("timed out"), at: max(lost, simulation.clock.now), life: life)
      }
    }
    if arrival >= lost { finish(id, .lost("timed out"), at: lost, life: life) }
  }

  private func finish(_ id: UInt64, _ result: HTTPResult, at moment: Int64, life: Int) {
    agenda.add(at: moment) { simulation in
      // Whoever asked may be dead, or have its answer already.
      guard simulation.crashCount == life, simulation.awaited.remove(id) != nil else { return }
      if let path = simulation.inFlight.removeValue(forKey: id) { simulation.flying[path] = nil }
      simulation.completions.append((id, result))
    }
  }

  private func react(to request: HTTPRequest, path: String) -> World.Reaction {
    let moment = Moment(wallMicroseconds: 1_774_000_000_000_000 + clock.now, microseconds: clock.now)
    if hasFaults, let fault = fault(for: path) {
      let body = Array("{\"match\":{\"path\":\"\(path)\",\"times\":1},\(fault)}".utf8)
      let set = WireRequest(method: "POST", path: "/faults", headers: [HTTPHeader("Content-Type", "application/json")], body: body)
      let answer = world.react(to: set, at: moment)
      precondition(answer.response?.status == 204, "the fault \(fault) is not understood")
    }
    let wire = WireRequest(method: request.method, path: path, headers: request.headers, body: request.body)
    return world.react(to: wire, at: moment)
  }

  private func fault(for path: String) -> String? {
    guard random.chance(25) else { return nil }
    let isPause = path.hasSuffix("/pause")
    var faults = [
      "\"status\":503", "\"status\":500,\"apply\":true", "\"drop\":true", "\"applyThenDrop\":true", "\"latencyOfEffect\":\"1500ms\"",
      "\"status\":429,\"retryAfter\":\"\(Int.random(in: 1...3, using: &random))\"", "\"status\":401",
      "\"body\":\"<html>busy</html>\",\"status\":502", "\"delay\":\"\(Int.random(in: 1...4000, using: &random))ms\"", "\"status\":409",
      "\"ignoreButAnswer\":true",
    ]
    // A 404 on a resume says that the recording is gone, which ends hushd's duty: here it would be a lie of the vendor's.
    if isPause { faults.append("\"status\":404") }
    return faults.randomElement(using: &random)
  }

  func setUpWorld() {
    let moment = Moment(wallMicroseconds: 1_774_000_000_000_000, microseconds: clock.now)
    let conversations = Dictionary(grouping: centre.agents, by: \.conversation).sorted { $0.key < $1.key }
    let rows = conversations.map { id, agents in
      let participants = agents.map { agent in
        "{\"id\":\"\(agent.participant)\",\"userId\":\"\(agent.user)\",\"purpose\":\"agent\",\"screenRecordingState\":\"active\"}"
      }
      return "{\"id\":\"\(id)\",\"participants\":[\(participants.joined(separator: ","))]}"
    }
    let body = Array("{\"conversations\":[\(rows.joined(separator: ","))]}".utf8)
    let request = WireRequest(method: "POST", path: "/world", headers: [HTTPHeader("Content-Type", "application/json")], body: body)
    let answer = world.react(to: request, at: moment)
    precondition(answer.response?.status == 204, "the world is not understood")
  }
}

// MARK: - The judge

extension Simulation {
  /// At the moment a call leaves: no resume inside a window hushd knows of, one call in flight for each recording.
  private func check(_ path: String, id: UInt64) {
    awaited.insert(id)
    guard path.contains("/screenrecording/"), let agent = centre.agents.first(where: { path.contains("/participants/\($0.participant)/") })
    else {
      return
    }
    let isResume = path.hasSuffix("/resume")
    if isResume && CallCentre.isOpen(agent, by: told) { violate("a resume of \(agent.participant) left inside a window") }
    if flying[path] != nil { violate("two calls of one kind in flight for \(agent.participant)") }
    if isResume && flying[path.replacing("/resume", with: "/pause")] != nil { violate("a resume left beside a pause in flight") }
    flying[path] = id
    inFlight[id] = path
  }

  /// When all was told and the faults are long over: every recorder does what the true history says, and nothing was lost.
  func judge() {
    let moment = Moment(wallMicroseconds: 1_774_000_000_000_000 + clock.now, microseconds: clock.now)
    let answer = world.react(to: WireRequest(method: "GET", path: "/recordings"), at: moment)
    let rows = answer.response.flatMap { try? JSONDocument($0.body).root.elements } ?? []
    // What a vendor refused twice waits for an operator, by the table of answers.
    let parked = Set(
      journal.state.withLock { $0.durable }.compactMap { entry -> String? in
        guard case .decision(let decision) = entry.body, case .parked = decision.kind else { return nil }
        return decision.recording?.id
      })
    for agent in centre.agents where !parked.contains(agent.participant) {
      let state = rows.first { $0["participant"]?.string == agent.participant }?["state"]?.string ?? "absent"
      let wanted = centre.isPaused(agent) ? "paused" : "recording"
      if state != wanted { violate("the screen of \(agent.participant) is \(state), it should be \(wanted)") }
    }
    let kept = Set(
      journal.state.withLock { $0.durable }.compactMap { entry -> String? in
        if case .event(let event) = entry.body { event.id } else { nil }
      })
    for fact in centre.facts {
      if !acknowledged.contains(fact.id) { violate("\(fact.id) was never acknowledged") }
      if !kept.contains(fact.id) { violate("\(fact.id) was acknowledged and is not in the journal") }
    }
  }

  /// What the journal tells, for whoever looks into a seed.
  var story: String {
    journal.state.withLock { $0.durable }.map { entry in
      let at = entry.tick.milliseconds - (journal.state.withLock { $0.durable.first?.tick.milliseconds } ?? 0)
      return "\(at) \(String(decoding: entry.json, as: UTF8.self))"
    }.joined(separator: "\n")
  }

  private func violate(_ message: String) { violations.append("seed \(seed), \((clock.now - 5_000_000_000) / 1000) ms: \(message)") }
}
