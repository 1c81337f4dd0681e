import CFaultyDisk
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
    planCommit()
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
  private func planCommit() {
    guard journal.hasQueued, !hasCommitPlanned else { return }
    hasCommitPlanned = true
    let fault = hasFaults ? random.next(below: 100) : 100
    let wait = random.milliseconds(0...(random.chance(5) ? 2000 : 20))
    let life = crashCount
    agenda.add(at: clock.now + wait) { simulation in
      guard simulation.crashCount == life else { return }
      simulation.hasCommitPlanned = false
      if fault < 2 { return simulation.hang() }
      if fault < 8 { simulation.planDiskFailure() }
      simulation.commit()
    }
  }

  private func commit() {
    let outcome = journal.commit()
    switch outcome {
    case .durable: break
    case .recovered, .unmoved:
      reached.insert(outcome == .recovered ? .commitFailed : .moveFailed)
      mailbox.insist(.journal(.failed("simulated")))
      mailbox.insist(.journal(.healthy))
    case .dead:
      hasLostPower = true
      mustCrash = true
    }
  }

  /// The disk answers nothing for a second.
  private func hang() {
    let life = crashCount
    journal.refuse()
    mailbox.insist(.journal(.failed("simulated")))
    if random.chance(20) { agenda.add(at: clock.now + random.milliseconds(1...900)) { $0.mustCrash = true } }
    agenda.add(at: clock.now + 1_000_000) { simulation in
      guard simulation.crashCount == life else { return }
      simulation.commit()
      simulation.mailbox.insist(.journal(.healthy))
    }
  }

  /// One of the next writes or syncs will fail: full, broken, not synced, or the power goes.
  private func planDiskFailure() {
    let failures = [FAULTY_DISK_FULL, FAULTY_DISK_WRITE, FAULTY_DISK_SYNC, FAULTY_DISK_POWER]
    let failure = failures[random.next(below: failures.count)]
    faulty_disk_fail(failure, Int32(random.next(below: failure == FAULTY_DISK_SYNC ? 2 : 30)), Int32(1 + random.next(below: 2)))
  }

  var hasFaults: Bool { clock.now < faultsUntil }
}

// MARK: - The vendor, and the way to it

extension Simulation {
  func send(_ request: HTTPRequest, id: UInt64, timeout: Span) {
    callCount += 1
    let path = String(request.url.dropFirst("http://vendor".count))
    check(request, id: id)
    let life = crashCount
    let sentAt = clock.now
    if hasFaults && random.chance(3) {
      finish(id, .unreachable("simulated"), at: sentAt + random.milliseconds(0...50), life: life)
      return
    }
    // The worst moment to die.
    if hasFaults, recorder.change(by: request) != nil, random.chance(1) {
      agenda.add(at: sentAt + random.milliseconds(0...30)) { simulation in
        if simulation.crashCount == life { simulation.mustCrash = true }
      }
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
      simulation.inFlight[id] = nil
      if case .response(let response) = result, simulation.tokenRequests.removeValue(forKey: id) == nil { simulation.note(response) }
      simulation.completions.append((id, result))
    }
  }

  private func note(_ response: HTTPResponse) {
    if response.status == 401 { reached.insert(.tokenExpired) }
    guard response.status == 429, let wait = response.headers.first(where: { $0.name == "Retry-After" }).flatMap({ Int64($0.value) })
    else { return }
    reached.insert(.throttled)
    throttledUntil = max(throttledUntil, clock.now + wait * 1_000_000)
  }

  private func react(to request: HTTPRequest, path: String) -> World.Reaction {
    if hasFaults, let fault = fault(for: request) {
      tell("/faults", "{\"match\":{\"path\":\"\(path.prefix { $0 != "?" })\",\"times\":1},\(fault)}")
    }
    let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
    let wire = WireRequest(
      method: request.method, path: parts[0], query: parts.count > 1 ? parts[1] : nil, headers: request.headers, body: request.body)
    return world.react(to: wire, at: moment)
  }

  private func fault(for request: HTTPRequest) -> String? {
    guard random.chance(25) else { return nil }
    var faults = [
      "\"status\":503", "\"status\":500,\"apply\":true", "\"drop\":true", "\"applyThenDrop\":true", "\"latencyOfEffect\":\"1500ms\"",
      "\"status\":429,\"retryAfter\":\"\(Int.random(in: 1...3, using: &random))\"", "\"status\":425",
      "\"body\":\"<html>busy</html>\",\"status\":502", "\"delay\":\"\(Int.random(in: 1...4000, using: &random))ms\"",
    ]
    // A vendor that says what is not so, and then will not be asked, nobody can find out: each does one of them only.
    if isLiar {
      faults += ["\"status\":409", "\"ignoreButAnswer\":true"]
    } else {
      faults.append("\"status\":401")
      if random.chance(10) { faults.append("\"status\":403") }
    }
    // A 404 on a resume says that the recording is gone, which ends hushd's duty: here it would be a lie of the vendor's.
    if recorder.change(by: request)?.isResume == false { faults.append("\"status\":404") }
    return faults.randomElement(using: &random)
  }

  func setUpWorld() {
    tell("/world", recorder.world(of: centre.agents))
    if random.chance(20) { tell("/tokens", "{\"lifetime\":\"\(Int.random(in: 5...40, using: &random))s\"}") }
  }

  /// Has the simulator change something.
  func tell(_ path: String, _ body: String) {
    let headers = [HTTPHeader("Content-Type", "application/json")]
    let answer = world.react(to: WireRequest(method: "POST", path: path, headers: headers, body: Array(body.utf8)), at: moment)
    precondition(answer.response?.status == 204, "the simulator does not understand \(path) \(body)")
  }

  var moment: Moment { Moment(wallMicroseconds: Self.wallStart * 1000 + clock.now - Self.start, microseconds: clock.now) }
}
