import Model

/// Judges the engine from outside: only from the facts that were delivered, in whatever order, by definitions of its own.
struct SimulationOracle {
  let history: SimulatedHistory
  let traits: [PlatformTraits]
  let governance: Governance
  /// The facts that have arrived.
  var known: [SimulatedHistory.Fact] = []

  private struct Window: Hashable {
    var agent: Int?
    var origin: Int
  }

  private var windows: Set<Window> {
    Set(known.filter { $0.kind == .pauseStarted }.map { Window(agent: $0.agent, origin: $0.origin) })
  }

  private func newest(_ kind: Event.Kind, _ isMeant: (SimulatedHistory.Fact) -> Bool) -> Int64? {
    known.filter { $0.kind == kind && isMeant($0) }.map(\.at).max()
  }

  /// W1, W3: its newest ended.
  private func ended(_ window: Window) -> Int64? {
    newest(.pauseEnded) { $0.origin == window.origin && ($0.agent == nil || window.agent == nil || $0.agent == window.agent) }
  }

  /// Whether the agent's leaving or the conversation's end may have closed what started then (W7).
  private func mayHaveLeft(_ window: Window, since started: Int64) -> Bool {
    known.contains { fact in
      guard fact.at > started else { return false }
      switch fact.kind {
      case .conversationEnded: return true
      case .customerLeft: return known.contains { $0.kind == .agentLeft }
      case .agentLeft: return fact.agent == window.agent || known.contains { $0.kind == .customerLeft }
      default: return false
      }
    } || (known.contains { $0.kind == .customerLeft } && known.contains { $0.kind == .agentLeft && $0.at > started })
  }

  /// W7: no doubt that it is closed.
  private func hasLeft(_ window: Window, since started: Int64) -> Bool {
    known.contains { $0.kind == .conversationEnded && $0.at > started }
  }

  private func concerns(_ window: Window, _ recording: SimulatedPlatform.Recording) -> Bool {
    let traits = traits[recording.platform]
    return traits.isShared || traits.coversEveryone || governance.scope == .everyone || window.agent == nil
      || window.agent == recording.agent
  }

  enum Verdict { case covered, free, doubtful }

  /// What the delivered facts say of a recording now; doubtful within `slack` of an expiry, and where leaving decides.
  func verdict(on recording: SimulatedPlatform.Recording, at now: Int64, slack: Int64) -> Verdict {
    verdict(on: recording, at: now, slack: slack, by: windows)
  }

  /// What one window says of it.
  func verdict(on recording: SimulatedPlatform.Recording, at now: Int64, by window: WindowKey) -> Verdict {
    let agent = window.agent.flatMap { SimulatedHistory.agents.firstIndex(of: $0) }
    let origin = SimulatedHistory.origins.firstIndex(of: window.origin) ?? 0
    return verdict(on: recording, at: now, slack: 0, by: windows.intersection([Window(agent: agent, origin: origin)]))
  }

  private func verdict(on recording: SimulatedPlatform.Recording, at now: Int64, slack: Int64, by windows: Set<Window>) -> Verdict {
    var verdict = Verdict.free
    for window in windows where concerns(window, recording) {
      guard let started = newest(.pauseStarted, { $0.agent == window.agent && $0.origin == window.origin }) else { continue }
      if let ended = ended(window), started < ended { continue }
      if hasLeft(window, since: started) {
        if !traits[recording.platform].isShared { verdict = .doubtful }
        continue
      }
      let isTransferred = traits[recording.platform].isShared && transferred(window).map { started < $0 } ?? false
      let expires = started + governance.maxPause.milliseconds
      if governance.onMaxPause == .resume && expires + slack <= now { continue }
      if isTransferred { continue }
      let isDoubtful = mayHaveLeft(window, since: started) || (governance.onMaxPause == .resume && abs(expires - now) < slack)
      if !isDoubtful { return .covered }
      verdict = .doubtful
    }
    return verdict
  }

  private func transferred(_ window: Window) -> Int64? {
    newest(.transferStarted) { window.agent == nil || $0.agent == nil || $0.agent == window.agent }
  }

  /// W7: whether what is free may stay paused all the same, because it closed by leaving or ending.
  func mayStayPaused(_ recording: SimulatedPlatform.Recording) -> Bool {
    known.contains { $0.kind == .agentLeft || $0.kind == .customerLeft || $0.kind == .conversationEnded }
  }

  /// R3: whether the engine can know of the recording: it was announced, or none was and a look-up finds it.
  func isFindable(_ recording: SimulatedPlatform.Recording) -> Bool {
    if traits[recording.platform].isShared { return true }
    let announced = known.filter { $0.kind == .agentJoined || $0.kind == .recordingStarted }.compactMap(\.recording)
    if announced.contains(where: { history.recordings[$0].id == recording.id }) { return true }
    return announced.isEmpty && known.allSatisfy { $0.kind != .pauseStarted || $0.at >= recording.connects }
  }
}
