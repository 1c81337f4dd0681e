import Daemon
import Model
import Native

/// For a terminal: one picture, drawn anew several times a second.
struct LiveView: View {
  private static let noticesKept = 100
  private static let noticesMin = 3
  /// A lower terminal shows only where the example is to be found.
  private static let heightForExample = 30

  private let terminal: Terminal
  private let guide: DemoGuide
  private let isColoured = Environment.value("NO_COLOR") == nil
  private var notices: [Notice] = []
  /// The last one, which stays in sight.
  private var violation: Notice?

  init(_ terminal: Terminal, guide: DemoGuide) throws {
    self.terminal = terminal
    self.guide = guide
    try terminal.enter()
  }

  mutating func show(_ scene: Scene) throws {
    notices = Array((notices + scene.notices).suffix(Self.noticesKept))
    violation = scene.notices.last { $0.kind == .violation } ?? violation
    let (width, height) = terminal.size
    let lines = self.lines(scene, width: width, height: height)
    try terminal.draw(lines.prefix(height).map { $0.text(width: width, isColoured: isColoured) })
  }

  func close() { terminal.leave() }

  private func lines(_ scene: Scene, width: Int, height: Int) -> [StyledLine] {
    let head = [title(scene, width: width), state(scene), Self.columns]
    let feet = footer(height: height)
    let room = height - head.count - feet.count - 1
    var rows = self.rows(scene, atMost: max(0, room - Self.noticesMin - 1))
    let told = max(0, room - rows.count - 1)
    let recent = notices.suffix(told)
    rows.append(gaps(scene))
    let list = recent.map { StyledLine("  \($0.line)", $0.kind.style) }
    let blanks = [StyledLine](repeating: StyledLine(), count: told - recent.count)
    return head + rows + [StyledLine()] + list + blanks + feet
  }
}

// MARK: - Parts of the picture

extension LiveView {
  private func title(_ scene: Scene, width: Int) -> StyledLine {
    let rate = Int((scene.eventsPerSecond * 10).rounded())
    let parts = [
      "hushd demo", scene.uptime.onClock, "\(rate / 10).\(rate % 10) events/s", "\(scene.openWindowCount) windows open",
      "\(scene.callCount) calls",
    ]
    var line = StyledLine(" \(parts.joined(separator: "  ·  ")) ", .title)
    line.fill(to: width, .title)
    return line
  }

  private func state(_ scene: Scene) -> StyledLine {
    if let violation { return StyledLine(" \(violation.line) ", .alarm) }
    guard let outage = scene.outage else { return StyledLine(" \(guide.vendor.head.type) answers", .green) }
    return StyledLine(" outage: \(outage.kind.text), for \(outage.since.inSeconds) now ", .alarm)
  }

  private static var columns: StyledLine {
    var line = StyledLine()
    for (name, width) in zip(["CONVERSATION", "AGENT", "SCREEN", "HUSHD SAYS", "WINDOW", "GAP", "LAST CALL"], widths) {
      line.add(name, .faint, column: width)
    }
    return line
  }

  private static let widths = [14, 9, 9, 10, 8, 8, 14]

  private func rows(_ scene: Scene, atMost limit: Int) -> [StyledLine] {
    // Conversations are numbered: the shorter number is the smaller.
    func order(_ row: Scene.Row) -> (Int, Int, String) {
      (row.isGuests ? 0 : 1, row.conversation.count, "\(row.conversation) \(row.agent)")
    }
    let rows = scene.rows.sorted { order($0) < order($1) }
    guard rows.count > limit, limit > 0 else { return rows.prefix(limit).map(line) }
    let shown = (rows.filter { $0.windowSince != nil } + rows.filter { $0.windowSince == nil }).prefix(limit - 1)
    let dark = rows.count { $0.state == .paused }
    return shown.map(line) + [StyledLine("and \(rows.count - shown.count) more; \(dark) of all \(rows.count) screens are dark", .faint)]
  }

  private func line(_ row: Scene.Row) -> StyledLine {
    let isOpen = row.windowSince != nil
    var line = StyledLine()
    let plain = row.isViolated ? StyledLine.Style.alarm : .plain
    line.add(row.conversation, row.isGuests ? .bold : plain, column: Self.widths[0])
    line.add(row.agent, row.isGuests ? .bold : plain, column: Self.widths[1])
    switch row.state {
    case .recording: line.add("● ON AIR", row.isViolated ? .alarm : isOpen ? .red : .green, column: Self.widths[2])
    case .paused: line.add("○ DARK", isOpen ? .bold : .faint, column: Self.widths[2])
    case .requested, .ended: line.add("…", .faint, column: Self.widths[2])
    }
    let isAgreed = row.known == row.state.rawValue
    line.add(row.known ?? "–", row.known == nil ? .faint : isAgreed ? .plain : .yellow, column: Self.widths[3])
    line.add(row.windowSince?.inSeconds ?? (row.state == .paused ? "closed" : "–"), isOpen ? .plain : .faint, column: Self.widths[4])
    line.add(row.gap?.short ?? "–", (row.gap ?? .zero) > Referee.exposureLimit ? .yellow : plain, column: Self.widths[5])
    line.add(row.lastCall ?? "–", .faint, column: Self.widths[6])
    return line
  }

  private func gaps(_ scene: Scene) -> StyledLine {
    func text(_ span: Span?) -> String { span?.short ?? "–" }
    var line = StyledLine(" \(scene.gaps.count) gaps: ", .bold)
    line.add("p50 \(text(scene.gaps.percentile(50))), p99 \(text(scene.gaps.percentile(99))), max \(scene.gaps.longest.short) · ")
    line.add("exposures over \(Referee.exposureLimit): \(scene.exposureCount)", scene.exposureCount > 0 ? .yellow : .plain)
    line.add(" · ")
    line.add("violations: \(scene.violationCount)", scene.violationCount > 0 ? .alarm : .plain)
    return line
  }

  private func footer(height: Int) -> [StyledLine] {
    let look = StyledLine(" look: \(guide.command)", .faint)
    let end = StyledLine(" or windows, events, show call-1  ·  state and log: \(DemoFolder.path)  ·  Ctrl-C ends it", .faint)
    guard height >= Self.heightForExample else {
      return [StyledLine(" post: \(guide.hushd)/events/\(guide.vendor.head.name)  (a higher window shows an example)", .faint), look, end]
    }
    return [StyledLine(" \(guide.invitation)", .faint)] + guide.example.map { StyledLine($0) } + [look, end]
  }
}

extension Notice.Kind {
  fileprivate var style: StyledLine.Style {
    switch self {
    case .opened, .closed, .resumed: .faint
    case .dark: .plain
    case .remark: .bold
    case .outage, .over: .yellow
    case .violation: .alarm
    }
  }
}
