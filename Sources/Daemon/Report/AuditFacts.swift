import Engine
import Journal
import Model

/// What the journal says of a stretch of time, for an auditor.
struct AuditFacts {
  /// What is listed beyond this is counted only.
  static let listMax = 1000

  /// A line of one of the lists.
  struct Finding: Hashable {
    var at: Timestamp
    var what: String
    var conversation: String
    var detail: String
  }

  struct Rule: Hashable {
    var count = 0
    var first: Timestamp
    var last: Timestamp
  }

  let since: Timestamp
  let until: Timestamp
  let madeAt: Timestamp
  private(set) var head = JournalHead(count: 0, seq: 0, hash: [])
  private(set) var verification = Verification.broken(seq: 0, .head)
  /// Opened in the time of the report.
  private(set) var windows = WindowFigures()
  /// Those longer than exposureLimit: each is a recording to look at, so none is left out.
  private(set) var flagged: [ExposureReport] = []
  /// All of them, the short ones too.
  private(set) var causes: [Exposure.Cause: (count: Int, length: Span)] = [:]
  /// Pauses that the platform refused.
  private(set) var refusals = Findings()
  private(set) var parked = Findings()
  /// Alarms by which hushd tells that something was caught late, or could not be done: an expired window, a drift, a refused token.
  private(set) var safetyNets = Findings()
  private(set) var configurations: [Finding] = []
  /// What each rule said, in its own words, and how often.
  private(set) var rules: [String: Rule] = [:]

  /// A list that is cut, and its true length.
  struct Findings: Hashable {
    private(set) var listed: [Finding] = []
    private(set) var count = 0
    private(set) var counts: [String: Int] = [:]

    mutating func add(_ finding: Finding) {
      count += 1
      counts[finding.what, default: 0] += 1
      if listed.count < AuditFacts.listMax { listed.append(finding) }
    }
  }

  /// What is told of the windows as a whole, and the first of them.
  struct WindowFigures {
    private(set) var count = 0
    private(set) var gaps: [Span] = []
    private(set) var countsByDay: [String: Int] = [:]
    private(set) var listed: [WindowReport] = []

    var neverPaused: Int { count - gaps.count }

    mutating func add(_ window: WindowReport) {
      count += 1
      if let gap = window.gap { gaps.append(gap) }
      countsByDay[window.openedAt.day, default: 0] += 1
      if listed.count < AuditFacts.listMax { listed.append(window) }
    }
  }

  static let safetyNetNames: Set<String> = [
    "max_pause", "drift", "recording_split", "pause_unverified", "pause_unresolved", "auth_failed", "journal_unavailable",
  ]

  init(_ reader: any JournalReader, _ configuration: Configuration, since: Timestamp, until: Timestamp, now: Timestamp) throws {
    self.since = since
    self.until = until
    madeAt = now
    head = try reader.head()
    verification = try reader.verify()
    try readConfigurations(reader)
    try readRules(reader)
    try readWindows(reader, configuration)
    var list = ExposureList()
    list.includesAll = true
    list.since = TimeArgument(since)
    list.until = TimeArgument(until)
    try list.forEach(reader, configuration, now: now) { report in
      if report.exposure.isFlagged { flagged.append(report) }
      let so = causes[report.exposure.cause] ?? (0, .zero)
      causes[report.exposure.cause] = (so.count + 1, so.length + report.length)
    }
    try readFindings(reader)
  }

  private func query(_ word: Entry.Word, _ kind: String? = nil) -> JournalQuery {
    var query = JournalQuery()
    query.since = since
    query.until = until
    query.word = word
    query.kind = kind
    return query
  }

  /// The one that was in force when the time begins, and those that came in it.
  private mutating func readConfigurations(_ reader: any JournalReader) throws {
    func finding(_ entry: Entry) -> Finding? {
      guard case .act(let act) = entry.body, act.conversation == nil else { return nil }
      let version = act.arguments["version"].map { "hushd \($0)" } ?? ""
      return Finding(
        at: entry.recordedAt, what: act.kind.rawValue, conversation: version, detail: act.arguments["configuration"] ?? "not noted")
    }
    for kind in [Act.Kind.start, .reload] {
      var before = query(.act, kind.rawValue)
      before.since = nil
      before.until = since
      var newest: Finding?
      try reader.read(before) { newest = finding($0) ?? newest }
      if kind == .start, let newest { configurations.append(newest) }
      try reader.read(query(.act, kind.rawValue)) { entry in finding(entry).map { configurations.append($0) } }
    }
    configurations = Set(configurations).sorted { $0.at < $1.at }
  }

  private mutating func readRules(_ reader: any JournalReader) throws {
    try reader.read(query(.decision, "policy")) { entry in
      guard case .decision(let decision) = entry.body, case .policy(let governance) = decision.kind else { return }
      var rule = rules[governance.detail] ?? Rule(first: entry.recordedAt, last: entry.recordedAt)
      rule.count += 1
      rule.last = entry.recordedAt
      rules[governance.detail] = rule
    }
  }

  private mutating func readWindows(_ reader: any JournalReader, _ configuration: Configuration) throws {
    var seen: Set<ConversationKey> = []
    var keys: [ConversationKey] = []
    try reader.read(query(.event, Event.Kind.pauseStarted.rawValue)) { entry in
      if let key = entry.conversation, seen.insert(key).inserted { keys.append(key) }
    }
    let empty = try JournalFold(configuration)
    for key in keys {
      for window in try WindowHistory(of: key, from: empty, reader).windows where window.openedAt >= since && window.openedAt <= until {
        windows.add(window)
      }
    }
  }

  private mutating func readFindings(_ reader: any JournalReader) throws {
    try reader.read(query(.outcome, Command.Kind.pause.rawValue)) { entry in
      guard case .outcome(let answer) = entry.body, answer.outcome.result == .refused else { return }
      refusals.add(finding(entry, answer.outcome.refusal?.rawValue ?? "refused"))
    }
    try reader.read(query(.decision, "parked")) { parked.add(finding($0, "parked")) }
    try reader.read(query(.alarm)) { entry in
      guard case .alarm(let alarm) = entry.body, alarm.isRaised, Self.safetyNetNames.contains(alarm.name) else { return }
      safetyNets.add(finding(entry, alarm.name))
    }
  }

  private func finding(_ entry: Entry, _ what: String) -> Finding {
    Finding(at: entry.recordedAt, what: what, conversation: entry.conversation?.id ?? "", detail: entry.detail)
  }
}
