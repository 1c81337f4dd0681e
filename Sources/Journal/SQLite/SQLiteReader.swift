import Model
import Native

/// Reads for the commands over a connection of its own, beside a running daemon or without one.
final class SQLiteReader: JournalReader {
  private static let pageCount = 500

  let database: Database
  let dataKeys: DataKeys
  private let selectConversation: Statement

  init(path: String, dataKeys: DataKeys) throws {
    self.dataKeys = dataKeys
    database = try SQLiteReader.open(path)
    selectConversation = try SQLiteReader.selectConversation(database)
    try dataKeys.load(database, isWriter: false)
  }

  static func open(_ path: String) throws -> Database {
    do throws(PosixError) {
      try FileSystem.checkReadable(path)
    } catch {
      guard error.isMissing else { throw error }
      throw JournalError(.missing, "there is no journal at \(path); start hushd once, or point --config to its configuration")
    }
    let database = try Database.open(path, .reader)
    guard try Schema.check(database, path: path) == Schema.steps.count else {
      throw JournalError(.missing, "the journal at \(path) has an older form; start this hushd once, which brings it up to date")
    }
    return database
  }

  static func head(of database: borrowing Database) throws -> JournalHead {
    let select = try database.prepare("SELECT count, seq, hash FROM head")
    guard try select.step() else { throw JournalError(.changed, "the journal has lost its head row; restore it from a backup") }
    return JournalHead(count: select.int64(0), seq: select.int64(1), hash: select.blob(2))
  }

  /// The entries of all conversations of that digest, oldest first.
  static func selectConversation(_ database: borrowing Database) throws -> Statement {
    try database.prepare(
      "SELECT \(StoredEntry.columns) FROM entry INDEXED BY entry_conversation WHERE conversation = ? ORDER BY seq")
  }

  func head() throws -> JournalHead { try SQLiteReader.head(of: database) }

  func conversations(named id: String) throws -> [ConversationKey] {
    Set(try entries(ofID: id).compactMap(\.conversation)).sorted()
  }

  func openConversations() throws -> [ConversationKey] {
    let select = try database.prepare("SELECT name, system, sealed FROM open_conversation")
    var keys: [ConversationKey] = []
    while try select.step() {
      let id = select.isNull(2) ? select.text(0) : try dataKeys.openName(select.blob(2))
      keys.append(ConversationKey(system: select.text(1), id: id))
    }
    return keys
  }

  func restore() throws -> Restored {
    let last = try database.prepare("SELECT seq, tick, recorded_at FROM entry ORDER BY seq DESC LIMIT 1")
    let isEmpty = try !last.step()
    return Restored(
      lastSeq: isEmpty ? 0 : last.int64(0), lastTick: isEmpty ? nil : Tick(milliseconds: last.int64(1)),
      lastRecordedAt: isEmpty ? nil : Timestamp(milliseconds: last.int64(2)), meta: try meta(), openConversations: try openConversations(),
      wasStopped: try wasStopped())
  }

  /// A stop is signed after it is written.
  private func wasStopped() throws -> Bool {
    try database.int64("SELECT kind = 'stop' FROM entry WHERE kind <> 'checkpoint' ORDER BY seq DESC LIMIT 1") == 1
  }

  func read(_ query: JournalQuery, _ body: (Entry) throws -> Void) throws {
    if let id = query.conversation {
      let entries = try entries(ofID: id).filter(query.matches)
      for entry in entries.suffix(query.newest ?? .max) { try body(entry) }
      return
    }
    let plan = QueryPlan(query)
    var ranges = try ranges(of: query)
    if let newest = query.newest { ranges = try self.newest(newest, of: ranges, plan) }
    try forEachRow(of: ranges, plan, StoredEntry.columns, { StoredEntry($0) }) { row in
      try body(decoded(row))
      return true
    }
  }

  private func entries(ofID id: String) throws -> [Entry] {
    try selectConversation.bind(dataKeys.blind(ConversationKey.digest(ofID: id)), at: 1)
    var rows: [StoredEntry] = []
    while try selectConversation.step() { rows.append(StoredEntry(selectConversation)) }
    return try rows.map(decoded).filter { $0.conversation?.id == id }
  }

  /// A key that is not known yet may be one that the daemon began meanwhile.
  private func decoded(_ stored: StoredEntry) throws -> Entry {
    do {
      return try stored.decoded(by: dataKeys)
    } catch  where error.code == .sealed {
      try dataKeys.load(database, isWriter: false)
      return try stored.decoded(by: dataKeys)
    }
  }

  private func meta() throws -> JournalMeta? {
    let select = try database.prepare("SELECT name, value FROM meta")
    var values: [String: String] = [:]
    while try select.step() { values[select.text(0)] = select.text(1) }
    guard let bootID = values["boot"], let offset = values["tickOffset"].flatMap({ Int64($0) }), let version = values["version"] else {
      return nil
    }
    return JournalMeta(bootID: bootID, tickOffset: Span(milliseconds: offset), version: version)
  }
}

