import Engine
import Journal
import Model
import Native

/// What `hushd exposure` prints: when something was recorded that should not have been, for how long, and why.
package struct ExposureList {
  /// The form of the answer.
  package enum Format: String, Sendable, CaseIterable { case table, json, csv }

  package var since: TimeArgument?
  package var until: TimeArgument?
  /// Every one, however short.
  package var includesAll = false
  package var format = Format.table

  package init() {}

  package func print(_ configuration: Configuration, to output: Output) throws {
    configuration.noteRead("exposure", ["since": since?.text, "until": until?.text, "all": includesAll ? "true" : nil])
    try print(configuration.openJournal(), configuration, now: Clock.live.wall(), to: output)
  }

  func print(_ reader: any JournalReader, _ configuration: Configuration, now: Timestamp, to output: Output) throws {
    let table = Table(
      [
        .time("from (UTC)", on: output), Table.Column("length", least: 9, ideal: 12), Table.Column("cause", ideal: 10),
        Table.Column("conversation", least: 9, ideal: 36, cut: .middle), Table.Column("agent", least: 7, ideal: 36, cut: .middle),
        Table.Column("platform", least: 6, ideal: 14, isDispensable: true), Table.Column("recording", least: 7, ideal: 36, cut: .middle),
        Table.Column("rule", least: 6, ideal: 16, isDispensable: true),
      ], on: output)
    var (count, total) = (0, Model.Span.zero)
    if format == .csv { try output.line(ExposureReport.csvTitles) }
    try forEach(reader, configuration, now: now) { report in
      if count == 0, format == .table { try table.printTitles() }
      count += 1
      total = total + report.length
      switch format {
      case .json: try output.json(report.json)
      case .csv: try output.line(report.csv)
      case .table: try print(report, in: table, on: output)
      }
    }
    if format == .table { try output.line(summary(count, total)) }
  }

  /// The closed ones as they closed, and after them those that go on.
  package func forEach(
    _ reader: any JournalReader, _ configuration: Configuration, now: Timestamp, _ body: (ExposureReport) throws -> Void
  ) throws {
    // Looked for first: one that ends between the two looks is found by the second, and told once.
    let going = try goingOn(reader, configuration, now: now)
    var ended: Set<ExposureReport> = []
    var query = JournalQuery()
    query.word = .decision
    query.kind = "exposure"
    // An exposure is recorded when it ends: those recorded before ended before.
    query.since = since?.moment
    try reader.read(query) { entry in
      guard var report = ExposureReport(entry) else { return }
      if !going.isEmpty { ended.insert(report.beginning) }
      guard isWanted(report, now: now) else { return }
      if report.platform == nil { report.platform = try platform(of: report.conversation, reader) }
      try body(report)
    }
    for report in going where isWanted(report, now: now) && !ended.contains(report.beginning) { try body(report) }
  }

  private func goingOn(_ reader: any JournalReader, _ configuration: Configuration, now: Timestamp) throws -> [ExposureReport] {
    var fold = try JournalFold(configuration)
    try fold.takeOpenConversations(from: reader)
    return fold.windows.filter(\.isOpen).flatMap { window in
      let limit = configuration.policy.exposureLimit(of: window.rule)
      return window.openExposures.map { ExposureReport($0, of: window, limit: limit, now: now) }
    }
  }

  private func isWanted(_ report: ExposureReport, now: Timestamp) -> Bool {
    guard includesAll || report.exposure.isFlagged else { return false }
    if let since, report.exposure.to ?? now < since.moment { return false }
    if let until, report.exposure.from > until.moment { return false }
    return true
  }

  /// Where no recording was known, the platform is the one that the conversation's newest pause named.
  private func platform(of key: ConversationKey, _ reader: any JournalReader) throws -> String? {
    var query = JournalQuery(of: key)
    query.kind = Event.Kind.pauseStarted.rawValue
    query.newest = 1
    var platform: String?
    try reader.read(query) { entry in
      if case .event(let event) = entry.body { platform = event.platform }
    }
    return platform
  }

  private func print(_ report: ExposureReport, in table: Table, on output: Output) throws {
    let isOpen = report.exposure.to == nil
    try table.print(
      [
        Table.time(report.exposure.from, on: output), report.length.reading + (isOpen ? " …" : ""), report.exposure.why,
        report.conversation.id, report.agent ?? "everyone", report.platform ?? "", report.recording ?? "unknown", report.exposure.rule,
      ], isOpen ? .bad : report.exposure.isFlagged ? .doubtful : .plain)
  }

  private func summary(_ count: Int, _ total: Model.Span) -> String {
    let what = includesAll ? "" : " longer than exposureLimit"
    guard count > 0 else { return "no exposure\(what)\(includesAll ? "" : "; --all shows the short ones")" }
    return "\(count) \(count == 1 ? "exposure" : "exposures")\(what), \(total.reading) together"
  }
}

extension Policy {
  /// Of the rule of that name, as the configuration has it now.
  fileprivate func exposureLimit(of rule: String) -> Model.Span {
    rules.first { $0.name == rule }?.exposureLimit ?? defaults.exposureLimit
  }
}
