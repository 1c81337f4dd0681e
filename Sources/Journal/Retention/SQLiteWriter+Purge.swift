import Model
import Native

extension SQLiteWriter {
  /// Removes entries, in order, and leaves stubs; what was opened or held since it was chosen stays. Says how many went.
  func remove(_ seqs: [Int64]) throws -> Int {
    var count = 0
    try database.transaction {
      for run in Self.runs(seqs) where try !isKept(run) {
        var stub = Stub(
          first: run.lowerBound, last: run.upperBound, before: try hash(of: run.lowerBound - 1), after: try hash(of: run.upperBound))
        try database.execute("DELETE FROM entry WHERE seq BETWEEN \(run.lowerBound) AND \(run.upperBound)")
        try join(&stub)
        if let key = keys.signing { try stub.sign(with: key) }
        try insert(stub)
        try database.execute("DELETE FROM block WHERE last BETWEEN \(stub.first - 1 + Block.entryCount) AND \(stub.last)")
        count += run.count
      }
    }
    return count
  }

  /// Leaves the stub of what was purged before an export was made, so that what comes behind it has its place.
  func adopt(_ stub: Stub) throws {
    guard stub.first == head.seq + 1, stub.before == head.hash else {
      throw JournalError(.changed, "entries \(stub.first) to \(stub.last) were purged, but do not follow on what the journal holds")
    }
    try database.transaction {
      try insert(stub)
      try goOn(behind: JournalHead(count: head.count + stub.last - stub.first + 1, seq: stub.last, hash: stub.after))
    }
  }

  /// False when there is nothing more to give back.
  func vacuum(pages: Int) throws -> Bool {
    guard try database.int64("PRAGMA freelist_count") ?? 0 > 0 else { return false }
    try database.execute("PRAGMA incremental_vacuum(\(pages))")
    return true
  }

  func emptyWAL() throws -> Bool { try database.checkpointAtOnce() }

  private func isKept(_ run: ClosedRange<Int64>) throws -> Bool {
    try database.int64(
      "SELECT seq FROM entry WHERE seq BETWEEN \(run.lowerBound) AND \(run.upperBound) AND \(PurgeCutoffs.isKept) LIMIT 1") != nil
  }

  /// Neighbouring stubs become one: what was purged in many steps leaves one trace.
  private func join(_ stub: inout Stub) throws {
    let select = try database.prepare("\(Stub.select) WHERE last = \(stub.first - 1) OR first = \(stub.last + 1)")
    var neighbours: [Stub] = []
    while try select.step() { neighbours.append(Stub(select)) }
    for other in neighbours {
      if other.first < stub.first { (stub.first, stub.before) = (other.first, other.before) }
      if other.last > stub.last { (stub.last, stub.after) = (other.last, other.after) }
      try database.execute("DELETE FROM stub WHERE first = \(other.first)")
    }
  }

  private func insert(_ stub: Stub) throws {
    let insert = try database.prepare("INSERT INTO stub (first, last, before, after, signature) VALUES (?, ?, ?, ?, ?)")
    try insert.bind(stub.first, at: 1)
    try insert.bind(stub.last, at: 2)
    try insert.bind(stub.before, at: 3)
    try insert.bind(stub.after, at: 4)
    try insert.bind(stub.signature, at: 5)
    try insert.run()
  }

  private func hash(of seq: Int64) throws -> [UInt8] { try SQLiteReader.hash(of: seq, in: database) }

  private static func runs(_ seqs: [Int64]) -> [ClosedRange<Int64>] {
    var runs: [ClosedRange<Int64>] = []
    for seq in seqs {
      if let last = runs.last, last.upperBound + 1 == seq { runs[runs.count - 1] = last.lowerBound...seq } else { runs.append(seq...seq) }
    }
    return runs
  }
}
