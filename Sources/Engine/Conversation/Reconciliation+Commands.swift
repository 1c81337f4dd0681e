import Model

/// How commands are made: their ids, targets and reasons.
extension Reconciliation {
  mutating func nextID() -> CommandID {
    defer { nextIndex += 1 }
    return CommandID(seq: entry.seq, index: nextIndex)
  }

  mutating func issue(_ kind: Command.Kind, _ purpose: Command.Purpose, _ recording: Recording) -> Outstanding {
    let about = traits(of: recording.key).map { windows(about: recording, $0) } ?? []
    let mine = about.filter { $0.window.isUnfinished && ($0.key.agent == recording.agent || $0.key.agent == nil) }
    let cause = (mine.isEmpty ? about : mine).max { ($0.window.since, $0.key) < ($1.window.since, $1.key) }
    let window = cause?.window
    let remark = window?.remark(for: kind)
    var command = Command(
      id: nextID(), kind: kind, purpose: purpose, target: target(recording, recording.key.platform),
      since: kind == .pause ? window?.since ?? now : now, reason: remark?.reason, metadata: remark?.metadata ?? [:],
      tags: window?.governance?.tags ?? [:])
    command.openedIn = cause?.conversation
    actions.append(.command(command))
    return Outstanding(id: command.id, kind: kind, purpose: purpose, wasPaused: recording.mayBePaused)
  }

  func target(_ recording: Recording, _ platform: String) -> Target {
    var target = Target(platform: platform, conversation: state.key, recording: recording.key.id, agent: recording.agent)
    target.participant = recording.participant
    target.contact = state.contact
    target.initialContact = state.initialContact
    target.user = recording.agent.map { state.users[$0] ?? $0 }
    target.call = state.call ?? state.key.id
    return target
  }

  func oldestExposure() -> Tick {
    state.windows.values.filter(\.covers).map(\.since).min() ?? now
  }
}

extension Command.Purpose {
  var urgency: Int {
    switch self {
    case .pause: 4
    case .resume: 3
    case .verify: 2
    case .drift: 1
    case .replay: 0
    }
  }
}
