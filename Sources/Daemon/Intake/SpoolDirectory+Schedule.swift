import Model
import Native

extension SpoolDirectory {
  /// A state of a file's content: another one under the same name is another version.
  struct Version: Equatable, Sendable {
    let identity: FileStatus.Identity
    let size: Int64
    let modifiedNanoseconds: Int64
  }

  /// Decides which file is taken when. Knows names and times, touches no file.
  struct Schedule {
    /// What happened to a name while its file was in flight.
    enum Touch: Equatable {
      case none, appeared, announced
    }

    enum State: Equatable {
      /// Seen, but not announced as whole. Can transition to: ready, settling (changed again), or it is forgotten.
      case settling(Version, until: Tick)
      /// Waits for its turn. Can transition to: inFlight.
      case ready(order: Int)
      /// Read, its verdict not there yet. Can transition to: ready (touched, or later), stuck, or it is forgotten.
      case inFlight(order: Int, bytes: Int, touch: Touch)
      /// Only an operator can help; left alone until it is announced anew. Can transition to: ready.
      case stuck
    }

    private(set) var files: [String: State] = [:]
    /// Names were left out for want of room: look again once the queue is empty.
    private(set) var isIncomplete = false
    private var initial: Set<String> = []
    private var queue = Queue<(order: Int, name: String)>()
    /// What comes before the queue, because it had its turn already; sorted by order.
    private var returned: [(order: Int, name: String)] = []
    private var settling = Queue<(until: Tick, name: String)>()
    private var pausedUntil = Tick(milliseconds: .min)
    private var order = 0
    private(set) var filesInFlight = 0
    private(set) var bytesInFlight = 0
    private let settle: Span
    private let namesMax: Int

    init(settle: Span, namesMax: Int = Limits.spoolNamesMax) {
      self.settle = settle
      self.namesMax = namesMax
    }

    /// Senders hide what is not finished behind these names.
    static func isCandidate(_ name: String) -> Bool { !name.hasPrefix(".") && !name.hasSuffix(".tmp") }

    var isInitialTaken: Bool { initial.isEmpty && !isIncomplete }
    var isIdle: Bool { filesInFlight == 0 && returned.isEmpty && queue.isEmpty }

    /// The file is whole: it was renamed into the directory or closed after writing.
    mutating func announce(_ name: String) {
      guard Self.isCandidate(name), hasRoom(for: name) else { return }
      switch files[name] {
      case .ready: break
      case .inFlight(let order, let bytes, _): files[name] = .inFlight(order: order, bytes: bytes, touch: .announced)
      case .settling, .stuck, nil: enqueue(name)
      }
    }

    /// The file is there, unchanged for `age`; old enough it counts as whole.
    mutating func sight(_ name: String, _ version: Version, age: Span, now: Tick, isInitial: Bool = false) {
      guard Self.isCandidate(name), hasRoom(for: name) else { return }
      if isInitial { initial.insert(name) }
      switch files[name] {
      case .ready, .settling, .stuck: break
      case .inFlight(let order, let bytes, .none): files[name] = .inFlight(order: order, bytes: bytes, touch: .appeared)
      case .inFlight: break
      case nil where age >= settle: enqueue(name)
      case nil: wait(name, version, now: now)
      }
    }

    /// Names whose wait is over and whose file is to be looked at again; then call `settled`.
    mutating func due(now: Tick) -> [String] {
      var names: [String] = []
      while let first = settling.first, first.until <= now {
        settling.removeFirst()
        if case .settling(_, first.until) = files[first.name] { names.append(first.name) }
      }
      return names
    }

    /// The second look: the same version is whole, another waits again, none is forgotten.
    mutating func settled(_ name: String, _ version: Version?, now: Tick) {
      guard case .settling(let before, _) = files[name] else { return }
      guard let version else { return forget(name) }
      if version == before { return enqueue(name) }
      // It is arriving rather than present at the start.
      initial.remove(name)
      wait(name, version, now: now)
    }

    /// The next file to read, if there is one and room for it.
    mutating func next(now: Tick) -> String? {
      guard now >= pausedUntil, filesInFlight < Limits.spoolFilesInFlightMax, bytesInFlight < Limits.spoolBytesInFlightMax else {
        return nil
      }
      let next: (order: Int, name: String)
      if let first = returned.first, queue.first.map({ first.order < $0.order }) ?? true {
        next = returned.removeFirst()
      } else if let first = queue.first {
        next = first
        queue.removeFirst()
      } else {
        return nil
      }
      files[next.name] = .inFlight(order: next.order, bytes: 0, touch: .none)
      filesInFlight += 1
      return next.name
    }

    /// The file given out by `next` has been read.
    mutating func began(_ name: String, bytes count: Int) {
      guard case .inFlight(let order, let bytes, let touch) = files[name] else { return }
      files[name] = .inFlight(order: order, bytes: count, touch: touch)
      bytesInFlight += count - bytes
    }

    /// The file is dealt with. Says whether the name was touched: announced is in the queue again, appeared wants a look.
    mutating func finish(_ name: String) -> Touch {
      guard let (_, touch) = land(name) else { return .none }
      forget(name)
      if touch == .announced { enqueue(name) }
      return touch
    }

    /// The file could not be dealt with now: everything pauses, then it comes again in its old place.
    mutating func retry(_ name: String, now: Tick) {
      guard let (order, _) = land(name) else { return }
      files[name] = .ready(order: order)
      let place = returned.firstIndex { $0.order > order } ?? returned.endIndex
      returned.insert((order, name), at: place)
      pausedUntil = now + settle
    }

    /// The file can neither be taken nor moved away.
    mutating func stick(_ name: String) {
      let touch = land(name)?.touch ?? .none
      initial.remove(name)
      files[name] = .stuck
      if touch == .announced { enqueue(name) }
    }

    /// Before the whole directory is looked at.
    mutating func beginScan() { isIncomplete = false }

    /// How long nothing happens by itself; nil: for ever.
    func idleTime(now: Tick) -> Span? {
      var times = [settling.first?.until].compactMap(\.self)
      if !returned.isEmpty || !queue.isEmpty, pausedUntil > now { times.append(pausedUntil) }
      return times.min().map { max(.zero, $0 - now) }
    }

    private mutating func hasRoom(for name: String) -> Bool {
      if files[name] != nil || files.count < namesMax { return true }
      isIncomplete = true
      return false
    }

    private mutating func enqueue(_ name: String) {
      order += 1
      files[name] = .ready(order: order)
      queue.append((order, name))
    }

    private mutating func wait(_ name: String, _ version: Version, now: Tick) {
      files[name] = .settling(version, until: now + settle)
      settling.append((now + settle, name))
    }

    private mutating func forget(_ name: String) {
      files[name] = nil
      initial.remove(name)
    }

    private mutating func land(_ name: String) -> (order: Int, touch: Touch)? {
      guard case .inFlight(let order, let bytes, let touch) = files[name] else { return nil }
      filesInFlight -= 1
      bytesInFlight -= bytes
      return (order, touch)
    }
  }

  /// First in, first out, without moving what stays.
  struct Queue<Element> {
    private var elements: [Element] = []
    private var head = 0

    var isEmpty: Bool { head == elements.count }
    var first: Element? { isEmpty ? nil : elements[head] }

    mutating func append(_ element: Element) { elements.append(element) }

    mutating func removeFirst() {
      head += 1
      guard head * 2 > elements.count else { return }
      elements.removeFirst(head)
      head = 0
    }
  }
}
