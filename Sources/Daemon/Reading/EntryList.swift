import Journal
import Model
import Native

/// What `hushd events` prints: the newest entries that match, the oldest of them first.
package struct EntryList {
  package static let usualLimit = 100
  /// Between two looks at the journal while following it.
  private static let pause = Model.Span.milliseconds(200)

  package var since: TimeArgument?
  package var until: TimeArgument?
  package var conversation: String?
  package var kind: String?
  /// 0 for no limit.
  package var limit = EntryList.usualLimit
  /// Every entry, not only events.
  package var includesAll = false
  package var follows = false
  package var isJSON = false

  package init() {}

  /// What is wrong with the arguments; nil when they make sense.
  package var problem: String? {
    if limit < 0 { return "--limit must be 0 (no limit) or more" }
    if follows && until != nil { return "--follow never comes to an --until; leave one of them out" }
    guard let kind, !includesAll, Event.Kind(rawValue: kind) == nil else { return nil }
    let known = Event.Kind.allCases.map(\.rawValue)
    let hint = Spelling.suggestion(for: kind, among: known).map { "did you mean \($0)?" } ?? "one of \(known.joined(separator: ", "))"
    return "there are no events of kind \(kind) (\(hint)); other entries are shown with --all"
  }

  package func print(_ configuration: Configuration, to output: Output) throws {
    configuration.noteRead(
      "events",
      [
        "since": since?.text, "until": until?.text, "conversation": conversation, "kind": kind, "all": includesAll ? "true" : nil,
        "follow": follows ? "true" : nil,
      ])
    let wait = Monitor(false)
    try print(configuration.openJournal(), to: output) { !wait.wait(atMost: Self.pause, until: { $0 }) }
  }

  /// `goesOn` is asked, before each further look, whether to follow any longer.
  func print(_ reader: any JournalReader, to output: Output, goesOn: () -> Bool) throws {
    let table = isJSON ? nil : self.table(on: output)
    try table?.printTitles()
    var query = self.query
    // What comes between this and the first reading is read by it.
    var last = try reader.head().seq
    var count = 0
    func printNew() throws {
      try reader.read(query) { entry in
        last = max(last, entry.seq)
        count += 1
        if let table { try print(entry, in: table, on: output) } else { try output.json(entry.json) }
      }
      try output.flush()
    }
    try printNew()
    if limit > 0, count == limit, !isJSON, output.width != nil, !follows { output.note("the newest \(limit); --limit 0 shows all") }
    query.newest = nil
    while follows, goesOn() {
      query.after = last
      let end = try reader.head().seq
      guard end > last else { continue }
      try printNew()
      last = max(last, end)
    }
  }

  private var query: JournalQuery {
    var query = JournalQuery()
    query.since = since?.moment
    query.until = until?.moment
    query.conversation = conversation
    query.kind = kind
    query.word = includesAll ? nil : .event
    query.newest = limit > 0 ? limit : nil
    return query
  }

  private func table(on output: Output) -> Table {
    let columns: [Table.Column] = [
      .time("time (UTC)", on: output), Table.Column("entry", ideal: 8), Table.Column("kind", least: 12, ideal: 18),
      Table.Column("conversation", least: 9, ideal: 36, cut: .middle), Table.Column("agent", least: 7, ideal: 36, cut: .middle),
      Table.Column("detail", least: 6, ideal: 40),
    ]
    return Table(columns.filter { includesAll || $0.title != "entry" }, on: output)
  }

  private func print(_ entry: Entry, in table: Table, on output: Output) throws {
    let word = includesAll ? [entry.word.rawValue] : []
    let id = entry.conversation?.id ?? ""
    try table.print(
      [Table.time(entry.recordedAt, on: output)] + word + [entry.kind, id, entry.agent ?? "", entry.detail], entry.style)
  }
}
