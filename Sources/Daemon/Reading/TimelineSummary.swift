import Engine
import Model

/// The end of a conversation's timeline: what became of each window, and what was exposed.
struct TimelineSummary {
  let windows: [WindowReport]
  let exposures: [ExposureReport]
  let parked: [ParkedReport]
  let now: Timestamp
  /// It was paused for windows of other conversations.
  let wasReached: Bool

  func print(on output: Output) throws {
    try output.line()
    let elsewhere = wasReached ? " in it; those of other conversations paused its recordings" : ""
    if windows.isEmpty { try output.line("no window was opened\(elsewhere)") }
    for window in windows { try print(window, on: output) }
    for exposure in exposures { try print(exposure, on: output) }
    for report in parked {
      try output.line("parked \(report.command.id) \(report.command.kind.rawValue): \(report.reason ?? "no reason given")".printable, .bad)
    }
  }

  private func print(_ window: WindowReport, on output: Output) throws {
    let who = window.agent.map { "agent \($0)" } ?? "everyone"
    try output.line("window of \(who), rule \(window.rule): \(window.state(now: now))".printable, .title)
    try output.line("  opened  \(window.openedAt.column)")
    let gap = window.gapText(now: now)
    try output.line("  paused  \(window.confirmedAt.map { "\($0.column)  gap \(gap)" } ?? gap)", window.confirmedAt == nil ? .bad : .plain)
    if let closedAt = window.closedAt {
      try output.line("  closed  \(closedAt.column)  after \(max(.zero, closedAt - window.openedAt).reading)")
    } else if let expiresAt = window.expiresAt {
      try output.line("  expires \(expiresAt.column)", expiresAt <= now ? .bad : .plain)
    }
    for recording in window.recordings { try output.line("  recording \(recording.text)".printable) }
    for open in window.openExposures {
      let what = open.recording.map { "recording \($0) " } ?? ""
      let length = (now - open.exposure.from).reading
      try output.line(
        "  \(what)exposed now, \(open.exposure.why), since \(open.exposure.from.column): \(length)".printable, .bad)
    }
  }

  private func print(_ report: ExposureReport, on output: Output) throws {
    let who = report.agent.map { "agent \($0)" } ?? "everyone"
    let what = report.recording.map { "recording \($0)" }
    let text = [report.exposure.detail, who, what, "rule \(report.exposure.rule)"].joined()
    let line = "exposure \(report.exposure.from.column)  \(text)".printable
    let parts = output.width.map { line.wrapped(to: $0 - 2) } ?? [line]
    try output.line(parts.joined(separator: "\n  "), report.exposure.isFlagged ? .bad : .doubtful)
  }
}