// MARK: - Ranges

extension SQLiteReader {
  /// Where entries of that query may stand, in order and without overlap.
  func ranges(of query: JournalQuery) throws -> [ClosedRange<Int64>] {
    let (first, last) = ((query.after ?? 0) + 1, try head().seq)
    guard first <= last else { return [] }
    // Exposures are rare in most journals, and an index knows them; those of a time are found sooner by the blocks of that time.
    if query.kind == "exposure", query.word == .decision, query.since == nil, query.until == nil {
      let select = try database.prepare("SELECT seq FROM entry INDEXED BY entry_exposure WHERE kind = 'exposure' AND seq BETWEEN ? AND ?")
      try bind([.number(first), .number(last)], to: select)
      return try ranges(select) { $0...$0 }
    }
    guard query.since != nil || query.until != nil || query.word != nil || query.kind != nil else { return [first...last] }
    // Asked first: a block that is finished in between is read twice over then, not left out.
    let lastOfBlocks = try database.int64("SELECT max(last) FROM block") ?? 0
    let select = try database.prepare(
      "SELECT last FROM block WHERE last >= ? AND latest >= ? AND earliest <= ? AND instr(kinds, ?) > 0 ORDER BY last")
    try bind(
      [
        .number(first), .number(query.since?.milliseconds ?? .min), .number(query.until?.milliseconds ?? .max),
        .text(Block.pattern(word: query.word, kind: query.kind)),
      ], to: select)
    var ranges = try ranges(select) { max(first, $0 - Block.entryCount + 1)...$0 }.filter { $0.lowerBound <= last }
    if let end = ranges.last?.upperBound, end > last { ranges[ranges.count - 1] = ranges[ranges.count - 1].lowerBound...last }
    let tail = max(first, lastOfBlocks + 1, (ranges.last?.upperBound ?? 0) + 1)
    return tail <= last ? ranges + [tail...last] : ranges
  }

  /// What the statement's first column stands for; neighbours become one.
  private func ranges(_ select: borrowing Statement, _ range: (Int64) -> ClosedRange<Int64>) throws -> [ClosedRange<Int64>] {
    var ranges: [ClosedRange<Int64>] = []
    while try select.step() {
      let next = range(select.int64(0))
      if let last = ranges.last, last.upperBound + 1 == next.lowerBound {
        ranges[ranges.count - 1] = last.lowerBound...next.upperBound
      } else {
        ranges.append(next)
      }
    }
    return ranges
  }

  /// The ranges without what lies before the newest so many.
  private func newest(_ count: Int, of ranges: [ClosedRange<Int64>], _ plan: QueryPlan) throws -> [ClosedRange<Int64>] {
    var found = 0
    let select = try database.prepare(plan.newest)
    for (index, range) in ranges.enumerated().reversed() where found < count {
      try bind(range, plan, to: select)
      var first = range.lowerBound
      while found < count, try select.step() {
        found += 1
        first = select.int64(0)
      }
      select.reset()
      if found == count { return [first...range.upperBound] + ranges[(index + 1)...] }
    }
    return count > 0 ? ranges : []
  }

  /// Hands over rows, oldest first, until the body says false.
  func forEachRow<Row>(
    of ranges: [ClosedRange<Int64>], _ plan: QueryPlan, _ columns: String, _ read: (borrowing Statement) -> Row,
    _ body: (Row) throws -> Bool
  ) throws {
    let select = try database.prepare(plan.page("\(columns), seq", of: Self.pageCount))
    let seqColumn = Int32(columns.split(separator: ",").count)
    for range in ranges {
      var first = range.lowerBound
      while first <= range.upperBound {
        // A page is read to its end before anyone sees it: a reader that pauses (a pager) must not hold up the writer's checkpoints.
        try bind(first...range.upperBound, plan, to: select)
        var rows: [Row] = []
        first = range.upperBound + 1
        while try select.step() {
          rows.append(read(select))
          if rows.count == Self.pageCount { first = select.int64(seqColumn) + 1 }
        }
        for row in rows where try !body(row) { return }
      }
    }
  }

  private func bind(_ range: ClosedRange<Int64>, _ plan: QueryPlan, to statement: borrowing Statement) throws {
    try bind([.number(range.lowerBound), .number(range.upperBound)] + plan.values, to: statement)
  }

  private func bind(_ values: [QueryPlan.Value], to statement: borrowing Statement) throws {
    for (index, value) in values.enumerated() {
      switch value {
      case .number(let number): try statement.bind(number, at: Int32(index + 1))
      case .text(let text): try statement.bind(text, at: Int32(index + 1))
      }
    }
  }
}
