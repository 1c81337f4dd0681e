import Model
import Native
import Testing

/// What happens in one call, step by step. The scenarios of a platform take turns, so that all of them wait at the same time.
struct Scenario {
  enum Step {
    case act(() throws -> Void)
    case wait(String, (Observed) throws -> Bool)
  }

  let name: String
  let call: TestedCall
  private(set) var steps: [Step] = []
  private(set) var findings: [(what: String, holds: (Observed) throws -> Bool)] = []

  init(_ name: String, _ call: TestedCall) {
    self.name = name
    self.call = call
  }

  mutating func act(_ action: @escaping () throws -> Void) { steps.append(.act(action)) }
  mutating func wait(_ what: String, until holds: @escaping (Observed) throws -> Bool) { steps.append(.wait(what, holds)) }
  /// Must hold when all scenarios are over.
  mutating func finally(_ what: String, _ holds: @escaping (Observed) throws -> Bool) { findings.append((what, holds)) }

  /// Plays all of them to their end.
  static func play(_ scenarios: [Scenario], _ observe: () throws -> Observed, within limit: Span = .seconds(30)) throws {
    let deadline = Clock.live.boot() + limit
    var next = scenarios.map { _ in 0 }
    while true {
      let observed = try observe()
      for (index, scenario) in scenarios.enumerated() { try scenario.advance(&next[index], observed) }
      let left = zip(scenarios, next).filter { $0.steps.count > $1 }
      if left.isEmpty { return }
      guard Clock.live.boot() < deadline else {
        for (scenario, step) in left {
          if case .wait(let what, _) = scenario.steps[step] {
            Issue.record("\(scenario.name): not within \(limit): \(what)\n\(observed.text(of: scenario.call))")
          }
        }
        return
      }
      restAMoment()
    }
  }

  private func advance(_ next: inout Int, _ observed: Observed) throws {
    while next < steps.count {
      switch steps[next] {
      case .act(let action): try action()
      case .wait(_, let holds): guard try holds(observed) else { return }
      }
      next += 1
      // What an act changes has to be observed anew.
      if case .act = steps[next - 1] { return }
    }
  }
}

/// The vendors and hushd's log at one moment.
struct Observed {
  let recordings: [String: [String: SimulatedVendors.Recording]]
  let calls: [SimulatedVendors.Call]
  let log: [String]

  func state(_ recording: String, of call: TestedCall) -> String? { recordings[call.conversation]?[recording]?.state }

  /// The statuses of the calls of a conversation that bear a text; nil where the connection was cut.
  func statuses(_ mark: String, of call: TestedCall) -> [Int?] {
    calls.filter { $0.text.contains(call.tag) && $0.text.contains(mark) }.map(\.status)
  }

  /// The alarms raised about a call.
  func alarms(_ name: String, of call: TestedCall) -> [String] {
    log.filter { $0.contains("\"alarm\":\"\(name)\"") && $0.contains(call.tag) }
  }

  func text(of call: TestedCall) -> String {
    let mine = calls.filter { $0.text.contains(call.tag) }.map { "\($0.status.map(String.init) ?? "cut") \($0.text)" }
    return "\(recordings[call.conversation] ?? [:])\n\((mine + log.filter { $0.contains(call.tag) }).joined(separator: "\n"))"
  }
}
