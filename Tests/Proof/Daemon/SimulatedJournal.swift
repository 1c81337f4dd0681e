import Journal
import Model
import Native
import Synchronization

/// A journal whose disk the simulation moves: what was appended is durable only when a commit is let through, and a crash loses the rest.
final class SimulatedJournal: JournalStore {
  struct State {
    var durable: [Entry] = []
    var open: Set<ConversationKey> = []
    var meta: JournalMeta?
    var queued: [JournalBatch] = []
    var identities: [Int64: (seq: Int64, fact: Int64?)] = [:]
    var facts: [Int64: Int64] = [:]
    var byConversation: [ConversationKey: [Entry]] = [:]
    /// How often each event is there.
    var keptIDs: [String: Int] = [:]
  }

  let state = Mutex(State())

  var hasQueued: Bool { state.withLock { !$0.queued.isEmpty } }
  var durableSeq: Int64 { state.withLock { $0.durable.last?.seq ?? 0 } }
  var durable: [Entry] { state.withLock { $0.durable } }
  var keptIDs: [String: Int] { state.withLock { $0.keptIDs } }
  var byteCount: Int64 { 0 }

  func append(_ batch: JournalBatch) { state.withLock { $0.queued.append(batch) } }

  /// A commit: everything queued is durable, and whoever waits for it hears so.
  func commit() {
    let batches = state.withLock { state in
      defer { state.queued = [] }
      for batch in state.queued { state.write(batch) }
      return state.queued
    }
    for batch in batches { batch.completion?(true) }
  }

  /// A commit that fails: senders are refused, the entries are kept for the next.
  func fail() {
    let completions = state.withLock { state in
      let completions = state.queued.map(\.completion)
      for index in state.queued.indices { state.queued[index].completion = nil }
      return completions
    }
    for completion in completions { completion?(false) }
  }

  func crash() { state.withLock { $0.queued = [] } }

  func restore() throws -> Restored {
    state.withLock { state in
      Restored(
        lastSeq: state.durable.last?.seq ?? 0, lastTick: state.durable.last?.tick, lastRecordedAt: state.durable.last?.recordedAt,
        meta: state.meta, openConversations: state.open.sorted(), wasStopped: false)
    }
  }

  func record(_ meta: JournalMeta) throws { state.withLock { $0.meta = meta } }
  func openIndex() throws -> sending any JournalIndex { Index(self) }
  func openReader() throws -> sending any JournalReader { throw JournalError(.missing, "the simulation reads the state itself") }
  func close() {}

  final class Index: JournalIndex {
    private let journal: SimulatedJournal

    init(_ journal: SimulatedJournal) { self.journal = journal }

    func lookup(_ keys: [EventKeys]) throws -> [Lookup] {
      journal.state.withLock { state in
        keys.map { keys in
          if let fact = keys.fact, let seq = state.facts[fact] { return .duplicate(ofSeq: seq) }
          guard let known = state.identities[keys.identity] else { return .new }
          return keys.fact == nil ? .duplicate(ofSeq: known.seq) : .sameIDOtherFact(seq: known.seq)
        }
      }
    }

    func entries(of conversation: ConversationKey) throws -> [Entry] {
      journal.state.withLock { $0.byConversation[conversation] ?? [] }
    }
  }
}

extension SimulatedJournal.State {
  mutating func write(_ batch: JournalBatch) {
    var keys = batch.keys.makeIterator()
    for entry in batch.entries {
      precondition(entry.seq == (durable.last?.seq ?? 0) + 1, "entries are numbered without a gap")
      durable.append(entry)
      if let key = entry.conversation { byConversation[key, default: []].append(entry) }
      if case .event(let event) = entry.body { keptIDs[event.id, default: 0] += 1 }
      guard case .event = entry.body, let keys = keys.next() else { continue }
      identities[keys.identity] = identities[keys.identity] ?? (entry.seq, keys.fact)
      if let fact = keys.fact { facts[fact] = facts[fact] ?? entry.seq }
    }
    open.formUnion(batch.opened)
    open.subtract(batch.closed)
  }
}
