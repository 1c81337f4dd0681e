import Model

/// What goes on in the demo's contact centre: who calls whom and when, when the platform fails, when everybody pauses at once.
struct Traffic {
  private static let agents = ["anna", "ben", "carla", "dan", "eva", "finn", "gina", "hugo", "ines", "jan"]
  /// Colleagues who are asked for advice.
  private static let experts = ["nora", "otto", "pia"]
  private static let outageEvery = Span.seconds(45)
  private static let stormEvery = Span.seconds(60)
  private static let stormSize = 30

  private let vendor: any Vendor
  private var free: [String: Tick] = [:]
  private var outage: Tick
  private var storm: Tick
  /// One spectacle at a time: the next outage or storm waits until then.
  private var quiet: Tick
  private var callCount = 0
  private var stormCount = 0

  init(_ vendor: any Vendor, from start: Tick) {
    self.vendor = vendor
    outage = start + .seconds(30)
    storm = start + Self.stormEvery
    quiet = start
    // The demo is to show something at once, but not everybody at the same moment.
    for agent in Self.agents { free[agent] = start + Self.random(0...2500) }
    for expert in Self.experts { free[expert] = start }
  }

  /// What begins now, with everything that follows from it.
  mutating func begin(at now: Tick) -> [Step] {
    var steps: [Step] = []
    for agent in Self.agents {
      guard let moment = free[agent], moment <= now else { continue }
      steps += call(agent, at: now, isFirst: callCount < Self.agents.count)
    }
    if outage <= now, quiet <= now {
      let length = Self.random(3000...8000)
      steps += Self.fail(.allCases.randomElement() ?? .unavailable, from: now, for: length)
      outage = now + Self.outageEvery + Self.random(-4000...4000)
      quiet = now + length + .seconds(4)
    }
    if storm <= now, quiet <= now {
      steps += pauseAllAtOnce(at: now)
      storm = now + Self.stormEvery + Self.random(-4000...4000)
      quiet = now + .seconds(14)
    }
    return steps
  }

  private static func fail(_ outage: Outage, from start: Tick, for length: Span) -> [Step] {
    [Step(at: start, deed: .outage(outage)), Step(at: start + length, deed: .outage(nil))]
  }

  private static func random(_ range: ClosedRange<Int64>) -> Span { .milliseconds(.random(in: range)) }
}

// MARK: - Calls

extension Traffic {
  private mutating func call(_ agent: String, at start: Tick, isFirst: Bool) -> [Step] {
    callCount += 1
    var script = CallScript(vendor, conversation: "call-\(callCount)", start: start)
    let first = start + (isFirst ? Self.random(500...6000) : Self.random(2000...12_000))
    // One in ten joins is told only after the pause that it explains.
    let isLate = Int.random(in: 0..<10) == 0
    let leg = script.join(agent, .agent, at: start + .milliseconds(50), toldAt: isLate ? first + .milliseconds(300) : nil)
    let length = Int.random(in: 0..<5) == 0 ? Self.random(15_000...40_000) : Self.random(5000...12_000)
    let end = first + length
    switch Int.random(in: 0..<100) {
    case 0..<30: consult(leg, first, length, &script)
    case 30..<45: pauseTwice(leg, first, length, &script)
    case 45..<58: pauseAgainAtOnce(leg, first, length, &script)
    case 58..<70:
      // The call ends while the card is still on the screen; the pause ends in the wrap-up.
      script.pause(leg, at: first, for: length + .seconds(3))
      script.leave(leg, at: end)
      script.finish()
    default:
      script.pause(leg, at: first, for: length)
      wrapUp(leg, after: end, &script)
    }
    free[agent] = script.end + Self.random(1000...6000)
    return script.steps
  }

  private func wrapUp(_ leg: Leg, after end: Tick, _ script: inout CallScript) {
    let leaving = end + Self.random(3000...15_000)
    script.leave(leg, at: leaving)
    script.finish()
  }

  private func pauseTwice(_ leg: Leg, _ first: Tick, _ length: Span, _ script: inout CallScript) {
    script.pause(leg, at: first, for: length)
    let second = first + length + Self.random(4000...9000)
    script.pause(leg, at: second, for: .seconds(6))
    wrapUp(leg, after: second + .seconds(6), &script)
  }

  /// The end of the first pause overtakes nothing: it is told after the start of the second.
  private func pauseAgainAtOnce(_ leg: Leg, _ first: Tick, _ length: Span, _ script: inout CallScript) {
    script.pause(leg, at: first, for: length, endTold: .milliseconds(1500))
    let second = first + length + .milliseconds(200)
    script.pause(leg, at: second, for: .seconds(8))
    wrapUp(leg, after: second + .seconds(8), &script)
  }

  /// A colleague is asked in while the card is on the screen, and in every other case pauses as well.
  private mutating func consult(_ leg: Leg, _ first: Tick, _ length: Span, _ script: inout CallScript) {
    let length = max(length, .seconds(10))
    let end = first + length
    script.pause(leg, at: first, for: length)
    let asked = first + .milliseconds(1500)
    let takesOver = Bool.random()
    if let expert = Self.experts.first(where: { (free[$0] ?? asked) <= asked }) {
      script.remark("\(leg.agent) asks \(expert) in", at: asked)
      let colleague = script.join(expert, .user, at: asked, ringing: .milliseconds(1200))
      if takesOver { script.pause(colleague, at: asked + .seconds(3), for: length - .seconds(6)) }
      let leaving = end + (takesOver ? .seconds(12) : .seconds(2))
      script.leave(colleague, at: leaving)
      free[expert] = leaving + .seconds(2)
    }
    wrapUp(leg, after: end, &script)
  }

  private mutating func pauseAllAtOnce(at start: Tick) -> [Step] {
    stormCount += 1
    var steps = [Step(at: start + .seconds(3), deed: .remark("storm: \(Self.stormSize) pauses in a second"))]
    for number in 1...Self.stormSize {
      let name = number < 10 ? "0\(number)" : "\(number)"
      let joined = start + Span.milliseconds(Int64(number) * 33)
      var script = CallScript(vendor, conversation: "storm-\(stormCount)-\(name)", start: joined)
      let leg = script.join("crew-\(name)", .agent, at: joined + .milliseconds(50))
      script.pause(leg, at: joined + .seconds(3), for: .seconds(6))
      script.leave(leg, at: joined + .seconds(11))
      script.finish()
      steps += script.steps
    }
    return steps
  }
}
