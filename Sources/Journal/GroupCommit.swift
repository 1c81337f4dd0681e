// Whatever has gathered while one commit ran becomes the next transaction; a lone batch never waits for company.
// G1: a completion says true only after the commit returned, which with synchronous=FULL means that the WAL is synced.
// G4: after a failure nothing of the connection is believed any more. It is closed and opened anew, everything the WAL holds is moved into
// the file and synced, and only then the kept batches are written, less those entries that had reached the journal after all.

import Model
import Native
import Synchronization

/// The journal's thread: owns the one writing connection, commits in groups and recovers from failures.
final class GroupCommit: Sendable {
  private struct Queue: Sendable {
    var batches: [JournalBatch] = []
    var lastSeq: Int64
    var isClosed = false
  }

  private let path: String
  private let keys: JournalKeys
  let dataKeys: DataKeys
  private let hooks: JournalHooks
  private let queue: Monitor<Queue>
  private let writer: Mutex<SQLiteWriter?>
  private let durable: Atomic<Int64>
  private let thread = Mutex<ThreadHandle?>(nil)

  init(path: String, keys: JournalKeys, hooks: JournalHooks) throws {
    self.path = path
    self.keys = keys
    dataKeys = DataKeys(keys.sealing)
    self.hooks = hooks
    let writer = try SQLiteWriter(path: path, keys: keys, dataKeys: dataKeys, hooks: hooks)
    let lastSeq = writer.head.seq
    queue = Monitor(Queue(lastSeq: lastSeq))
    durable = Atomic(lastSeq)
    self.writer = Mutex(writer)
    let running = try ThreadHandle.start(name: "journal") { [self] in run() }
    thread.withLock { $0 = running }
  }

  var durableSeq: Int64 { durable.load(ordering: .acquiring) }

  func append(_ batch: JournalBatch) {
    queue.withLock { queue in
      precondition(!queue.isClosed, "nothing is appended to a closed journal")
      if let first = batch.entries.first, let last = batch.entries.last {
        precondition(
          first.seq == queue.lastSeq + 1 && last.seq - first.seq == batch.entries.count - 1, "entries are numbered without a gap")
        queue.lastSeq = last.seq
      }
      queue.batches.append(batch)
    }
  }

  /// Does something short with the writing connection, between two commits.
  func perform<Result: Sendable>(_ work: (SQLiteWriter) throws -> Result) throws -> Result {
    try writer.withLock { connection in
      guard let writer = connection else {
        throw JournalError(.changed, "the journal cannot be written at present; the alarm journal_unavailable in `hushd status` says why")
      }
      do {
        let result = try work(writer)
        try writer.checkpointIfDue()
        return result
      } catch let error as SQLiteError {
        // It may have been a sync: the next commit opens it anew.
        connection = nil
        throw error
      }
    }
  }

  /// Goes on behind a range that an export says was purged. Nothing may be queued.
  func adopt(_ stub: Stub) throws {
    try perform { try $0.adopt(stub) }
    queue.withLock { $0.lastSeq = stub.last }
    durable.store(stub.last, ordering: .releasing)
  }

  func close() {
    queue.withLock { $0.isClosed = true }
    thread.withLock { $0 }?.join()
  }

  private func run() {
    var batches: [JournalBatch] = []
    while takeQueued(into: &batches, waitingAtMost: nil) || !batches.isEmpty {
      do {
        try commit(batches)
        for batch in batches { batch.completion?(true) }
        batches.removeAll(keepingCapacity: true)
        // Only now: nobody's answer waits for it.
        try checkpointIfDue()
      } catch {
        recover(batches, from: error)
      }
    }
    writer.withLock { $0 = nil }
  }

  /// Takes what has gathered; false once the journal is closed.
  private func takeQueued(into batches: inout [JournalBatch], waitingAtMost wait: Span?) -> Bool {
    batches.removeAll(keepingCapacity: true)
    return queue.wait(atMost: wait, until: { !$0.batches.isEmpty || $0.isClosed }) { queue in
      swap(&queue.batches, &batches)
      return !queue.isClosed
    }
  }

  private func commit(_ batches: [JournalBatch]) throws {
    let start = hooks.clock.microseconds()
    try writer.withLock { connection in
      guard let writer = connection else { throw JournalError(.changed, "the journal is not open") }
      do {
        try writer.write(batches, beforeCommit: hooks.beforeCommit)
        try hooks.afterCommit()
      } catch {
        connection = nil
        throw error
      }
      durable.store(writer.head.seq, ordering: .releasing)
    }
    let entryCount = batches.reduce(0) { $0 + $1.entries.count }
    if entryCount > 0 { hooks.onCommit(Double(hooks.clock.microseconds() - start) / 1_000_000, entryCount) }
  }

  private func checkpointIfDue() throws {
    try writer.withLock { connection in
      do {
        try connection?.checkpointIfDue()
      } catch {
        connection = nil
        throw error
      }
    }
  }
}

// MARK: - Failure and recovery (G4)

extension GroupCommit {
  /// Keeps what could not be written and returns when it is, or when the journal is closed.
  private func recover(_ failed: [JournalBatch], from error: any Error) {
    var reason = String(describing: error)
    hooks.onState(.failed(reason))
    var kept: [JournalBatch] = []
    refuse(failed, keepingIn: &kept)
    while true {
      let isOpen = waitBeforeRetry(keepingIn: &kept)
      do {
        try reopen()
        try commit(kept)
        hooks.onState(.healthy)
        return
      } catch {
        if String(describing: error) != reason {
          reason = String(describing: error)
          hooks.onState(.failed(reason))
        }
        guard isOpen else { return }
      }
    }
  }

  /// Waits out the pause, telling whoever comes meanwhile that the journal cannot be written; false once it is closed.
  private func waitBeforeRetry(keepingIn kept: inout [JournalBatch]) -> Bool {
    let end = hooks.clock.boot() + hooks.retryPause
    var arrived: [JournalBatch] = []
    while true {
      let isOpen = takeQueued(into: &arrived, waitingAtMost: max(.zero, end - hooks.clock.boot()))
      refuse(arrived, keepingIn: &kept)
      guard isOpen, hooks.clock.boot() < end else { return isOpen }
    }
  }

  private func refuse(_ batches: [JournalBatch], keepingIn kept: inout [JournalBatch]) {
    for var batch in batches {
      let completion = batch.completion
      batch.completion = nil
      if !batch.changesNothing { kept.append(batch) }
      completion?(false)
    }
  }

  private func reopen() throws {
    try writer.withLock { writer in
      let opened = try SQLiteWriter(path: path, keys: keys, dataKeys: dataKeys, hooks: hooks)
      guard try opened.checkpoint() else { throw JournalError(.changed, "the journal cannot be checkpointed: a reader holds it") }
      writer = opened
    }
  }
}
