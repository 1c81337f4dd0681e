import Engine
import Model
import Native

/// The auditor's page.
struct AuditPage {
  private static let style = """
    body{font:14px/1.45 system-ui,sans-serif;color:#1a1a1a;max-width:1080px;margin:2em auto;padding:0 1em}
    h1{font-size:1.6em;margin-bottom:.2em}h2{font-size:1.2em;margin-top:2em;border-bottom:1px solid #bbb}
    table{border-collapse:collapse;width:100%;margin:.6em 0;font-size:12px}th,td{text-align:left;vertical-align:top;padding:3px 8px 3px 0;\
    border-bottom:1px solid #ddd;overflow-wrap:anywhere}th{border-bottom:1px solid #777}td:first-child{white-space:nowrap}
    p.bad{color:#a40000;font-weight:bold}svg text{font:12px system-ui,sans-serif;fill:#1a1a1a}svg rect{fill:#33658a}
    dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px}dt{color:#555}dd{margin:0;overflow-wrap:anywhere}
    @media print{body{margin:0;max-width:none;font-size:11px}tr,svg,h2{break-inside:avoid}h2{break-after:avoid}\
    thead{display:table-header-group}}
    """

  private let facts: AuditFacts
  private var page = HTMLText()

  init(_ facts: AuditFacts) {
    self.facts = facts
    page.raw("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>hushd: secure pauses and recordings</title>")
    page.raw("<meta name=\"viewport\" content=\"width=device-width\"><style>\(Self.style)</style></head><body>")
    page.element("h1", "Secure pauses and recordings")
    addSummary()
    addWindows()
    addExposures()
    add(
      facts.refusals, "Pauses refused", "The platform was asked to pause and said no.",
      none: "No pause was refused.", command: "hushd events --all --kind pause")
    add(
      facts.parked, "Parked", "Calls that hushd keeps for an operator instead of repeating them.", none: "Nothing was parked.",
      command: "hushd parked")
    add(
      facts.safetyNets, "Safety nets", "What hushd noticed and acted on beyond the ordinary pause and resume.",
      none: "No safety net fired.", command: "hushd events --all")
    addConfigurations()
    page.raw("</body></html>")
  }

  var html: String { page.text }

  private mutating func addSummary() {
    let exposed = facts.flagged.reduce(Span.zero) { $0 + $1.length }
    let gaps = facts.windows.gaps.sorted()
    func percentile(_ share: Double) -> String {
      gaps.isEmpty ? "none" : gaps[min(gaps.count - 1, Int(Double(gaps.count) * share))].reading
    }
    var rows = [
      ("Time", "\(facts.since) to \(facts.until)"), ("Made", "\(facts.madeAt) by hushd \(Version.number) (\(Version.commit))"),
      ("Chain", facts.chain), ("Windows", "\(facts.windows.count)"),
      ("Never confirmed paused", "\(facts.windows.neverPaused)"),
      ("Gap", "median \(percentile(0.5)), 99 of 100 below \(percentile(0.99)), longest \(gaps.last?.reading ?? "none")"),
      ("Exposures to look at", "\(facts.flagged.count), \(exposed.reading) together"), ("Pauses refused", "\(facts.refusals.count)"),
      ("Parked", "\(facts.parked.count)"), ("Safety nets fired", "\(facts.safetyNets.count)"),
    ]
    if facts.isIntact { rows.insert(("Last hash", Hex.encode(facts.head.hash)), at: 3) }
    if !facts.isIntact { page.element("p", "The journal's chain does not hold: \(facts.chain).", "class=\"bad\"") }
    page.raw("<dl>")
    for (name, value) in rows { page.raw("<dt>\(HTMLText.escaped(name))</dt><dd>\(HTMLText.escaped(value))</dd>") }
    page.raw("</dl>")
  }

