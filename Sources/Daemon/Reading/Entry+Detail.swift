import Model

// What an entry says besides its kind, conversation and agent, in one line for tables and timelines.

extension Entry {
  var agent: String? {
    switch body {
    case .event(let event): event.agent
    case .decision(let decision): decision.window?.agent
    case .call(let call): call.command.target.agent
    case .outcome(let answer): answer.command.target.agent
    case .timer, .alarm, .act: nil
    }
  }

  var detail: String {
    switch body {
    case .event(let event): event.detail(recordedAt: recordedAt)
    case .decision(let decision): decision.detail
    case .call(let call): call.detail
    case .outcome(let answer): answer.detail
    case .timer: "a deadline came"
    case .alarm(let alarm): [alarm.isRaised ? "raised" : "cleared", alarm.subject, alarm.message].joined(by: ": ")
    case .act(let act): ["by \(act.by)", act.arguments.listed].joined()
    }
  }

  /// How it stands out among others.
  var style: Output.Style {
    switch body {
    case .alarm(let alarm): alarm.isRaised ? .bad : .plain
    case .outcome(let answer): answer.style
    case .decision(let decision): decision.style
    case .timer: .faint
    case .event(let event): event.kind == .ignored ? .faint : .plain
    case .call, .act: .plain
    }
  }
}

extension Event {
  private static let usualDelay = Model.Span.seconds(1)

  fileprivate func detail(recordedAt: Timestamp) -> String {
    let delay = recordedAt - occurredAt
    return [
      "source \(source)", participant.map { "participant \($0)" }, recording.map { "recording \($0)" }, contact.map { "contact \($0)" },
      queue.map { "queue \($0)" }, reason.map { "reason \($0)" }, transfer.map { "\($0.rawValue) transfer" }, overlay ? "overlay" : nil,
      delay > Self.usualDelay ? "occurred \(delay.reading) before" : nil,
    ].joined()
  }
}

extension Decision {
  fileprivate var detail: String {
    let place = recording?.place
    switch kind {
    case .policy(let governance): return governance.detail
    case .exposure(let exposure): return [exposure.detail, place, "rule \(exposure.rule)"].joined()
    case .parked(let id): return ["command \(id)", place, message].joined()
    case .void, .dropped: return [place, message].joined()
    }
  }

  fileprivate var style: Output.Style {
    switch kind {
    case .exposure(let exposure): exposure.isFlagged ? .bad : .doubtful
    case .parked: .bad
    case .void: .doubtful
    case .policy, .dropped: .plain
    }
  }
}

extension Governance {
  var detail: String {
    let name = "rule \(rule)\(isProvisional ? " for now" : "")"
    guard pause else { return "\(name): no pause" }
    let end = onMaxPause == .resume ? "then resume" : "then keep"
    return [
      "\(name): pause", platforms.isEmpty ? nil : "at \(platforms.joined(separator: " and "))", "at most \(maxPause), \(end)",
      scope == .initiator ? nil : "scope \(scope.rawValue)", tags.listed,
    ].joined()
  }
}

extension Exposure {
  var why: String { hasOverlay ? "\(cause.rawValue), field masked" : cause.rawValue }

  /// How long and why.
  var detail: String {
    let length = to.map { ($0 - from).reading } ?? "going on"
    return "\(why) \(length)\(isFlagged ? " (longer than exposureLimit)" : "")"
  }
}

extension Command {
  /// What it is about.
  fileprivate var place: String {
    if let recording = target.recording { return RecordingKey(platform: target.platform, id: recording).place }
    return "at \(target.platform)"
  }
}

extension Call {
  fileprivate var detail: String {
    let purpose = command.purpose.rawValue == command.kind.rawValue ? nil : "for \(command.purpose.rawValue)"
    let window = command.openedIn.map { "for a window in \($0)" }
    return [command.place, purpose, window, attempt > 1 ? "attempt \(attempt)" : nil].joined()
  }
}

extension Answer {
  fileprivate var detail: String {
    let status = [outcome.result.rawValue, outcome.status.map { "HTTP \($0)" }, outcome.refusal?.rawValue].compactMap { $0 }
    return [
      status.joined(separator: " "), sight ?? command.target.recording.map { "recording \($0)" },
      outcome.conversationEnded ? "conversation over" : nil, outcome.retryAfter.map { "asks to wait \($0)" }, outcome.message,
      isFinal ? nil : "tried again",
      // Worth its length only where the vendor has to be asked.
      style == .plain ? nil : outcome.correlation.map { "correlation \($0)" },
    ].joined()
  }

  /// What a look-up saw.
  private var sight: String? {
    guard !outcome.observations.isEmpty else { return outcome.result == .confirmed ? "sees no recording" : nil }
    let states = outcome.observations.map { observation in
      "\(observation.recording) \(observation.state.rawValue)\(observation.isConnected ? "" : " (not connected)")"
    }
    return "sees \(states.joined(separator: ", "))"
  }

  fileprivate var style: Output.Style {
    switch outcome.result {
    case .confirmed, .accepted: .plain
    case .refused: .bad
    case .gone, .failed, .unknown: .doubtful
    }
  }
}

extension RecordingKey {
  var place: String { "recording \(id) at \(platform)" }
}

extension [String?] {
  /// What there is of it, one behind the other.
  func joined(by separator: String = ", ") -> String { compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: separator) }
}

extension [String: String] {
  fileprivate var listed: String? {
    isEmpty ? nil : sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }
}
