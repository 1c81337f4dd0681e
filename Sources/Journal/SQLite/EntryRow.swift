import Model
import Native

/// An entry as it is stored, without its hash.
struct EntryRow {
  /// In the order in which `init(_:)` of a statement reads them; the hash follows.
  static let columns = "seq, recorded_at, tick, entry, kind, identity, conversation, fact, key, body, hash"
  static let hashColumn: Int32 = 10

  var seq: Int64
  var recordedAt: Int64
  var tick: Int64
  var entry: String
  var kind: String
  /// Of an event alone, like `fact`; nil also when an earlier one has it.
  var identity: Int64?
  var conversation: Int64?
  var fact: Int64?
  /// The data key that the body is sealed under; negative where it was plain when it was written, and the chain covers it as it was then.
  var key: Int64?
  var body: [UInt8]

  /// The only place where the bytes of a body are formed; `decoded` of a StoredEntry is the only one where they are read back.
  init(_ entry: Entry, keys: EventKeys?) {
    seq = entry.seq
    recordedAt = entry.recordedAt.milliseconds
    tick = entry.tick.milliseconds
    self.entry = entry.word.rawValue
    kind = entry.kind
    identity = keys?.identity
    fact = keys?.fact
    conversation = keys.flatMap { $0.fact == nil ? nil : $0.conversation } ?? entry.conversation?.digest
    body = entry.storedBody
  }

  init(_ statement: borrowing Statement) {
    seq = statement.int64(0)
    recordedAt = statement.int64(1)
    tick = statement.int64(2)
    entry = statement.text(3)
    kind = statement.text(4)
    identity = statement.optionalInt64(5)
    conversation = statement.optionalInt64(6)
    fact = statement.optionalInt64(7)
    key = statement.optionalInt64(8)
    body = statement.blob(9)
  }
}

extension EntryRow {
  /// A row of an archive, whose body is encrypted.
  init(sealed body: [UInt8], _ root: JSONValue) throws(EntryError) {
    guard let seq = root["seq"]?.int64, let tick = root["tick"]?.int64, let entry = root["entry"]?.string, let kind = root["kind"]?.string,
      let recordedAt = root["recordedAt"]?.string.flatMap({ Timestamp(rfc3339: $0) })
    else { throw EntryError("seq, tick, entry, kind or recordedAt", "is missing") }
    self.seq = seq
    self.recordedAt = recordedAt.milliseconds
    self.tick = tick
    self.entry = entry
    self.kind = kind
    self.body = body
  }

  var isCheckpoint: Bool { entry == Entry.Word.act.rawValue && kind == Act.Kind.checkpoint.rawValue }

  /// Without keys for what is never sealed.
  func decoded(by keys: DataKeys? = nil) throws(JournalError) -> Entry { try StoredEntry(self).decoded(by: keys) }

  /// The row as an encrypted journal holds it; a checkpoint stays readable for whoever verifies without that key.
  func sealed(by keys: DataKeys) -> EntryRow {
    var row = self
    row.identity = identity.map(keys.blind)
    row.conversation = conversation.map(keys.blind)
    row.fact = fact.map(keys.blind)
    if !isCheckpoint, let sealed = keys.seal(body, seq: seq) { (row.key, row.body) = (sealed.key, sealed.body) }
    return row
  }
}

extension EntryRow {
  /// True of rows that are plain although they need not be. A checkpoint stays so.
  static let isPlain = "key IS NULL AND NOT (entry = '\(Entry.Word.act.rawValue)' AND kind = '\(Act.Kind.checkpoint.rawValue)')"

  /// As the chain covers it. Throws `sealed` without the key, `unreadable` when nobody who had it has written this.
  func chained(by keys: DataKeys) throws(JournalError) -> EntryRow {
    guard let key, key < 0 else { return self }
    var row = self
    row.body = try keys.open(body, key: -key, seq: seq)
    row.key = nil
    return row
  }
}

/// What of a row the commands and the engine need.
struct StoredEntry {
  static let columns = "seq, recorded_at, tick, key, body"

  private let seq: Int64
  private let recordedAt: Int64
  private let tick: Int64
  private let key: Int64?
  private let body: [UInt8]

  init(_ statement: borrowing Statement) {
    seq = statement.int64(0)
    recordedAt = statement.int64(1)
    tick = statement.int64(2)
    key = statement.optionalInt64(3)
    body = statement.blob(4)
  }

  init(_ row: EntryRow) {
    seq = row.seq
    recordedAt = row.recordedAt
    tick = row.tick
    key = row.key
    body = row.body
  }

  func decoded(by keys: DataKeys?) throws(JournalError) -> Entry {
    let body = try opened(by: keys)
    do {
      let body = try Entry.Body(json: JSONDocument(body).root)
      return Entry(seq: seq, recordedAt: Timestamp(milliseconds: recordedAt), tick: Tick(milliseconds: tick), body: body)
    } catch {
      throw JournalError(.unreadable, "entry \(seq) of the journal cannot be read: \(error); run `hushd verify`")
    }
  }

  /// The body as it was before it was sealed.
  func opened(by keys: DataKeys?) throws(JournalError) -> [UInt8] {
    guard let key else { return body }
    guard let keys else { throw DataKeys.closedError }
    return try keys.open(body, key: abs(key), seq: seq)
  }
}
