import Daemon
import Model

/// Holds what `hushd exposure --all` lists against the truth: each stretch in which a window was open and a recording that it covers was
/// recording has to be in it. Only that is excused which hushd cannot know.
struct ExposureJudge {
  /// A window as it truly was, and when hushd had heard that it was over.
  struct Window {
    var agent: CallCentre.Agent
    var open: Stretch
    var endHeardAt: Timestamp
  }

  private let reports: [ExposureReport]
  private let entries: [Entry]
  private let now: Timestamp
  /// What the journal heard when of each recording: that it is paused, or that it is recording, or will be since a resume left.
  private let words: [String: [(at: Timestamp, isPaused: Bool)]]

  init(_ reports: [ExposureReport], _ entries: [Entry], now: Timestamp) {
    self.reports = reports
    self.entries = entries
    self.now = now
    var words: [String: [(at: Timestamp, isPaused: Bool)]] = [:]
    for entry in entries {
      for word in Self.words(in: entry) { words[word.recording, default: []].append((entry.recordedAt, word.isPaused)) }
    }
    self.words = words
  }

  private static func words(in entry: Entry) -> [(recording: String, isPaused: Bool)] {
    switch entry.body {
    case .outcome(let answer):
      if answer.command.kind == .pause, answer.outcome.result == .accepted { return [(answer.command.target.recording ?? "", true)] }
      return answer.outcome.observations.filter { [.recording, .paused].contains($0.state) }.map { ($0.recording, $0.state == .paused) }
    case .call(let call) where call.command.kind == .resume: return [(call.command.target.recording ?? "", false)]
    default: return []
    }
  }

  /// The windows of an agent, by the clock of the senders.
  func windows(of agent: CallCentre.Agent, in centre: CallCentre) -> [Window] {
    let facts = centre.facts.filter { $0.agent.participant == agent.participant && $0.kind != .agentJoined }.sorted { $0.at < $1.at }
    return facts.indices.filter { facts[$0].kind == .pauseStarted }.map { index in
      let ends = facts[index...].filter { $0.kind == .pauseEnded }
      let open = Stretch(from: Simulation.wall(at: facts[index].at), to: ends.first.map { Simulation.wall(at: $0.at) } ?? now)
      return Window(agent: agent, open: open, endHeardAt: ends.compactMap { heard($0.id) }.min() ?? now)
    }
  }

  /// When a fact came to the journal.
  func heard(_ id: String) -> Timestamp? {
    entries.first { if case .event(let event) = $0.body { event.id == id } else { false } }?.recordedAt
  }

  /// The first of a window's time in which a recording was recording that should be told and is not.
  func untold(of window: Window, in recorded: [Stretch], recording: String, knownSince: Timestamp) -> Stretch? {
    // R3: nobody looks for the screens of others, so with one that was announced when the window was over it had nothing to do.
    guard knownSince < window.endHeardAt else { return nil }
    // Where the recording was not known, it is all of the conversation's.
    let told = reports.filter {
      $0.openedIn.id == window.agent.conversation && $0.agent == window.agent.user && ($0.recording ?? recording) == recording
    }
    let missing = told.reduce(recorded.compactMap { $0.intersection(window.open) }) { missing, report in
      missing.flatMap { $0.subtracting(Stretch(from: report.exposure.from, to: report.exposure.to ?? now)) }
    }
    return missing.first { !isExcused($0, in: window, recording) }
  }

  /// After a pause a call of before may apply late, or somebody may press a button. Hushd knows of it only by a reading that comes before
  /// it has heard of the window's end, and cannot tell when it began: it counts from the last answer that said paused, and that may have
  /// been on its way for as long as a call may take.
  private func isExcused(_ missing: Stretch, in window: Window, _ recording: String) -> Bool {
    let words = words[recording] ?? []
    guard words.last(where: { $0.at <= missing.from })?.isPaused == true else { return false }
    guard let seen = words.first(where: { $0.at > missing.from && !$0.isPaused }), seen.at <= window.endHeardAt else { return true }
    let counted = words.last { $0.at < seen.at && $0.isPaused }?.at ?? missing.from
    return missing.to <= counted && missing.length <= Recorder.timeout
  }
}
