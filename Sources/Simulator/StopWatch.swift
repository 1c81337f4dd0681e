import Model
import Native
import Synchronization

/// Reads both clocks at once, the wall to the microsecond: its own reading ends at the millisecond.
final class StopWatch: Sendable {
  private let clock: Clock
  // Wall microseconds less boot microseconds, as seen when a wall millisecond began.
  private let offset: Mutex<Int64>

  init(_ clock: Clock) {
    self.clock = clock
    offset = Mutex(Self.measure(clock))
  }

  func now() -> Moment {
    let boot = clock.microseconds()
    let wall = clock.wall().milliseconds
    let offset = offset.withLock { offset in
      // The wall clock was stepped: what was measured holds no more.
      if abs((boot + offset) / 1000 - wall) > 2 { offset = wall * 1000 - boot }
      return offset
    }
    return Moment(wallMicroseconds: boot + offset, microseconds: boot)
  }

  /// Waits for the edge of a millisecond; gives up on a clock that stands.
  private static func measure(_ clock: Clock) -> Int64 {
    let start = clock.wall()
    for _ in 0..<100_000 where clock.wall() == start {}
    return clock.wall().milliseconds * 1000 - clock.microseconds()
  }
}
