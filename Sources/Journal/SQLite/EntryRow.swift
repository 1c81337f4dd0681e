import Model
import Native

/// An entry as it is stored, without its hash.
struct EntryRow {
  var seq: Int64
  var recordedAt: Int64
  var tick: Int64
  var entry: String
  var kind: String
  var conversation: ConversationKey?
  var body: [UInt8]

  init(_ entry: Entry) {
    seq = entry.seq
    recordedAt = entry.recordedAt.milliseconds
    tick = entry.tick.milliseconds
    self.entry = entry.word.rawValue
    kind = entry.kind
    conversation = entry.conversation
    body = entry.storedBody
  }

  /// Columns in the order of `columns`.
  init(_ statement: borrowing Statement) {
    seq = statement.int64(0)
    recordedAt = statement.int64(1)
    tick = statement.int64(2)
    entry = statement.text(3)
    kind = statement.text(4)
    conversation = statement.isNull(5) ? nil : ConversationKey(system: statement.text(6), id: statement.text(5))
    body = statement.blob(7)
  }

  func decoded() throws(JournalError) -> Entry {
    do {
      let body = try Entry.Body(json: JSONDocument(body).root)
      return Entry(seq: seq, recordedAt: Timestamp(milliseconds: recordedAt), tick: Tick(milliseconds: tick), body: body)
    } catch {
      throw JournalError(.unreadable, "entry \(seq) of the journal cannot be read: \(error); run `hushd verify`")
    }
  }
}
