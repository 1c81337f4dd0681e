import Model

/// Whether the journal's file system has room: below the reserve there is an alarm, below the floor no event is taken any more, so that
/// what becomes of those taken before still fits.
struct DiskWatch {
  private enum Room: Hashable {
    case enough
    case low
    case none
  }

  private static let interval = Span.seconds(5)

  private let reserve: Int64
  private let floor: Int64
  private var room = Room.enough
  private var next: Tick?

  init(_ settings: JournalSettings) {
    reserve = settings.reserveBytes
    floor = settings.floorBytes
  }

  /// Events are to be answered 503.
  var isFull: Bool { room == .none }

  /// Looks now and then, and returns the alarm to raise or clear when something has changed.
  mutating func look(at now: Tick, free: () -> Int64?) -> Alarm? {
    guard next.map({ $0 <= now }) ?? true, let bytes = free() else { return nil }
    next = now + Self.interval
    let found = bytes < floor ? Room.none : bytes < reserve ? .low : .enough
    guard found != room else { return nil }
    room = found
    let size = "\(bytes >> 20) MiB are free where the journal is"
    switch found {
    case .enough: return Alarm("disk_low", isRaised: false, message: "there is room again")
    case .low: return Alarm("disk_low", isRaised: true, message: "\(size), less than journal.reserve; free some, or purge")
    case .none:
      return Alarm("disk_low", isRaised: true, message: "\(size), less than journal.floor: events are answered 503 until there is room")
    }
  }
}