  private mutating func addWindows() {
    page.element("h2", "Windows and gaps")
    page.element(
      "p", "The gap is the time from the start of a secure pause to the moment at which every recording of it was confirmed paused.")
    let limits: [Span] = [50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000].map(Span.milliseconds)
    var counts = Array(repeating: 0, count: limits.count + 1)
    for gap in facts.windows.gaps { counts[limits.firstIndex { gap <= $0 } ?? limits.count] += 1 }
    var bars = zip(limits, counts).map { ("up to \($0.description)", Double($1), "\($1)") }
    bars.append(("longer", Double(counts[limits.count]), "\(counts[limits.count])"))
    let never = facts.windows.neverPaused
    bars.append(("never paused", Double(never), "\(never)"))
    page.raw(BarChart(title: "Gaps", bars: bars).svg)
    let days = facts.windows.countsByDay
    if days.count > 1 {
      page.element("p", "Windows a day (UTC)")
      page.raw(
        BarChart(title: "Windows a day", bars: days.sorted { $0.key < $1.key }.map { ($0.key, Double($0.value), "\($0.value)") }).svg)
    }
    listWindows()
  }

  private mutating func listWindows() {
    let windows = facts.windows.listed.sorted {
      ($0.openedAt, $0.conversation, $0.agent ?? "") < ($1.openedAt, $1.conversation, $1.agent ?? "")
    }
    guard !windows.isEmpty else { return }
    page.table(
      ["opened (UTC)", "gap", "closed (UTC)", "conversation", "agent", "recordings", "rule"],
      windows.map { window in
        [
          window.openedAt.column, window.gap?.reading ?? "never paused", window.closedAt?.column ?? (window.isOpen ? "open" : ""),
          window.conversation.id, window.agent ?? "everyone", window.recordings.map(\.recording).joined(separator: " "), window.rule,
        ]
      })
    if facts.windows.count > windows.count {
      page.element("p", "\(windows.count) of \(facts.windows.count); hushd windows --all --since has them all.")
    }
  }

  private mutating func addExposures() {
    page.element("h2", "Exposures: recordings to redact or delete")
    page.element(
      "p", "A window was open and its recording not confirmed paused for longer than the rule's exposureLimit. Times are UTC.")
    let flagged = facts.flagged
    if flagged.isEmpty { page.element("p", "There is none.") }
    if !flagged.isEmpty {
      page.table(
        ["from", "to", "length", "cause", "conversation", "agent", "platform", "recording", "rule"],
        flagged.map { report in
          [
            report.exposure.from.column, report.exposure.to?.column ?? "goes on", report.length.reading, report.exposure.why,
            report.conversation.id, report.agent ?? "everyone", report.platform ?? "", report.recording ?? "not found",
            report.exposure.rule,
          ]
        })
    }
    let causes = facts.causes
    guard !causes.isEmpty else { return }
    page.element("p", "All exposures, the short ones too, by cause")
    let bars = Exposure.Cause.allCases.compactMap { cause in
      causes[cause].map { (cause.rawValue, $0.length.seconds, "\($0.length.reading) in \($0.count)") }
    }
    page.raw(BarChart(title: "Exposed time by cause", bars: bars).svg)
  }

  private mutating func add(_ findings: AuditFacts.Findings, _ title: String, _ text: String, none: String, command: String) {
    page.element("h2", title)
    guard findings.count > 0 else { return page.element("p", none) }
    page.element("p", text)
    page.raw(
      BarChart(title: title, bars: findings.counts.sorted { $0.key < $1.key }.map { ($0.key, Double($0.value), "\($0.value)") }).svg)
    page.table(
      ["time (UTC)", "what", "conversation", "detail"], findings.listed.map { [$0.at.column, $0.what, $0.conversation, $0.detail] })
    if findings.count > findings.listed.count {
      page.element("p", "The first \(findings.listed.count) of \(findings.count); \(command) has them all.")
    }
  }

  private mutating func addConfigurations() {
    page.element("h2", "Configuration and rules in force")
    page.table(
      ["since (UTC)", "by", "hushd", "SHA-256 of its files"],
      facts.configurations.map { [$0.at.column, $0.what, $0.conversation, $0.detail] })
    guard !facts.rules.isEmpty else { return page.element("p", "No rule was asked.") }
    page.table(
      ["rule, as it decided", "windows", "first (UTC)", "last (UTC)"],
      facts.rules.sorted { $0.key < $1.key }.map { [$0.key, "\($0.value.count)", $0.value.first.column, $0.value.last.column] })
  }
}
