import Model

extension EngineSimulation {
  /// One line of the run, to be read by people.
  func line(_ entry: Entry) -> String {
    let text: String
    switch entry.body {
    case .event(let event):
      let moment = (event.occurredAt - SimulatedHistory.start).milliseconds
      text = "\(event.kind.rawValue) \(event.agent ?? "-") \(event.participant ?? event.recording ?? "") \(event.origin) of \(moment)"
    case .decision(let decision):
      text = "decision \(decision.name) \(decision.recording?.id ?? "") \(decision.message ?? "")"
    case .call(let call):
      text = "call \(describe(call.command))"
    case .outcome(let answer):
      let seen = answer.outcome.observations.map { "\($0.recording)=\($0.state.rawValue)" }.joined(separator: ",")
      let result = "\(answer.outcome.result.rawValue) \(answer.outcome.refusal?.rawValue ?? "")"
      text = "answer \(describe(answer.command)) \(result) \(seen) \(answer.isFinal ? "" : "(again)")"
    case .timer: text = "timer"
    case .alarm(let alarm): text = "alarm \(alarm.name) \(alarm.isRaised ? "raised" : "cleared") \(alarm.subject ?? "")"
    case .act(let act): text = "act \(act.kind.rawValue)"
    }
    return "\(entry.seq) @\((entry.tick - Self.tick).milliseconds) \(text)"
  }

  private func describe(_ command: Command) -> String {
    "\(command.id) \(command.kind.rawValue) \(command.target.platform) \(command.target.recording ?? "*")"
  }
}
