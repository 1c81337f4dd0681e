import Model
import Native

/// Reads for the commands over a connection of its own, beside a running daemon or without one.
final class SQLiteReader: JournalReader {
  /// In the order that EntryRow reads them.
  static let columns = "seq, recorded_at, tick, entry, kind, conversation.name, conversation.system, body"

  private static let pageCount = 500

  private let database: Database

  init(path: String) throws {
    database = try SQLiteReader.open(path)
  }

  static func open(_ path: String) throws -> Database {
    guard FileSystem.exists(path) else {
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

  func head() throws -> JournalHead { try SQLiteReader.head(of: database) }

  func conversations(named id: String) throws -> [ConversationKey] {
    let select = try database.prepare("SELECT name, system FROM conversation WHERE name = ? ORDER BY system")
    try select.bind(id, at: 1)
    return try keys(select)
  }

  func openConversations() throws -> [ConversationKey] {
    try keys(database.prepare("SELECT name, system FROM conversation INDEXED BY conversation_open WHERE is_open = 1 ORDER BY id"))
  }

  func restore() throws -> Restored {
    let last = try database.prepare("SELECT seq, tick, recorded_at, entry, kind FROM entry ORDER BY seq DESC LIMIT 1")
    let isEmpty = try !last.step()
    return Restored(
      lastSeq: isEmpty ? 0 : last.int64(0), lastTick: isEmpty ? nil : Tick(milliseconds: last.int64(1)),
      lastRecordedAt: isEmpty ? nil : Timestamp(milliseconds: last.int64(2)), meta: try meta(), openConversations: try openConversations(),
      wasStopped: !isEmpty && last.text(3) == Entry.Word.act.rawValue && last.text(4) == Act.Kind.stop.rawValue)
  }

  func read(_ query: JournalQuery, _ body: (Entry) throws -> Void) throws {
    var plan = QueryPlan(query, head: try head())
    if let since = query.since {
      guard
        let first = try number(
          "SELECT min(seq) FROM entry INDEXED BY entry_recorded_at WHERE recorded_at >= ?", [.number(since.milliseconds)])
      else { return }
      plan.narrow(from: first, to: .max)
    }
    if let until = query.until {
      guard
        let last = try number(
          "SELECT max(seq) FROM entry INDEXED BY entry_recorded_at WHERE recorded_at <= ?", [.number(until.milliseconds)])
      else { return }
      plan.narrow(from: 1, to: last)
    }
    if let sql = plan.lowerBound {
      guard let first = try number(sql, plan.values) else { return }
      plan.narrow(from: first, to: .max)
    }
    try forEachRow(plan) { row, _ in
      try body(row.decoded())
      return true
    }
  }

  func verify() throws -> Verification {
    let end = try database.prepare("SELECT count, seq, hash, (SELECT max(seq) FROM entry) FROM head")
    guard try end.step() else { return .broken(seq: 0, .head) }
    let head = JournalHead(count: end.int64(0), seq: end.int64(1), hash: end.blob(2))
    var walk = ChainWalk(head: head, lastSeq: end.int64(3))
    end.reset()
    var verdict: Verification?
    try forEachRow(QueryPlan(JournalQuery(), head: head)) { row, hash in
      verdict = walk.visit(row, hash: hash)
      return verdict == nil
    }
    return verdict ?? walk.finish()
  }

  /// Hands over rows, oldest first, until the body says false.
  private func forEachRow(_ plan: QueryPlan, _ body: (EntryRow, _ hash: [UInt8]) throws -> Bool) throws {
    var plan = plan
    let select = try database.prepare(plan.page(of: Self.pageCount))
    while true {
      // A page is read to its end before anyone sees it: a reader that pauses (a pager) must not hold up the writer's checkpoints.
      try bind(plan.values, to: select)
      var rows: [(EntryRow, [UInt8])] = []
      while try select.step() { rows.append((EntryRow(select), select.blob(8))) }
      for (row, hash) in rows where try !body(row, hash) { return }
      guard rows.count == Self.pageCount, let last = rows.last else { return }
      plan.narrow(from: last.0.seq + 1, to: .max)
    }
  }

  private func number(_ sql: String, _ values: [QueryPlan.Value]) throws -> Int64? {
    let select = try database.prepare(sql)
    try bind(values, to: select)
    return try select.step() && !select.isNull(0) ? select.int64(0) : nil
  }

  private func bind(_ values: [QueryPlan.Value], to statement: borrowing Statement) throws {
    for (index, value) in values.enumerated() {
      switch value {
      case .number(let number): try statement.bind(number, at: Int32(index + 1))
      case .text(let text): try statement.bind(text, at: Int32(index + 1))
      }
    }
  }

  private func keys(_ select: consuming Statement) throws -> [ConversationKey] {
    var keys: [ConversationKey] = []
    while try select.step() { keys.append(ConversationKey(system: select.text(1), id: select.text(0))) }
    return keys
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
