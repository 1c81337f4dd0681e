extension Entry {
  /// The word in an entry's field `entry`.
  package enum Word: String, Sendable, CaseIterable {
    case event, decision, call, outcome, timer, alarm
    case act = "operator"
  }

  package var word: Word {
    switch body {
    case .event: .event
    case .decision: .decision
    case .call: .call
    case .outcome: .outcome
    case .timer: .timer
    case .alarm: .alarm
    case .act: .act
    }
  }

  /// The word in its field `kind`: of the event, the decision, the command, the alarm, the act.
  package var kind: String {
    switch body {
    case .event(let event): event.kind.rawValue
    case .decision(let decision): decision.name
    case .call(let call): call.command.kind.rawValue
    case .outcome(let answer): answer.command.kind.rawValue
    case .timer: "timer"
    case .alarm(let alarm): alarm.name
    case .act(let act): act.kind.rawValue
    }
  }
}
