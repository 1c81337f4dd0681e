import Daemon
import Journal
import Model

/// Judges the exposure report by the vendor's own history of each recording, the rows of the simulator's `GET /recordings`.
extension Simulation {
  func judgeExposures(by rows: [JSONValue], _ entries: [Entry]) throws {
    // An exposure has times of the senders and of hushd side by side: after a step of the wall they cannot be compared with anything.
    guard !hasStepped else { return }
    var list = ExposureList()
    list.includesAll = true
    var reports: [ExposureReport] = []
    try list.forEach(journal.openReader(), configuration, now: clock.wall) { reports.append($0) }
    let judge = ExposureJudge(reports, entries, now: clock.wall)
    for recording in Set(centre.agents.map(recorder.recording)).sorted() {
      guard let row = rows.first(where: { recorder.isRow($0, of: recording) }) else { continue }
      let announcement = recorder.needsAnnouncing ? announcement(of: recording) : nil
      // One with an id of its own begins, for all that hushd can know, when its announcement says; another is there from the beginning.
      let recorded = recorded(by: row, since: Self.wall(at: announcement?.at ?? Self.start))
      for window in agents(covering: recording).flatMap({ judge.windows(of: $0, in: centre) }) {
        let isOwn = recorder.recording(of: window.agent) == recording
        let knownSince = announcement.flatMap { isOwn ? nil : judge.heard($0.id) } ?? Self.wall(at: Self.start)
        guard let untold = judge.untold(of: window, in: recorded, recording: recording, knownSince: knownSince) else { continue }
        let start = (untold.from - Self.wall(at: Self.start)).milliseconds
        violate("\(recording) recorded from \(start) ms on for \(untold.length) in a window of \(window.agent.user), and no exposure tells")
      }
    }
  }

  /// When it was recording, by the vendor's clock.
  private func recorded(by row: JSONValue, since start: Timestamp) -> [Stretch] {
    let changes = (row["history"]?.elements ?? []).compactMap { change in
      change["at"]?.string.flatMap { Timestamp(rfc3339: $0) }.map { (at: $0, state: change["state"]?.string) }
    }
    return changes.indices.filter { changes[$0].state == "recording" }.compactMap { index in
      Stretch(from: changes[index].at, to: index + 1 < changes.count ? changes[index + 1].at : clock.wall)
        .intersection(Stretch(from: start, to: clock.wall))
    }
  }

  private func announcement(of recording: String) -> CallCentre.Fact? {
    centre.facts.first { $0.kind == .agentJoined && recorder.recording(of: $0.agent) == recording }
  }
}
