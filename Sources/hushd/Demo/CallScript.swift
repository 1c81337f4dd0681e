import Model

/// One call from its first ring to its last event, written down before it begins.
struct CallScript {
  private(set) var steps: [Step] = []
  /// When everybody has left.
  private(set) var end: Tick

  private let vendor: any Vendor
  private let conversation: String
  private var legs: [Leg] = []

  init(_ vendor: any Vendor, conversation: String, start: Tick) {
    self.vendor = vendor
    self.conversation = conversation
    end = start
    add(start, .arrange(vendor.begin(conversation)))
  }

  // What was arranged needs a moment to be so before a sender tells of it.
  private static let notice = Span.milliseconds(60)

  /// Joins as an agent; hushd hears of it at once, or only then and then.
  mutating func join(_ agent: String, _ purpose: Leg.Purpose, at moment: Tick, ringing: Span = .zero, toldAt told: Tick? = nil) -> Leg {
    let leg = vendor.leg(agent, of: conversation, purpose: purpose)
    legs.append(leg)
    if ringing > .zero { add(moment, .arrange(vendor.ring(leg))) }
    let connected = moment + ringing
    add(connected, .arrange(vendor.connect(leg)))
    // Who rings is announced when it rings, but a recorder announces a recording once it runs.
    let usual = (vendor.ring(leg).isEmpty ? connected : moment) + Self.notice
    let told = told ?? usual
    add(told, .tell(Message(fact: .joined, leg: leg, way: way(), age: told - usual)))
    return leg
  }

  /// A secure pause; its end may be told late, and either end twice.
  mutating func pause(_ leg: Leg, at moment: Tick, for length: Span, endTold delay: Span = .zero) {
    add(moment, .tell(Message(fact: .pauseStarted, leg: leg, way: way(), repetition: repetition())))
    let ended = Message(fact: .pauseEnded, leg: leg, way: way(), age: delay, repetition: repetition())
    add(moment + length + delay, .tell(ended))
  }

  mutating func leave(_ leg: Leg, at moment: Tick) {
    add(moment, .arrange(vendor.leave(leg)))
    add(moment + Self.notice, .tell(Message(fact: .left, leg: leg, way: way(), age: Self.notice)))
    end = max(end, moment + Self.notice)
  }

  /// The customer hangs up when everybody else has; a while later the platform forgets the call.
  mutating func finish() {
    guard let leg = legs.first else { return }
    add(end, .tell(Message(fact: .over, leg: leg, way: way())))
    add(end + .seconds(15), .arrange(vendor.remove(legs)))
  }

  mutating func remark(_ text: String, at moment: Tick) { add(moment, .remark("\(conversation): \(text)")) }

  private mutating func add(_ moment: Tick, _ deed: Deed) { steps.append(Step(at: moment, deed: deed)) }

  private func way() -> Message.Way { Int.random(in: 0..<100) < 15 ? .spool : .http }

  private func repetition() -> Span? {
    switch Int.random(in: 0..<100) {
    case 0..<10: .milliseconds(5)
    case 10..<20: .milliseconds(.random(in: 1000...4000))
    default: nil
    }
  }
}
