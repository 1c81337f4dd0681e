import Model

/// One window as `hushd windows` and `status` show it.
package struct WindowReport: Hashable, Sendable {
  package struct Recording: Hashable, Sendable {
    package var recording: String
    package var platform: String
    /// recording or paused: what it should be.
    package var wanted: String
    /// recording, paused, ended or unknown: what is confirmed.
    package var known: String
  }

  /// One that goes on: of a recording, or of what was not found on a platform.
  package struct OpenExposure: Hashable, Sendable {
    package var exposure: Exposure
    package var platform: String?
    package var recording: String?
    /// The conversation it is in, when that is another one.
    package var recordedIn: String?
  }

  package var platform: String
  package var conversation: ConversationKey
  package var agent: String?
  package var openedAt: Timestamp
  package var closedAt: Timestamp?
  package var expiresAt: Timestamp?
  package var confirmedAt: Timestamp?
  package var recordings: [Recording]
  package var rule: String
  package var isOpen: Bool
  package var openExposures: [OpenExposure]

  /// Window opened → every recording of it confirmed paused.
  package var gap: Span? { confirmedAt.map { max(.zero, $0 - openedAt) } }
}

extension Engine {
  /// Every window that was ever opened in the conversations at hand, the oldest first.
  package func windows() -> [WindowReport] {
    reports(of: conversationStates)
  }

  /// Those that are open or expired. Quick however many conversations are remembered: theirs are not at rest.
  package func openWindows() -> [WindowReport] { reports(of: restlessStates).filter(\.isOpen) }

  private func reports(of states: [Conversation]) -> [WindowReport] {
    states.flatMap { conversation in conversation.windows.compactMap { report($0.key, $0.value, of: conversation) } }
      .sorted { ($0.openedAt, $0.conversation, $0.agent ?? "") < ($1.openedAt, $1.conversation, $1.agent ?? "") }
  }

  /// The commands an operator has to decide about.
  package func parked() -> [Command] { restlessStates.flatMap { $0.parked.values }.sorted { $0.id < $1.id } }

  private func report(_ key: WindowKey, _ window: Window, of conversation: Conversation) -> WindowReport? {
    guard let openedAt = window.openedAt else { return nil }
    let recordings = conversation.recordings.values.filter { recording in
      window.platforms.contains(recording.key.platform)
        && (key.agent == nil || recording.agent == nil || recording.agent == key.agent
          || window.governance?.scope == .everyone || recording.isCovered)
    }
    let elsewhere = window.met.filter { $0.value != conversation.key.id }
    let reached = elsewhere.compactMap { recording, id in
      conversations[ConversationKey(system: conversation.key.system, id: id)]?.recordings[recording]
    }
    let exposures = window.exposures.sorted { $0.key < $1.key }.map { label, open in
      WindowReport.OpenExposure(
        exposure: Exposure(
          from: open.from, to: nil, cause: open.cause, rule: open.rule ?? window.rule, isFlagged: false,
          hasOverlay: window.hasOverlay),
        platform: open.recording?.platform ?? (label.isEmpty ? nil : label), recording: open.recording?.id,
        recordedIn: open.recording.flatMap { elsewhere[$0] })
    }
    return WindowReport(
      platform: window.platform, conversation: conversation.key, agent: key.agent, openedAt: openedAt, closedAt: window.closedAt,
      expiresAt: window.governance.flatMap { governance in window.started.map { $0 + governance.maxPause } },
      confirmedAt: window.confirmedAt,
      recordings: (recordings + reached).sorted { $0.key < $1.key }.map { recording in
        // What has ended keeps what it was last wanted to be.
        let isWanted = recording.isCovered && (recording.known != .ended || window.covers)
        return .init(
          recording: recording.key.id, platform: recording.key.platform, wanted: isWanted ? "paused" : "recording",
          known: recording.known.rawValue)
      },
      rule: window.rule, isOpen: window.isUnfinished, openExposures: exposures)
  }
}
