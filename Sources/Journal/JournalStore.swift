import Model
import Native

/// Where the entries are kept. Nothing outside this target knows how: a journal shared by several nodes is another type behind this.
package protocol JournalStore: Sendable {
  /// Queues entries to be made durable; returns at once. The order of calls is the order in the journal.
  func append(_ batch: JournalBatch)

  /// The newest entry that is on disk; 0 when there is none.
  var durableSeq: Int64 { get }

  /// What a start needs to go on where the last run ended.
  func restore() throws -> Restored

  /// Keeps what the next start needs to carry the monotonic time on; durable when it returns.
  func record(_ meta: JournalMeta) throws

  /// A connection of the caller's own for looking up events on the way in; one thread uses it.
  func openIndex() throws -> sending any JournalIndex

  /// A connection of the caller's own for the reading commands; one thread uses it.
  func openReader() throws -> sending any JournalReader

  /// How much disk it takes, for the metrics.
  var byteCount: Int64 { get }

  /// How much room its file system has left; nil where nobody can say.
  var freeBytes: Int64? { get }

  /// Writes what is queued and lets go of the files. Nothing may be appended after it.
  func close()
}

extension JournalStore {
  package var freeBytes: Int64? { nil }
}

/// Tells a known event from a new one, and gives a conversation's past. Fast: it is asked for each event.
package protocol JournalIndex {
  /// One answer for each, all from one moment of the journal.
  func lookup(_ keys: [EventKeys]) throws -> [Lookup]

  /// An event with these keys is on its way into the journal: from now on it may be known.
  func expect(_ keys: EventKeys)

  /// Does a part of what makes later look-ups faster; false when all is done.
  func prepare() throws -> Bool

  /// Everything of one conversation, oldest first.
  func entries(of conversation: ConversationKey) throws -> [Entry]

  /// What is read within is read from one moment of the journal, which costs less than a moment for each.
  func atOneMoment(_ body: () throws -> Void) rethrows
}

extension JournalIndex {
  package func expect(_: EventKeys) {}
  package func prepare() throws -> Bool { false }
  package func atOneMoment(_ body: () throws -> Void) rethrows { try body() }
}

/// What the journal knows of an event (E1).
package enum Lookup: Hashable, Sendable {
  case new
  case duplicate(ofSeq: Int64)
  /// Taken, and alarmed: its id belongs to another fact.
  case sameIDOtherFact(seq: Int64)
}

/// Reads the journal for the commands, with the daemon up or down.
package protocol JournalReader {
  /// The newest entry and how many there are.
  func head() throws -> JournalHead

  /// Hands over what the query asks for, oldest first.
  func read(_ query: JournalQuery, _ body: (Entry) throws -> Void) throws

  /// The systems that know a conversation of this id.
  func conversations(named id: String) throws -> [ConversationKey]

  func openConversations() throws -> [ConversationKey]

  /// Walks the whole hash chain (G6), and checks the signatures when there is a key to check them by.
  func audit(by key: Ed25519.PublicKey?) throws -> Audit

  /// Hands over the lines of an export, oldest first: entries with what their place in the chain needs, and stubs of what was purged.
  func export(_ query: JournalQuery, _ body: ([UInt8]) throws -> Void) throws

  /// The conversations that no purge takes.
  func holds() throws -> [Hold]
}

extension JournalReader {
  /// Walks the hash chain alone.
  package func verify() throws -> Verification { try audit(by: nil).verdict }
}

/// The end of the journal, written together with each change.
package struct JournalHead: Hashable, Sendable {
  package var count: Int64
  package var seq: Int64
  package var hash: [UInt8]

  package init(count: Int64, seq: Int64, hash: [UInt8]) {
    self.count = count
    self.seq = seq
    self.hash = hash
  }
}
