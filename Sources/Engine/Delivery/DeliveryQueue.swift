import Model

/// The commands of one account in the order in which they may leave (D1); choosing one does not look at the others.
struct DeliveryQueue: Sendable {
  /// What has one gate: the commands of a platform in a lane.
  struct Line: Hashable, Sendable {
    let platform: String
    let lane: Lane
  }

  /// The oldest exposure first; while one call at a time probes, those that have not had their turn.
  private struct Row: Comparable, Sendable {
    let turns: Int
    let since: Tick
    let id: CommandID

    static func < (left: Row, right: Row) -> Bool { (left.turns, left.since, left.id) < (right.turns, right.since, right.id) }
  }

  private struct Rest: Comparable, Sendable {
    let until: Tick
    let id: CommandID

    static func < (left: Rest, right: Rest) -> Bool { (left.until, left.id) < (right.until, right.id) }
  }

  private(set) var items: [CommandID: DeliveryItem] = [:]
  // Rows may be stale: each is held against the item's place when its turn comes.
  private var ready: [Line: Heap<Row>] = [:]
  private var resting = Heap<Rest>()
  private var uncommitted = Heap<CommandID>()
  private var stale = 0
  private var durable: Int64 = 0

  /// Puts a command into its place, new or come back.
  mutating func put(_ item: DeliveryItem, now: Tick) {
    var item = item
    item.place = item.waitsForCommit && item.command.id.seq > durable ? .uncommitted : item.notBefore > now ? .resting : .ready
    adopt(item)
  }

  /// Takes over a command in the place it had.
  mutating func adopt(_ item: DeliveryItem) {
    items[item.command.id] = item
    addRow(of: item)
  }

  private mutating func addRow(of item: DeliveryItem) {
    let id = item.command.id
    switch item.place {
    case .uncommitted: uncommitted.insert(id)
    case .resting: resting.insert(Rest(until: item.notBefore, id: id))
    case .ready:
      let line = Line(platform: item.command.target.platform, lane: item.lane)
      ready[line, default: Heap()].insert(Row(turns: item.turns, since: item.command.since, id: id))
    case .inFlight: break
    }
  }

  /// The call of the first of a line leaves.
  mutating func send(_ item: DeliveryItem, from line: Line) {
    precondition(item.place == .ready && ready[line]?.first?.id == item.command.id, "\(item.command.id) leaves out of its turn")
    ready[line]?.removeFirst()
    items[item.command.id] = item
    items[item.command.id]?.place = .inFlight
  }

  /// It is over, or taken back.
  mutating func remove(_ id: CommandID) {
    guard let item = items.removeValue(forKey: id), item.place != .inFlight else { return }
    stale += 1
    if stale > items.count + 64 { rebuild() }
  }

  /// In the order of the commands.
  mutating func changeAll(_ change: (inout DeliveryItem) -> Void) {
    for id in items.keys.sorted() {
      guard var item = items[id] else { continue }
      change(&item)
      items[id] = item
    }
  }

  /// Nobody rests any longer, and nobody has had his turn.
  mutating func wakeAll() {
    changeAll { item in
      item.turns = 0
      if item.place == .resting { item.place = .ready }
    }
    rebuild()
  }

  private mutating func rebuild() {
    (ready, resting, uncommitted, stale) = ([:], Heap(), Heap(), 0)
    for item in items.values { addRow(of: item) }
  }
}

// MARK: - What is next

extension DeliveryQueue {
  mutating func committed(upTo seq: Int64) {
    durable = max(durable, seq)
    while let id = uncommitted.first, id.seq <= durable {
      uncommitted.removeFirst()
      if let item = items[id], item.place == .uncommitted { put(item, now: item.notBefore) }
    }
  }

  /// Those whose time has come.
  mutating func wake(now: Tick) {
    while let rest = resting.first, rest.until <= now {
      resting.removeFirst()
      if let item = items[rest.id], item.place == .resting, item.notBefore <= now { put(item, now: now) }
    }
  }

  var nextToWake: Tick? { resting.first?.until }

  /// The lines in which something may be ready.
  var lines: [Line] { Array(ready.keys) }

  /// The line whose head is the first to leave.
  mutating func first(of lines: [Line]) -> Line? {
    var best: (line: Line, row: Row)?
    for line in lines where best.map({ line.lane <= $0.line.lane }) ?? true {
      guard let row = headRow(of: line) else { continue }
      if best.map({ (line.lane, row) < ($0.line.lane, $0.row) }) ?? true { best = (line, row) }
    }
    return best?.line
  }

  mutating func head(of line: Line) -> DeliveryItem? { headRow(of: line).flatMap { items[$0.id] } }

  private mutating func headRow(of line: Line) -> Row? {
    while let row = ready[line]?.first {
      if items[row.id]?.place == .ready { return row }
      ready[line]?.removeFirst()
    }
    ready[line] = nil
    return nil
  }
}
